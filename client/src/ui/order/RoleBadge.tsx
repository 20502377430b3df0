import { useComputed } from "@preact/signals";
import { strings } from "../../i18n/language";
import { useScreen } from "../parts/screen";
import "./RoleBadge.css";

/** Who keeps the room: beside the name, and no louder than it. */
export function RoleBadge({ person }: { person: number }) {
  const { chat, view } = useScreen();
  const found = useComputed(() => {
    const there = view.ranks.value.get(person) ?? (view.state.value?.owner === person ? "owner" : "");
    // Of the house one knows one's own role alone.
    const mine = person === chat.you.value?.id ? chat.role.value : "";
    return [there, mine].find((role) => role === "owner" || role === "admin" || role === "moderator") ?? "";
  });
  const role = found.value;
  if (role !== "owner" && role !== "admin" && role !== "moderator") return null;
  if (view.state.value?.kind === "direct") return null;
  return <span class={`role-badge ${role}`}>{strings.value.standing.roles[role]}</span>;
}
