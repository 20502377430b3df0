import { useSignal } from "@preact/signals";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { dialog } from "../app/stage";
import { goTo } from "../parts/route";
import { FormActions } from "./FormActions";
import { TextField } from "./fields";
import { ArrivalCard, type LinkProps } from "./LinkPage";
import { Problem } from "./Problem";
import { useUse } from "./use-link";
import { when } from "./when";

/** Into a room, as who one is; a visitor says how to be called. */
export function Invite({ chat, link, looked, refused, close }: LinkProps) {
  const t = words.value;
  const you = chat.you.value;
  const name = useSignal(chat.proposedName.peek());
  const { asking, use } = useUse({ chat, link, refused });
  const ready = you !== null || name.value.trim() !== "";
  const enter = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    const came = await use({ kind: "invite", ...(you === null ? { name: name.value.trim() } : {}) });
    if (!came) return;
    close();
    if (came.room) goTo(chat, came.room.id);
  };
  const { title = "", people } = looked.room ?? {};
  const facts = [
    people === undefined ? "" : t.links.invitePeople(people),
    you ? t.links.inviteAs(isolate(you.name)) : "",
  ].filter(Boolean);
  return (
    <ArrivalCard
      title={t.links.inviteTitle(isolate(title || strings.value.lobby))}
      text={facts.join(strings.value.sentence)}
    >
      <form noValidate onSubmit={(event) => void enter(event)}>
        {you === null && (
          <TextField
            label={t.links.inviteName}
            value={name}
            problem="link-problem"
            invalid={asking.trouble.value !== null}
            input={{
              type: "text",
              name: "nickname",
              autocomplete: "nickname",
              spellcheck: false,
              autofocus: true,
            }}
            changed={asking.forget}
          />
        )}
        <Problem asking={asking} id="link-problem" />
        <FormActions
          word={t.links.inviteGo}
          busy={asking.busy.value}
          ready={ready}
          autofocus={you !== null}
          close={close}
        />
      </form>
      {looked.expires_at !== null && <p class="arrival-foot">{t.links.until(when(looked.expires_at))}</p>}
      {you === null && (
        <p class="account-aside">
          <button
            type="button"
            class="plain-button"
            onClick={() => {
              dialog.value = { kind: "sign-in", next: { kind: "link", link } };
            }}
          >
            {t.links.haveAccount}
          </button>
        </p>
      )}
    </ArrivalCard>
  );
}
