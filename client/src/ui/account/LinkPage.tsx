import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { type Link, type Looked, lookAt } from "../../state/links";
import { dialog } from "../app/stage";
import { Cup, Icon } from "../parts/Icon";
import { type Asking, useAsking } from "./asking";
import { DeviceLink } from "./DeviceLink";
import { EmailLink } from "./EmailLink";
import { Invite } from "./Invite";
import { Problem } from "./Problem";
import { ResetLink } from "./ResetLink";
import { Setup } from "./Setup";
import "../parts/Sheet.css";
import "../parts/Dialog.css";
import "./account.css";
import "./LinkPage.css";

export interface LinkProps {
  chat: Chat;
  link: Link;
  looked: Looked;
  /** It was refused when it was used. */
  refused: () => void;
  /** It is done, or not wanted. */
  close: () => void;
}

const PAGES = {
  setup: Setup,
  invite: Invite,
  reset: ResetLink,
  device: DeviceLink,
  email: EmailLink,
} as const;

/** What a link leads to, over the whole page: it is looked at first, and used when the person says so. */
export function LinkPage({ chat, link }: { chat: Chat; link: Link }) {
  const element = useRef<HTMLDialogElement>(null);
  const looked = useSignal<Looked | null>(null);
  const refused = useSignal(false);
  const asking = useAsking();
  const look = async (): Promise<void> => {
    const told = await asking.run(() => lookAt(chat, link));
    if (told && told.value.kind === link.kind) looked.value = told.value;
    else if (told || asking.trouble.peek()?.code === "link_refused") refused.value = true;
  };
  useLayoutEffect(() => {
    const { current } = element;
    current?.showModal();
    return () => current?.close();
  }, []);
  useEffect(() => void look(), []);
  const close = (): void => {
    dialog.value = null;
  };
  const Page = PAGES[link.kind];
  return (
    <dialog
      ref={element}
      class={`arrival arrival-${link.kind}`}
      aria-labelledby="arrival-title"
      // The link is out of the address: what Escape closed could not be opened again.
      onCancel={(event) => event.preventDefault()}
    >
      <div class="arrival-inside">
        {refused.value ? (
          <Refused kind={link.kind} close={close} />
        ) : looked.value ? (
          <Page
            chat={chat}
            link={link}
            looked={looked.value}
            close={close}
            refused={() => {
              refused.value = true;
            }}
          />
        ) : (
          <Looking asking={asking} again={() => void look()} close={close} />
        )}
      </div>
    </dialog>
  );
}

function Looking({ asking, again, close }: { asking: Asking; again: () => void; close: () => void }) {
  const t = words.value;
  const failed = asking.trouble.value !== null;
  return (
    <ArrivalCard title={t.links.looking} quiet>
      {failed && <Problem asking={asking} />}
      {failed && (
        <div class="form-actions">
          <button type="button" class="sheet-button" onClick={close}>
            {t.links.toRoom}
          </button>
          <button type="button" class="sheet-button main" onClick={again}>
            {t.again}
          </button>
        </div>
      )}
    </ArrivalCard>
  );
}

function Refused({ kind, close }: { kind: Link["kind"]; close: () => void }) {
  const t = words.value.links;
  return (
    <ArrivalCard title={t.refusedTitle} text={t.refused[kind]} sign={<Icon name="link" size={30} />}>
      <div class="form-actions">
        <button type="button" class="sheet-button main" autofocus onClick={close}>
          {t.toRoom}
        </button>
      </div>
    </ArrivalCard>
  );
}

interface CardProps {
  title: string;
  text?: string;
  sign?: ComponentChildren;
  quiet?: boolean;
  children?: ComponentChildren;
}

/** A card in the middle: a sign, a sentence, and what can be done. */
export function ArrivalCard({ title, text, sign, quiet = false, children }: CardProps) {
  return (
    <section class={`arrival-card ${quiet ? "quiet" : ""}`} role={quiet ? "status" : undefined}>
      <span class="arrival-sign">{sign ?? <Cup size={52} />}</span>
      <h1 id="arrival-title">{title}</h1>
      {text && <p class="arrival-text">{text}</p>}
      {children}
    </section>
  );
}
