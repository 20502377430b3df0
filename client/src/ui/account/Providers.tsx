import { words } from "../../i18n/account";
import { isolate, listed } from "../../i18n/format";
import { type AccountInfo, providerPath } from "../../state/account";
import type { AccountPage } from "../../state/account-page";
import { useAsking } from "./asking";
import { Part } from "./Part";
import { Problem } from "./Problem";

interface Props {
  page: AccountPage;
  info: AccountInfo;
  offered: readonly string[];
}

/** Others who vouch for one. */
export function Providers({ page, info, offered }: Props) {
  const t = words.value;
  const asking = useAsking();
  const names = info.oidc.map(({ label }) => label);
  return (
    <Part title={t.account.linked} state={listed(names)}>
      {names.length === 0 && <p class="account-none">{t.account.linkedNone}</p>}
      <ul class="account-list">
        {info.oidc.map(({ id, label }) => (
          <li key={id} class="account-item">
            <bdi>{label}</bdi>
            <button
              type="button"
              class="plain-button"
              aria-label={t.removeOf(isolate(label))}
              aria-disabled={asking.busy.value}
              onClick={() => void asking.run(() => page.removeWay("oidc", id))}
            >
              {t.remove}
            </button>
          </li>
        ))}
      </ul>
      <Problem asking={asking} />
      {names.length === 0 && (
        <div class="ways">
          {offered.map((name) => (
            <a key={name} class="sheet-button way" href={providerPath(name)}>
              {t.account.link(isolate(name))}
            </a>
          ))}
        </div>
      )}
    </Part>
  );
}
