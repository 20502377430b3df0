import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import type { AccountPage } from "../../state/account-page";
import { useAsking } from "./asking";
import { Item } from "./Item";
import { Part } from "./Part";
import { Problem } from "./Problem";
import { when } from "./when";

/** Every browser in which one is signed in. */
export function Sessions({ page }: { page: AccountPage }) {
  const t = words.value;
  const asking = useAsking();
  const told = useSignal("");
  const browsers = page.browsers();
  const others = browsers.filter(({ current }) => !current);
  return (
    <Part
      title={t.account.sessions}
      state={others.length === 0 ? t.account.alone : t.account.count(browsers.length)}
    >
      <p class="form-hint">{t.account.sessionsAbout}</p>
      <ul class="account-list">
        {browsers.map((session) => {
          const name = session.label || t.account.unnamed;
          return (
            <Item
              key={session.id}
              name={name}
              {...(session.current ? { tag: t.account.here } : {})}
              about={t.account.seen(when(session.last_seen ?? session.created_at))}
            >
              {!session.current && (
                <button
                  type="button"
                  class="plain-button"
                  aria-label={t.account.endOf(isolate(name))}
                  aria-disabled={asking.busy.value}
                  onClick={() => void asking.run(() => page.end(session.id))}
                >
                  {t.account.end}
                </button>
              )}
            </Item>
          );
        })}
      </ul>
      <div class="account-end">
        {told.value === "" ? (
          <Problem asking={asking} />
        ) : (
          <p class="form-problem told" role="status">
            {told.value}
          </p>
        )}
        {others.length > 0 && (
          <button
            type="button"
            class="sheet-button"
            aria-disabled={asking.busy.value}
            onClick={async () => {
              if (await asking.run(() => page.endOthers())) told.value = t.account.endedOthers;
            }}
          >
            {t.account.endOthers}
          </button>
        )}
      </div>
    </Part>
  );
}
