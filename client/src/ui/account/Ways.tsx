import type { ComponentChildren } from "preact";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { isolate } from "../../i18n/format";
import { providerPath, waysOf } from "../../state/account";
import { passkeysWork } from "../../state/passkeys";
import { Icon } from "../parts/Icon";

interface Props {
  chat: Pick<Chat, "house">;
  /** What the passkey's button says, and does. */
  passkey: string;
  onPasskey: () => void;
  busy: boolean;
  /** Beside these there is a password. */
  or?: boolean;
  children?: ComponentChildren;
}

/** The ways in besides a password, as far as this place and this browser have them. */
export function Ways({ chat, passkey, onPasskey, busy, or = false }: Props) {
  const t = words.value;
  const ways = waysOf(chat.house.value);
  const passkeys = ways.passkey && passkeysWork();
  if (!passkeys && ways.oidc.length === 0) return null;
  return (
    <div class="ways">
      {or && <p class="ways-or">{t.or}</p>}
      {passkeys && (
        <button type="button" class="sheet-button way" aria-disabled={busy} onClick={onPasskey}>
          <Icon name="key" size={18} />
          {passkey}
        </button>
      )}
      {ways.oidc.map((name) => (
        // Away from this page, and back to it: an address, not a request.
        <a key={name} class="sheet-button way" href={providerPath(name)}>
          {t.signIn.with(isolate(name))}
        </a>
      ))}
    </div>
  );
}
