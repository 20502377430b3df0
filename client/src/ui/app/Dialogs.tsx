import type { Chat } from "../../contract";
import { later } from "./Later";
import { dialog } from "./stage";

const Switcher = later(() => import("../rail/Switcher").then((module) => module.Switcher));
const Settings = later(() => import("../settings/Settings").then((module) => module.Settings));
const StatusDialog = later(() => import("../rail/StatusDialog").then((module) => module.StatusDialog));
const Shortcuts = later(() => import("../settings/Shortcuts").then((module) => module.Shortcuts));
const RoomDialog = later(() => import("../rail/RoomDialog").then((module) => module.RoomDialog));
const NewConversation = later(() =>
  import("../rail/NewConversation").then((module) => module.NewConversation),
);

/** The one dialog that stands before the page, if any. */
export function Dialogs({ chat }: { chat: Chat }) {
  const shown = dialog.value;
  switch (shown?.kind) {
    case undefined:
      return null;
    case "switcher":
      return <Switcher chat={chat} />;
    case "settings":
      return <Settings chat={chat} />;
    case "status":
      return <StatusDialog chat={chat} />;
    case "shortcuts":
      return <Shortcuts />;
    case "conversation":
      return <NewConversation chat={chat} />;
    case "room":
      return <RoomDialog chat={chat} room={shown.room} />;
    default:
      return shown satisfies never;
  }
}
