/** Links that do one thing once: become the owner, come into a room, set a password, sign in another device, confirm an address. */
import type { Chat } from "../contract";
import type { Came } from "./account";
import type { Told } from "./api";

export const LINK_KINDS = ["setup", "invite", "reset", "device", "email"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export interface Link {
  kind: LinkKind;
  token: string;
}

/** What a link is, without using it. */
export interface Looked {
  kind: LinkKind;
  room?: { title: string; people?: number } | null;
  person?: string | null;
  expires_at: number | null;
}

/** What becomes of the house that an owner opens. */
export interface NewHouse {
  name: string;
  language: string;
  guests: boolean;
  accent: string;
}

export type LinkUse =
  | { kind: "setup"; name: string; password: string; house: NewHouse }
  | { kind: "invite"; name?: string }
  | { kind: "reset"; password: string }
  | { kind: "device" }
  | { kind: "email" };

export interface LinkUsed extends Came {
  /** Where it leads. */
  room?: { id: number } | null;
}

const LINK = /^#\/(setup|invite|reset|device|email)\/([\w-]{8,256})\/?$/;

/** Reads `#/KIND/TOKEN`; null for anything else. */
export function linkOf(hash: string): Link | null {
  const found = LINK.exec(hash);
  return found ? { kind: found[1] as LinkKind, token: found[2] ?? "" } : null;
}

const RETURN = /^#sign-in=([a-z_]{1,40})$/;

/** Why a provider's word was not enough, where the browser comes back from it; null for any other address. */
export const returnOf = (hash: string): string | null => RETURN.exec(hash)?.[1] ?? null;

export const lookAt = (chat: Pick<Chat, "api">, { token }: Link): Promise<Told<Looked>> =>
  chat.api.ask<Looked>("POST", "links/look", { token });

/** Uses it up; this browser is whoever it makes one, then. */
export function useLink(
  chat: Pick<Chat, "api" | "renew">,
  { token }: Link,
  { kind: _, ...given }: LinkUse,
): Promise<Told<LinkUsed>> {
  return chat.renew(() => chat.api.ask("POST", "links/use", { token, ...given }));
}
