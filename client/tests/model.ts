/**
 * What a server says of a log, by tables and not by folding message by message: the reference for the fold.
 *
 * A log here is as it was said, nothing erased; each function tells it as of a head.
 */
import type { DurableEvent, Folded, MessageCreated, Preview, RoomSummary } from "../src/wire.gen";

type About = Pick<
  RoomSummary,
  "title" | "topic" | "archived" | "read_only" | "access" | "history" | "slow_seconds" | "retention_days"
>;

interface Row {
  target: number;
  person: number;
  emoji: string;
  option: number;
}

/** The events up to `head` as a resume has them: what was taken back has no text any more. */
export function rawAt(log: readonly DurableEvent[], head: number): DurableEvent[] {
  const recalled = new Set(
    log.slice(0, head).flatMap((one) => (one.type === "message.recalled" ? [one.target] : [])),
  );
  return log.slice(0, head).map((event) => {
    if (event.type === "message.created" && recalled.has(event.seq)) return erased(event);
    if (event.type === "message.edited" && recalled.has(event.target)) {
      const { mentions: _, ...rest } = event;
      return { ...rest, body: null };
    }
    return event;
  });
}

function erased(event: MessageCreated): MessageCreated {
  const { type, room, seq, at, sender, key, to, reply_to } = event;
  const kept = { ...(to ? { to } : {}), ...(reply_to ? { reply_to } : {}) };
  return { type, room, seq, at, sender, key, body: null, ...kept };
}

/** The events up to `head` as a page has them. */
export function pagesAt(log: readonly DurableEvent[], head: number): DurableEvent[] {
  const raw = rawAt(log, head);
  const tables = tablesOf(raw);
  return raw.map((event) => {
    if (event.type !== "message.created") return event;
    const folded = tables.folded(event);
    const edit = tables.edits.get(event.seq);
    const said = edit === undefined || folded.recalled_at ? event : { ...event, ...edit };
    return Object.keys(folded).length === 0 ? said : { ...said, folded };
  });
}

/** The pins that a person may know of. */
export function pinsAt(log: readonly DurableEvent[], head: number, person: number | null): number[] {
  const pins = tablesOf(log.slice(0, head)).pins.toReversed();
  return pins.filter((seq) => {
    const event = log[seq - 1];
    return event !== undefined && seenBy(person, event, log) === event;
  });
}

export function aboutAt(log: readonly DurableEvent[], head: number, from: About): About {
  let now = from;
  for (const event of log.slice(0, head)) {
    if (event.type !== "room.changed") continue;
    now = {
      title: event.title ?? now.title,
      topic: event.topic ?? now.topic,
      archived: event.archived ?? now.archived,
      read_only: event.read_only ?? now.read_only,
      access: event.access ?? now.access,
      history: event.history ?? now.history,
      slow_seconds: event.slow_seconds ?? now.slow_seconds,
      retention_days: event.retention_days ?? now.retention_days,
    };
  }
  return now;
}

/** What a person (null: a visitor) gets of an event: of others' whispers, and of what changes them, a blank. */
export function seenBy(
  person: number | null,
  event: DurableEvent,
  log: readonly DurableEvent[],
): DurableEvent {
  const about = "target" in event ? log[event.target - 1] : event;
  if (about?.type !== "message.created" || !about.to) return event;
  if (person === about.sender.id || person === about.to.id) return event;
  return { type: "event.blank", room: event.room, seq: event.seq };
}

function tablesOf(log: readonly DurableEvent[]) {
  let reactions: Row[] = [];
  let votes: Row[] = [];
  let pins: number[] = [];
  const edits = new Map<number, Pick<MessageCreated, "body"> & { mentions: readonly number[] }>();
  const edited = new Map<number, number>();
  const recalled = new Map<number, [number, number]>();
  const closed = new Set<number>();
  const previews = new Map<number, Preview[]>();
  for (const event of log) {
    if (!("target" in event) || recalled.has(event.target)) continue;
    const { target, at, sender } = event;
    const row = { target, person: sender.id, emoji: "", option: 0 };
    const mine = (one: Row) => one.target === target && one.person === sender.id;
    if (event.type === "message.edited") {
      edits.set(target, { body: event.body, mentions: event.mentions ?? [] });
      edited.set(target, at);
    } else if (event.type === "message.recalled") {
      recalled.set(target, [at, sender.id]);
      reactions = reactions.filter((one) => one.target !== target);
      votes = votes.filter((one) => one.target !== target);
      pins = pins.filter((one) => one !== target);
    } else if (event.type === "reaction.added") {
      if (!reactions.some((one) => mine(one) && one.emoji === event.emoji))
        reactions.push({ ...row, emoji: event.emoji });
    } else if (event.type === "reaction.removed")
      reactions = reactions.filter((one) => !(mine(one) && one.emoji === event.emoji));
    else if (event.type === "poll.voted") {
      votes = votes.filter((one) => !mine(one));
      if (event.option !== null) votes.push({ ...row, option: event.option });
    } else if (event.type === "message.pinned") pins = pins.includes(target) ? pins : [...pins, target];
    else if (event.type === "message.unpinned") pins = pins.filter((one) => one !== target);
    else if (event.type === "poll.closed") closed.add(target);
    else previews.set(target, [...(previews.get(target) ?? []), event.preview]);
  }
  const folded = ({ seq, options }: MessageCreated): Folded => {
    const gone = recalled.get(seq);
    if (gone !== undefined) return { recalled_at: gone[0], recalled_by: gone[1] };
    const here = reactions.filter((one) => one.target === seq);
    const emojis = [...new Set(here.map((one) => one.emoji))];
    const people = (emoji: string) => here.filter((one) => one.emoji === emoji).map((one) => one.person);
    const cast = votes.filter((one) => one.target === seq);
    const lists = (options ?? []).map((_, at) =>
      cast.filter((one) => one.option === at).map((one) => one.person),
    );
    return {
      ...(edited.has(seq) ? { edited_at: edited.get(seq) ?? 0 } : {}),
      ...(pins.includes(seq) ? { pinned: true } : {}),
      ...(here.length > 0 ? { reactions: emojis.map((emoji) => ({ emoji, people: people(emoji) })) } : {}),
      ...(cast.length > 0 ? { votes: lists } : {}),
      ...(closed.has(seq) ? { closed: true } : {}),
      ...(previews.has(seq) ? { previews: previews.get(seq) ?? [] } : {}),
    };
  };
  return { edits, pins, folded };
}
