import { type ComponentChildren, createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { strings } from "../../i18n/language";
import { type Screen, ScreenContext } from "../parts/screen";
import "./RoleBadge.css";

interface Known {
  ranks: ReadonlyMap<number, string>;
  owner: number | null;
  /** Of the house one knows one's own role alone. */
  you: number | null;
  yours: string;
}

const NOBODY: Known = { ranks: new Map(), owner: null, you: null, yours: "" };
const Context = createContext(NOBODY);

/**
 * Gives those below the open room, and to its badges what they show, found out once for all of them: the room's
 * state moves with every message, and there is a badge for every name in the log.
 */
export function InRoom({ screen, children }: { screen: Screen | null; children: ComponentChildren }) {
  const state = screen?.view.state.value;
  const ranks = screen?.view.ranks.value ?? NOBODY.ranks;
  const direct = state?.kind === "direct";
  const owner = state?.owner ?? null;
  const you = screen?.chat.you.value?.id ?? null;
  const yours = screen?.chat.role.value ?? "";
  const known = useMemo(
    () => (direct ? NOBODY : { ranks, owner, you, yours }),
    [direct, ranks, owner, you, yours],
  );
  return (
    <ScreenContext.Provider value={screen}>
      <Context.Provider value={known}>{children}</Context.Provider>
    </ScreenContext.Provider>
  );
}

/** Who keeps the room: beside the name, and no louder than it. */
export function RoleBadge({ person }: { person: number }) {
  const { ranks, owner, you, yours } = useContext(Context);
  const there = ranks.get(person) ?? (owner === person ? "owner" : "");
  const mine = person === you ? yours : "";
  const role = [there, mine].find((one) => one === "owner" || one === "admin" || one === "moderator");
  if (role !== "owner" && role !== "admin" && role !== "moderator") return null;
  return <span class={`role-badge of-${role}`}>{strings.value.standing.roles[role]}</span>;
}
