import { useEffect, useState } from "preact/hooks";
import type { Chat } from "../../contract";
import type { Person } from "../../wire.gen";

/** Whoever types on within this time asks for the longer name alone. */
const REST_MS = 200;

/** Whom the server finds by what is typed, once typing has come to rest; nobody where nothing is. */
export function useFoundPeople(chat: Chat, text: string): readonly Person[] {
  const [found, setFound] = useState<readonly Person[]>([]);
  const query = text.trim();
  useEffect(() => {
    if (query === "") {
      setFound([]);
      return;
    }
    let wanted = true;
    const resting = setTimeout(() => {
      void chat.findPeople(query).then((people) => wanted && setFound(people));
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(resting);
    };
  }, [query]);
  return found;
}
