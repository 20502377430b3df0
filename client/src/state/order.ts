/** Members, invites, sanctions and what waits for moderators: asked for over HTTP. */
import type { MessageCreated, Person, RoomSummary } from "../wire.gen";
import type { Api, Told } from "./api";

export interface Member {
  person: Person;
  role: string;
}

/** A way into a room. `uses_left` null: any number; `url` is known only when it was just made. */
export interface Invite {
  id: string;
  role: string;
  /** How often it was used. */
  uses: number;
  uses_left: number | null;
  /** Unix milliseconds. */
  expires_at: number;
  url?: string;
}

export type SanctionKind = "mute" | "ban" | "shadow" | "hold";

/** `until` null: until somebody undoes it; `seconds` null in what is made. Times are Unix milliseconds. */
export interface MadeSanction {
  id: number;
  kind: string;
  person: Person | number | null;
  room: number | null;
  network?: boolean;
  reason: string;
  at: number;
  until: number | null;
  made_by: Person | number | null;
  undone_at: number | null;
}

export interface NewSanction {
  kind: SanctionKind;
  person: number;
  room: number | null;
  seconds: number | null;
  reason: string;
  addresses?: boolean;
  erase?: boolean;
}

export interface Report {
  id: number;
  room: number;
  seq: number;
  message?: MessageCreated | null;
  person: Person | number;
  made_by: Person | number;
  reason: string;
  at: number;
  verdict: string | null;
}

export interface HeldMessage {
  room: number;
  seq: number;
  message: MessageCreated;
  /** words, link, newcomer or person. */
  why: string;
  at: number;
  verdict?: string | null;
}

export interface RoomRules {
  title?: string;
  topic?: string;
  archived?: boolean;
  read_only?: boolean;
  access?: string;
  history?: string;
  slow_seconds?: number;
  retention_days?: number | null;
  /** For the audit log alone. */
  reason?: string;
}

/** Everything here resolves, and never throws: to what was answered, or to why not. */
export class Order {
  readonly #api: Pick<Api, "ask">;

  constructor(api: Pick<Api, "ask">) {
    this.#api = api;
  }

  createRoom(wish: {
    title: string;
    topic: string;
    access: string;
    history: string;
  }): Promise<Told<RoomSummary>> {
    return this.#api.ask("POST", "rooms", wish);
  }

  changeRoom(room: number, rules: RoomRules): Promise<Told<unknown>> {
    return this.#api.ask("PATCH", `rooms/${room}`, rules);
  }

  deleteRoom(room: number, title: string): Promise<Told<unknown>> {
    return this.#api.ask("DELETE", `rooms/${room}`, { title });
  }

  async members(room: number): Promise<Told<Member[]>> {
    return mapped(await this.#api.ask<{ members: Member[] }>("GET", `rooms/${room}/members`), "members");
  }

  setMember(room: number, person: number, role: string): Promise<Told<unknown>> {
    return this.#api.ask("PUT", `rooms/${room}/members/${person}`, { role });
  }

  /** Oneself: to leave. */
  removeMember(room: number, person: number): Promise<Told<unknown>> {
    return this.#api.ask("DELETE", `rooms/${room}/members/${person}`);
  }

  makeInvite(
    room: number,
    wish: { role: string; uses: number | null; hours: number },
  ): Promise<Told<Invite>> {
    return this.#api.ask("POST", `rooms/${room}/invites`, wish);
  }

  async invites(room: number): Promise<Told<Invite[]>> {
    return mapped(await this.#api.ask<{ invites: Invite[] }>("GET", `rooms/${room}/invites`), "invites");
  }

  revokeInvite(room: number, id: string): Promise<Told<unknown>> {
    return this.#api.ask("DELETE", `rooms/${room}/invites/${id}`);
  }

  /** Another's message. */
  takeBack(room: number, seq: number, reason: string): Promise<Told<unknown>> {
    return this.#api.ask("DELETE", `rooms/${room}/messages/${seq}`, reason === "" ? {} : { reason });
  }

  sanction(wish: NewSanction): Promise<Told<{ id: number }>> {
    return this.#api.ask("POST", "sanctions", wish);
  }

  kick(
    room: number,
    wish: { person: number; seconds: number | null; reason: string },
  ): Promise<Told<{ id?: number }>> {
    return this.#api.ask("POST", `rooms/${room}/kick`, wish);
  }

  async sanctions(room: number | null): Promise<Told<MadeSanction[]>> {
    const where = room === null ? "" : `?room=${room}`;
    return mapped(
      await this.#api.ask<{ sanctions: MadeSanction[] }>("GET", `sanctions${where}`),
      "sanctions",
    );
  }

  undo(id: number, reason = ""): Promise<Told<unknown>> {
    return this.#api.ask("DELETE", `sanctions/${id}`, { reason });
  }

  report(room: number, seq: number, reason: string): Promise<Told<unknown>> {
    return this.#api.ask("POST", "reports", { room, seq, reason });
  }

  async reports(state: "open" | "done"): Promise<Told<Report[]>> {
    return mapped(await this.#api.ask<{ reports: Report[] }>("GET", `reports?state=${state}`), "reports");
  }

  settle(report: number, verdict: "acted" | "dismissed"): Promise<Told<unknown>> {
    return this.#api.ask("PATCH", `reports/${report}`, { verdict });
  }

  /** What was decided, by whomever, waits again. */
  reopenReport(report: number, reason = ""): Promise<Told<unknown>> {
    return this.#api.ask("DELETE", `reports/${report}/verdict`, { reason });
  }

  async held(state: "open" | "done" = "open"): Promise<Told<HeldMessage[]>> {
    const path = state === "open" ? "held" : `held?state=${state}`;
    return mapped(await this.#api.ask<{ held: HeldMessage[] }>("GET", path), "held");
  }

  /** What was shown is decided about: if its author has edited it since, that is refused (`message_changed`). */
  judge(held: HeldMessage, approve: boolean): Promise<Told<unknown>> {
    const seen = held.message.folded?.edited_at ?? 0;
    return this.#api.ask("POST", `held/${held.room}/${held.seq}`, { approve, seen });
  }

  /** What was refused waits again. */
  reopenHeld(held: { room: number; seq: number }, reason = ""): Promise<Told<unknown>> {
    return this.#api.ask("DELETE", `held/${held.room}/${held.seq}/verdict`, { reason });
  }
}

function mapped<K extends string, T>(told: Told<Record<K, T[]>>, field: K): Told<T[]> {
  if (!told.ok) return told;
  const list = told.value?.[field];
  return { ok: true, value: Array.isArray(list) ? list : [] };
}
