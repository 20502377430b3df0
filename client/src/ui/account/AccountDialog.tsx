import { useEffect, useMemo } from "preact/hooks";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { waysOf } from "../../state/account";
import { AccountPage } from "../../state/account-page";
import { passkeysWork } from "../../state/passkeys";
import { dialog } from "../app/stage";
import { Avatar } from "../parts/Avatar";
import { Dialog } from "../parts/Dialog";
import { reasonFor } from "./asking";
import { EmailPart, PasswordPart } from "./Credentials";
import { Device } from "./Device";
import { Passkeys } from "./Passkeys";
import { Providers } from "./Providers";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";
import { Removal, YourData } from "./YourData";
import "./account.css";
import "./AccountDialog.css";

/** All that is of one's account: how one signs in, where one is signed in, and the way out. */
export function AccountDialog({ chat }: { chat: Chat }) {
  const t = words.value;
  const you = chat.you.value;
  const page = useMemo(() => new AccountPage(chat), [chat, you?.id]);
  useEffect(() => void page.load(), [page]);
  // Nobody has no account: signed out elsewhere, this page is over.
  useEffect(() => {
    if (you === null) dialog.value = null;
  }, [you === null]);
  if (you === null) return null;
  return (
    <Dialog title={t.account.title} kind="account-dialog account-page">
      <header class="account-who">
        <Avatar person={you} />
        <div>
          <bdi class="one-line">{you.name}</bdi>
          <p>{t.account.roles[chat.role.value]}</p>
        </div>
      </header>
      <Loaded chat={chat} page={page} />
    </Dialog>
  );
}

function Loaded({ chat, page }: { chat: Chat; page: AccountPage }) {
  const t = words.value;
  const info = page.info.value;
  if (page.phase.value === "failed")
    return (
      <p class="account-failed" role="alert">
        {t.account.failed} {reasonFor(page.code.value)}{" "}
        <button type="button" class="plain-button" onClick={() => void page.load()}>
          {t.again}
        </button>
      </p>
    );
  if (info === null)
    return (
      <div class="account-parts" aria-busy="true">
        <p class="unseen" role="status">
          {t.loading}
        </p>
        {[1, 2, 3, 4, 5].map((row) => (
          <i key={row} class="account-waiting" aria-hidden="true" />
        ))}
      </div>
    );
  const ways = waysOf(chat.house.value);
  return (
    <div class="account-parts">
      <EmailPart page={page} info={info} />
      <PasswordPart chat={chat} page={page} info={info} />
      {((ways.passkey && passkeysWork()) || info.passkeys.length > 0) && (
        <Passkeys chat={chat} page={page} info={info} />
      )}
      {(ways.oidc.length > 0 || info.oidc.length > 0) && (
        <Providers page={page} info={info} offered={ways.oidc} />
      )}
      <Sessions page={page} />
      <Device chat={chat} />
      <Tokens page={page} />
      <YourData />
      <Removal chat={chat} page={page} info={info} />
    </div>
  );
}
