import type { Message } from "../../contract";
import { allowed } from "../../state/rights";
import type { Role } from "../../state/standing";
import type { RoomSummary } from "../../wire.gen";

/** What can be done with a message, in the order of the menu. */
export type MessageAction =
  | "reply"
  | "edit"
  | "copy"
  | "link"
  | "pin"
  | "unpin"
  | "unread"
  | "whisper"
  | "versions"
  | "ignore"
  | "unignore"
  | "report"
  | "recall"
  /** Another's message, by who keeps the room. */
  | "takeBack"
  | "moderate";

/** What decides about it. Times in milliseconds. */
export interface Circumstances {
  /** One's id; null for a visitor. */
  me: number | null;
  now: number;
  room: Pick<RoomSummary, "kind" | "archived" | "read_only" | "owner"> | null;
  /** One's role in this room. */
  role: Role;
  /** One may say nothing here for now. */
  muted: boolean;
  limits: { editMs: number; recallMs: number };
  ignored: ReadonlySet<number>;
}

/** Its text is gone: taken back, or erased. */
export const isGone = (message: Message): boolean =>
  message.body === null || (message.folded.recalled_at ?? null) !== null;

/** Whether something new can be said here. */
export function isOpen({ room, role, muted }: Pick<Circumstances, "room" | "role" | "muted">): boolean {
  if (room === null || room.archived || muted) return false;
  return !room.read_only || allowed(role, "message.send_closed");
}

export const canReact = (message: Message, at: Circumstances): boolean =>
  at.me !== null && isOpen(at) && !isGone(message);

/** The actions that the server would take; it has the last word. */
export function actionsOf(message: Message, at: Circumstances): MessageAction[] {
  const gone = isGone(message);
  const mine = at.me === message.sender.id;
  const named = at.me !== null;
  const open = isOpen(at);
  const keeps = !mine && at.room?.kind !== "direct";
  // A visitor may answer: the proposed name is accepted by it.
  const all: [MessageAction, boolean][] = [
    ["reply", open && !gone],
    ["edit", mine && open && !gone && within(message, at.limits.editMs, at.now)],
    ["copy", !gone && message.body !== ""],
    ["link", true],
    // What only two can see is not pinned before all.
    ["pin", named && open && !gone && !message.folded.pinned && !message.to],
    ["unpin", named && open && message.folded.pinned === true],
    ["unread", named],
    ["whisper", !mine && open && at.room?.kind === "room"],
    ["versions", mine && !gone && (message.folded.edited_at ?? null) !== null],
    ["ignore", named && !mine && !at.ignored.has(message.sender.id)],
    ["unignore", named && !mine && at.ignored.has(message.sender.id)],
    ["report", named && !mine && !gone && allowed(at.role, "report.make")],
    ["recall", mine && !gone && within(message, at.limits.recallMs, at.now)],
    ["takeBack", keeps && !gone && !message.to && allowed(at.role, "message.recall_others")],
    ["moderate", keeps && allowed(at.role, "sanction")],
  ];
  return all.filter(([, can]) => can).map(([action]) => action);
}

/** A limit of 0 is without end. */
const within = (message: Message, ms: number, now: number): boolean => ms === 0 || now - message.at < ms;
