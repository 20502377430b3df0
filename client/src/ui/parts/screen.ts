import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat, RoomView } from "../../contract";
import type { Compose } from "../write/compose";

/** What every part of the open room is given. */
export interface Screen {
  chat: Chat;
  view: RoomView;
  compose: Compose;
}

export const ScreenContext = createContext<Screen | null>(null);

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (!screen) throw new Error("no room is open here");
  return screen;
}
