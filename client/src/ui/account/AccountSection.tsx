import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { dialog, type Shown } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import "./AccountSection.css";

/** The part of the settings that leads to one's account: what there is to do depends on who one is. */
export function AccountSection({ chat }: { chat: Chat }) {
  const t = words.value;
  const you = chat.you.value;
  const guest = you !== null && chat.role.value === "guest";
  const about = you === null ? t.account.visitor : guest ? t.account.guest : t.account.roles[chat.role.value];
  const open = (shown: Shown) => () => {
    dialog.value = shown;
  };
  return (
    <section class="setting">
      <h3 class="setting-heading">{t.account.title}</h3>
      <div class="setting-line account-line">
        {you && <Avatar person={you} />}
        <div class="account-line-words">
          {you && <bdi class="one-line">{you.name}</bdi>}
          <p class="form-hint">{about}</p>
        </div>
        {you === null ? (
          <button type="button" class="sheet-button" onClick={open({ kind: "sign-in" })}>
            {t.signIn.title}
          </button>
        ) : guest ? (
          <button type="button" class="sheet-button" onClick={open({ kind: "keep" })}>
            {t.keep.title}
          </button>
        ) : (
          <button type="button" class="sheet-button" onClick={open({ kind: "account" })}>
            {t.account.open}
          </button>
        )}
      </div>
    </section>
  );
}
