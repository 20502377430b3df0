import { useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { words } from "../../i18n/account";
import { useSecondsUntil } from "../parts/clock";
import { useAsking } from "./asking";
import { Part } from "./Part";
import { Problem } from "./Problem";
import { QrCode } from "./QrCode";
import { Secret } from "./Secret";

interface Shown {
  url: string;
  /** A `performance.now()` time. */
  until: number;
}

/** A code that a phone reads, and is signed in by: once, for ten minutes. */
export function Device({ chat }: { chat: Pick<Chat, "api"> }) {
  const t = words.value;
  const shown = useSignal<Shown | null>(null);
  const asking = useAsking();
  const make = async (): Promise<void> => {
    shown.value = null;
    const made = await asking.run(() =>
      chat.api.ask<{ url: string; expires_at: number }>("POST", "device-links"),
    );
    if (!made) return;
    const left = made.value.expires_at - Date.now();
    shown.value = { url: whole(made.value.url), until: performance.now() + left };
  };
  const button = (word: string) => (
    <button type="button" class="sheet-button" aria-disabled={asking.busy.value} onClick={() => void make()}>
      {asking.busy.value ? t.working : word}
    </button>
  );
  return (
    <Part
      title={t.account.device}
      onToggle={(open) => {
        if (!open) shown.value = null;
      }}
    >
      <p class="form-hint">{t.account.deviceAbout}</p>
      {shown.value === null ? (
        <div class="account-end">
          <Problem asking={asking} />
          {button(t.account.deviceMake)}
        </div>
      ) : (
        <Code key={shown.value.url} shown={shown.value} again={button(t.account.deviceAgain)} />
      )}
    </Part>
  );
}

function Code({ shown, again }: { shown: Shown; again: ComponentChild }) {
  const t = words.value;
  const seconds = useSecondsUntil(shown.until) ?? 0;
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => element.current?.scrollIntoView({ block: "nearest" }), []);
  if (seconds === 0)
    return (
      <div class="account-end">
        <p class="form-problem" role="status">
          {t.account.deviceOver}
        </p>
        {again}
      </div>
    );
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <div ref={element} class="account-code">
      <QrCode text={shown.url} label={t.account.deviceCode} />
      <p class="account-left">{t.account.deviceLeft(time)}</p>
      <Secret text={shown.url} label={t.account.deviceCode} />
    </div>
  );
}

/** A server that does not know its own address gives a path: it is of the page's own. */
const whole = (url: string): string => new URL(url, location.href).href;
