import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import { useAsked } from "./asked";
import { useDoing } from "./doing";
import { momentOf } from "./figures";
import { Loaded } from "./Loaded";
import { Once } from "./Once";
import type { SectionProps } from "./sections";

interface Session {
  id: string;
  kind: string;
  label: string;
  created_at: number;
  last_seen: number;
}

/** One's own tokens for programs: made, shown once, revoked. */
export function Tokens({ chat }: SectionProps) {
  const t = adminStrings.strings.value.tokens;
  const asked = useAsked<{ sessions: readonly Session[] }>(chat, "sessions");
  const doing = useDoing();
  const label = useSignal("");
  const secret = useSignal("");
  const id = useId();
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = label.value.trim();
    if (wanted === "") return;
    const made = await doing.run(
      () => chat.api.ask<{ id: string; token: string }>("POST", "tokens", { label: wanted }),
      "",
    );
    if (made === null) return;
    label.value = "";
    secret.value = made.token;
    void asked.load();
  };
  const revoke = async (session: string): Promise<void> => {
    if (await doing.run(() => chat.api.ask("DELETE", `sessions/${session}`), t.revoked)) void asked.load();
  };
  return (
    <>
      <p class="admin-intro">{t.hint}</p>
      <form class="admin-inline" onSubmit={(event) => void make(event)}>
        <div class="form-field">
          <label class="form-label" for={id}>
            {t.label}
          </label>
          <input
            id={id}
            class="form-input"
            autocomplete="off"
            maxLength={60}
            placeholder={t.labelHint}
            value={label.value}
            onInput={(event) => {
              label.value = event.currentTarget.value;
            }}
          />
        </div>
        <button
          type="submit"
          class="sheet-button main"
          aria-disabled={doing.busy.value || label.value.trim() === ""}
        >
          {t.make}
        </button>
      </form>
      {secret.value !== "" && (
        <Once
          secret={secret.value}
          hide={() => {
            secret.value = "";
          }}
        />
      )}
      <p role="status" class={doing.told.value.failed ? "admin-problem" : "admin-told"}>
        {doing.told.value.text}
      </p>
      <Loaded asked={asked}>
        {({ sessions }) => {
          const tokens = sessions.filter(({ kind }) => kind === "token");
          if (tokens.length === 0) return <p class="form-hint">{t.empty}</p>;
          return (
            <ul class="admin-list">
              {tokens.map((token) => (
                <li key={token.id} class="admin-line">
                  <span class="admin-row-words">
                    <bdi class="admin-row-name">{token.label}</bdi>
                    <span class="admin-row-times">
                      {t.made(momentOf(token.created_at))} ·{" "}
                      {token.last_seen <= token.created_at ? t.unused : t.used(momentOf(token.last_seen))}
                    </span>
                  </span>
                  <button
                    type="button"
                    class="plain-button"
                    aria-label={t.revokeOf(isolate(token.label))}
                    onClick={() => void revoke(token.id)}
                  >
                    {t.revoke}
                  </button>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </>
  );
}
