import type { Chat } from "../../contract";
import type { Person, RoomSummary } from "../../wire.gen";

/** A person as the open room knows them now, else as they were told of last. */
export function asNow(chat: Chat, person: Person): Person {
  const you = chat.you.value;
  if (you?.id === person.id) return you;
  return chat.current.value?.people.value.find(({ id }) => id === person.id) ?? person;
}

/** Here or away, as far as the open room tells; null where nothing is known. */
export function presenceOf(chat: Chat, person: Person): "here" | "away" | null {
  const now = asNow(chat, person);
  if (now.away) return "away";
  const here = chat.current.value?.people.value.some(({ id }) => id === person.id);
  return here ? "here" : null;
}

/** With whom one is in a conversation, as they are now. */
export function othersOf(chat: Chat, room: RoomSummary): Person[] {
  const me = chat.you.value?.id;
  const others = room.people.filter(({ id }) => id !== me);
  return (others.length > 0 ? others : [...room.people]).map((person) => asNow(chat, person));
}
