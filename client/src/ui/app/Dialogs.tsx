import { useEffect } from "preact/hooks";
import type { Chat } from "../../contract";
import { findWords } from "../../i18n/find";
import { strings } from "../../i18n/language";
import { peopleWords } from "../../i18n/people";
import { settingsWords } from "../../i18n/settings";
import { AccountDialog, KeepDialog, LinkPage, SignInDialog } from "../account/lazy";
import { DeedDialog, ModerateDialog, RoomDialog } from "../order/lazy";
import { later } from "./Later";
import { aimed, dialog } from "./stage";

const leave = (): void => {
  dialog.value = null;
};
const Switcher = later(() => import("../rail/Switcher").then((module) => module.Switcher), findWords, {
  label: () => strings.value.shell.goTo,
  text: aimed,
  leave,
});
const Settings = later(() => import("../settings/Settings").then((module) => module.Settings), settingsWords);
const StatusDialog = later(
  () => import("../rail/StatusDialog").then((module) => module.StatusDialog),
  peopleWords,
);
const Shortcuts = later(
  () => import("../settings/Shortcuts").then((module) => module.Shortcuts),
  settingsWords,
  { label: () => strings.value.loading, leave },
);
const NewConversation = later(
  () => import("../rail/NewConversation").then((module) => module.NewConversation),
  peopleWords,
);

/** The one dialog that stands before the page, if any. */
export function Dialogs({ chat }: { chat: Chat }) {
  const shown = dialog.value;
  switch (shown?.kind) {
    case undefined:
      return null;
    case "switcher":
      return <ToSwitcher chat={chat} />;
    case "settings":
      return <Settings chat={chat} />;
    case "status":
      return <StatusDialog chat={chat} />;
    case "shortcuts":
      return <Shortcuts />;
    case "conversation":
      return <NewConversation chat={chat} />;
    case "keep":
      return <KeepDialog chat={chat} />;
    case "sign-in":
      return <SignInDialog chat={chat} next={shown.next ?? null} refused={shown.refused ?? null} />;
    case "account":
      return <AccountDialog chat={chat} />;
    case "link":
      return <LinkPage key={shown.link.token} chat={chat} link={shown.link} />;
    case "room":
      return <RoomDialog key={`${shown.room}`} chat={chat} room={shown.room} part={shown.part} />;
    case "deed":
      return <DeedDialog chat={chat} deed={shown.deed} />;
    case "moderate": {
      const { person, message, room, report } = shown;
      return <ModerateDialog chat={chat} person={person} message={message} room={room} report={report} />;
    }
    default:
      return shown satisfies never;
  }
}

/** However it was left: the next time one begins anew. */
function ToSwitcher({ chat }: { chat: Chat }) {
  useEffect(
    () => () => {
      aimed.value = "";
    },
    [],
  );
  return <Switcher chat={chat} />;
}
