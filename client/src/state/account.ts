/** One's account over HTTP: the routes, and what they answer. Times are Unix milliseconds. */
import type { Chat } from "../contract";
import type { Person } from "../wire.gen";
import type { Told } from "./api";
import { makePasskey, type PasskeyTrouble, usePasskey } from "./passkeys";

/** Who one is after signing in. */
export interface Came {
  you: Person;
  role: string;
}

export interface Passkey {
  id: string | number;
  label: string;
  created_at: number;
  last_used: number | null;
}

export interface AccountInfo extends Came {
  has_password: boolean;
  /** Where letters go; one that is only claimed gets none but the one that asks. */
  email?: string | null;
  email_claimed?: string | null;
  /** Whether any letters are sent from here. */
  letters?: boolean;
  passkeys: readonly Passkey[];
  oidc: readonly { id: string | number; label: string }[];
}

/** A browser that is signed in, or a token of a program. */
export interface SessionInfo {
  id: string | number;
  kind: string;
  label: string;
  created_at: number;
  last_seen: number | null;
  expires_at: number | null;
  current: boolean;
}

export const PASSWORD_LEAST = 8;
export const PASSWORD_MOST = 128;

/** How good a password is, by its length alone: the one rule that makes people choose better ones. */
export function strengthOf(password: string): "short" | "enough" | "good" | "better" | "long" {
  const { length } = [...password];
  if (length < PASSWORD_LEAST) return "short";
  if (length > PASSWORD_MOST) return "long";
  return length < 12 ? "enough" : length < 18 ? "good" : "better";
}

export const passwordFits = (password: string): boolean => !["short", "long"].includes(strengthOf(password));

/** The ways to sign in besides a password: `passkey`, and the names of providers. */
export function waysOf(house: { sign_in: readonly string[] } | null): { passkey: boolean; oidc: string[] } {
  const ways = house?.sign_in ?? [];
  const oidc = ways.filter((way) => way.startsWith("oidc:")).map((way) => way.slice("oidc:".length));
  return { passkey: ways.includes("passkey"), oidc };
}

/** Where signing in with a provider begins; a guest who is signed in stays who it is. */
export const providerPath = (name: string): string => `/api/v1/oidc/${encodeURIComponent(name)}`;

type Doer = Pick<Chat, "api" | "renew">;
/** What the device refused is told as what the server refuses. */
const passkeyRefusal = (why: PasskeyTrouble): Told<never> => ({
  ok: false,
  code: `passkey_${why}`,
  field: null,
  retryAfter: null,
});

export const keepName = (chat: Doer, password: string | null, email: string): Promise<Told<Came>> =>
  chat.renew(() =>
    chat.api.ask<Came>("POST", "account", {
      ...(password === null ? {} : { password }),
      ...(email === "" ? {} : { email }),
    }),
  );

export const signIn = (chat: Doer, name: string, password: string): Promise<Told<Came>> =>
  chat.renew(() => chat.api.ask<Came>("POST", "sessions", { name, password, credential: "cookie" }));

export const changePassword = (chat: Doer, old: string | null, fresh: string): Promise<Told<unknown>> =>
  chat.renew(() => chat.api.ask("PUT", "account/password", { ...(old ? { old } : {}), new: fresh }));

/** Has the device make a passkey, and adds it to the account. */
export async function addPasskey(chat: Doer, label: string): Promise<Told<unknown>> {
  const asked = await chat.api.ask<Record<string, unknown>>("POST", "passkeys/options");
  if (!asked.ok) return asked;
  const made = await makePasskey(asked.value);
  if (!made.ok) return passkeyRefusal(made.why);
  return chat.api.ask("POST", "passkeys", { credential: made.credential, label });
}

/**
 * Keeps the name with a passkey in the place of a password. The account is made first, for only accounts have
 * passkeys: if the device refuses then, it is there without one, and a second try adds only that.
 */
export async function keepByPasskey(chat: Doer, guest: boolean, label: string): Promise<Told<unknown>> {
  if (guest) {
    const kept = await keepName(chat, null, "");
    if (!kept.ok) return kept;
  }
  return addPasskey(chat, label);
}

/** Signs in with a passkey; with `fill`, once one is chosen in the list of the field. */
export async function signInByPasskey(chat: Doer, signal: AbortSignal, fill = false): Promise<Told<Came>> {
  const asked = await chat.api.ask<{ options: Record<string, unknown>; state: string }>(
    "POST",
    "passkeys/sign-in/options",
  );
  if (!asked.ok) return asked;
  const { options, state } = asked.value;
  const used = await usePasskey(options, signal, fill);
  if (!used.ok) return passkeyRefusal(used.why);
  return chat.renew(() =>
    chat.api.ask<Came>("POST", "passkeys/sign-in", {
      credential: used.credential,
      ...(state ? { state } : {}),
    }),
  );
}
