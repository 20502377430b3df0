/** What the page of one's account shows, and what is done there. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Chat } from "../contract";
import type { AccountInfo, SessionInfo } from "./account";
import type { Told } from "./api";

export type Phase = "loading" | "ready" | "failed";

export class AccountPage {
  readonly #chat: Pick<Chat, "api" | "isOut">;
  readonly #phase = signal<Phase>("loading");
  readonly #code = signal("");
  readonly #info = signal<AccountInfo | null>(null);
  readonly #sessions = signal<readonly SessionInfo[]>([]);
  readonly phase: ReadonlySignal<Phase> = this.#phase;
  /** Why it failed. */
  readonly code: ReadonlySignal<string> = this.#code;
  readonly info: ReadonlySignal<AccountInfo | null> = this.#info;
  readonly sessions: ReadonlySignal<readonly SessionInfo[]> = this.#sessions;

  constructor(chat: Pick<Chat, "api" | "isOut">) {
    this.#chat = chat;
  }

  /** Loads all anew; what stands there stays until then. */
  async load(): Promise<void> {
    if (this.#info.peek() === null) this.#phase.value = "loading";
    const { api } = this.#chat;
    const [info, sessions] = await Promise.all([
      api.ask<AccountInfo>("GET", "account"),
      api.ask<{ sessions: SessionInfo[] }>("GET", "sessions"),
    ]);
    if (info.ok && sessions.ok) {
      this.#info.value = info.value;
      this.#sessions.value = sessions.value.sessions;
      this.#phase.value = "ready";
      return;
    }
    const refused = info.ok ? sessions : info;
    this.#code.value = refused.ok ? "" : refused.code;
    if (this.#info.peek() === null) this.#phase.value = "failed";
  }

  /** Browsers, this one first, then by when they were last here. */
  browsers(): readonly SessionInfo[] {
    const seen = ({ last_seen, created_at }: SessionInfo): number => last_seen ?? created_at;
    return this.#sessions.value
      .filter(({ kind }) => kind !== "token")
      .toSorted((a, b) => Number(b.current) - Number(a.current) || seen(b) - seen(a));
  }

  tokens(): readonly SessionInfo[] {
    return this.#sessions.value.filter(({ kind }) => kind === "token");
  }

  /** Ends a session or a token; what is gone already counts as ended. */
  async end(id: SessionInfo["id"]): Promise<Told<unknown>> {
    const told = await this.#chat.api.ask("DELETE", `sessions/${encodeURIComponent(id)}`);
    const gone = told.ok || told.code === "not_found";
    if (!gone) return told;
    const own = this.#sessions.peek().find((session) => session.id === id)?.current;
    this.#sessions.value = this.#sessions.peek().filter((session) => session.id !== id);
    if (own) this.#chat.isOut();
    return { ok: true, value: null };
  }

  /** Signs out everywhere but here; tokens of programs stay if the server keeps them. */
  async endOthers(): Promise<Told<unknown>> {
    const told = await this.#chat.api.ask("DELETE", "sessions");
    if (told.ok) await this.load();
    return told;
  }

  /** It counts once a letter was opened there; the same again asks for another letter. */
  async setEmail(email: string): Promise<Told<unknown>> {
    const told = await this.#chat.api.ask("PUT", "account/email", { email: email === "" ? null : email });
    const info = this.#info.peek();
    if (told.ok && info) {
      const known = email === "" ? null : (info.email ?? null);
      const same = known?.toLowerCase() === email.toLowerCase();
      this.#info.value = { ...info, email: known, email_claimed: email === "" || same ? null : email };
    }
    return told;
  }

  async renamePasskey(id: string | number, label: string): Promise<Told<unknown>> {
    const told = await this.#chat.api.ask("PATCH", `passkeys/${encodeURIComponent(id)}`, { label });
    const info = this.#info.peek();
    if (told.ok && info) {
      const passkeys = info.passkeys.map((key) => (key.id === id ? { ...key, label } : key));
      this.#info.value = { ...info, passkeys };
    }
    return told;
  }

  /** Takes away a passkey, or the link to a provider. */
  async removeWay(kind: "passkeys" | "oidc", id: string | number): Promise<Told<unknown>> {
    const told = await this.#chat.api.ask("DELETE", `${kind}/${encodeURIComponent(id)}`);
    if (!told.ok && told.code !== "not_found") return told;
    const info = this.#info.peek();
    const without = <T extends { id: unknown }>(all: readonly T[]): T[] =>
      all.filter((each) => each.id !== id);
    if (info)
      this.#info.value =
        kind === "passkeys"
          ? { ...info, passkeys: without(info.passkeys) }
          : { ...info, oidc: without(info.oidc) };
    return { ok: true, value: null };
  }

  /** A token for a program; it is in the answer and nowhere else. */
  async makeToken(label: string): Promise<Told<{ id: string | number; token: string }>> {
    const told = await this.#chat.api.ask<{ id: string | number; token: string }>("POST", "tokens", {
      label,
    });
    if (told.ok) await this.load();
    return told;
  }

  /** Deletes the person with everything that is theirs; the page is a visitor's then. */
  async remove(name: string, password: string): Promise<Told<unknown>> {
    const told = await this.#chat.api.ask("DELETE", "me", { name, ...(password === "" ? {} : { password }) });
    if (told.ok) this.#chat.isOut();
    return told;
  }
}
