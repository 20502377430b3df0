/** A message as later events make it: pure folds, each absolute, so that none counts twice. */
import type { Message } from "../contract";
import type { DurableEvent, Folded, MessageCreated, Preview, Reaction } from "../wire.gen";

/** An event that changes the message at `target`. */
export type Change = Extract<DurableEvent, { target: number }>;

export const isChange = (event: DurableEvent): event is Change => "target" in event;
export const isMessage = (event: DurableEvent): event is MessageCreated => event.type === "message.created";

/** A message of a page, as it was at `asOf`; of a raw log, `asOf` is its own seq. What is empty is left out. */
export function messageOf(event: MessageCreated, asOf: number = event.seq): Message {
  const { folded, ...said } = event;
  const message: Message = { ...slim(said), asOf: Math.max(asOf, event.seq), folded: {} };
  if (typeof folded?.recalled_at === "number")
    return erased(message, folded.recalled_at, folded.recalled_by ?? event.sender.id);
  const [reactions, votes] = [ordered(folded?.reactions ?? []), ballot(folded?.votes, event)];
  return { ...message, folded: slim({ ...folded, reactions, votes }) };
}

/** The message after `change`, unless it knows of it already. */
export function changed(message: Message, change: Change): Message {
  if (change.target !== message.seq || change.seq <= message.asOf) return message;
  return { ...reshaped(message, change), asOf: change.seq };
}

/** What `change` does to a message, whenever it is or was. */
export function reshaped(message: Message, change: Change): Message {
  if (typeof message.folded.recalled_at === "number") return message;
  const { folded } = message;
  switch (change.type) {
    case "message.edited": {
      const said = { ...message, body: change.body, mentions: change.mentions ?? [] };
      return slim({ ...said, folded: { ...folded, edited_at: change.at } });
    }
    case "message.recalled":
      return erased(message, change.at, change.sender.id);
    case "reaction.added":
      return refolded(message, { reactions: added(folded.reactions ?? [], change.emoji, change.sender.id) });
    case "reaction.removed":
      return refolded(message, {
        reactions: removed(folded.reactions ?? [], change.emoji, change.sender.id),
      });
    case "message.pinned":
      return refolded(message, { pinned: true });
    case "message.unpinned":
      return refolded(message, { pinned: false });
    case "poll.voted":
      return refolded(message, { votes: voted(folded.votes, message, change.sender.id, change.option) });
    case "poll.closed":
      return refolded(message, { closed: true });
    case "message.previewed":
      return refolded(message, {
        previews: [...(folded.previews ?? []), change.preview] satisfies Preview[],
      });
    default:
      return change satisfies never;
  }
}

/** The place of `seq` in messages that are in order of seq, or -1. */
export function placeOf(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = messages[middle]?.seq ?? 0;
    if (found === seq) return middle;
    if (found < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The messages with `change` folded into the one that it speaks of. */
export function withChange(messages: readonly Message[], change: Change): readonly Message[] {
  const at = placeOf(messages, change.target);
  const before = messages[at];
  if (before === undefined) return messages;
  const after = changed(before, change);
  return after === before ? messages : messages.with(at, after);
}

/** Only who said it, where and when is left. */
function erased(message: Message, at: number, by: number): Message {
  const { type, room, seq, sender, key, asOf } = message;
  const place = { type, room, seq, at: message.at, sender, key, asOf, body: null };
  const kept = slim({ to: message.to ?? null, reply_to: message.reply_to ?? null });
  return { ...place, ...kept, folded: { recalled_at: at, recalled_by: by } };
}

function refolded(message: Message, change: Partial<Folded>): Message {
  return { ...message, folded: slim({ ...message.folded, ...change }) };
}

function added(reactions: readonly Reaction[], emoji: string, person: number): readonly Reaction[] {
  const at = reactions.findIndex((one) => one.emoji === emoji);
  const found = reactions[at];
  if (found === undefined) return ordered([...reactions, { emoji, people: [person] }]);
  if (found.people.includes(person)) return reactions;
  return reactions.with(at, { emoji, people: [...found.people, person] });
}

function removed(reactions: readonly Reaction[], emoji: string, person: number): readonly Reaction[] {
  return reactions.flatMap((one) => {
    if (one.emoji !== emoji) return [one];
    const people = one.people.filter((id) => id !== person);
    return people.length === 0 ? [] : [{ emoji, people }];
  });
}

/**
 * By code point: an order that the log and a page agree on. When somebody was first is not in a page, and an
 * order by that could not be gone on from.
 */
function ordered(reactions: readonly Reaction[]): readonly Reaction[] {
  const some = reactions.filter((one) => one.people.length > 0);
  return some.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1));
}

type Votes = readonly (readonly number[])[];

/** One list of ids an option, each in order; none at all where nobody voted. */
function ballot(votes: Votes | undefined, { options = [] }: Pick<Message, "options">): Votes {
  if (votes?.some((people) => people.length > 0) !== true) return [];
  return options.map((_, at) => (votes[at] ?? []).toSorted((a, b) => a - b));
}

function voted(votes: Votes | undefined, message: Message, person: number, option: number | null): Votes {
  const lists = (message.options ?? []).map((_, at) => {
    const rest = (votes?.[at] ?? []).filter((id) => id !== person);
    return at === option ? [...rest, person] : rest;
  });
  return ballot(lists, message);
}

/** Without what says nothing: an absent field, null, false and an empty list are the same; a body stays. */
function slim<T extends object>(whole: T): T {
  const told = Object.entries(whole).filter(([field, value]) => field === "body" || says(value));
  return Object.fromEntries(told) as T;
}

const says = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
