import type { Chat, Message } from "../../contract";
import { isolate } from "../../i18n/format";
import { orderStrings } from "../../i18n/order";
import type { Person } from "../../wire.gen";
import { type Deed, dialog } from "../app/stage";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { KEEPING } from "./deeds";
import "../log/MessageMenu.css";
import "./DeedDialog.css";

const ICONS = {
  report: "flag",
  takeBack: "recall",
  mute: "mute",
  kick: "kick",
  ban: "ban",
  shadow: "shadow",
  hold: "clock",
} as const;

interface Props {
  chat: Chat;
  person: Person;
  message?: Message | undefined;
  room?: number | undefined;
  report?: number | undefined;
}

/** What can be done about somebody, each with what it does. */
export function ModerateDialog({ chat, person, message, room, report }: Props) {
  const t = orderStrings.value;
  const name = isolate(person.name);
  const where = room ?? chat.current.value?.room;
  const open = (kind: Deed["kind"]): void => {
    const more = { ...(message && { message }), ...(room && { room }), ...(report && { report }) };
    dialog.value = { kind: "deed", deed: { kind, person, ...more } };
  };
  const isPrivate = chat.rooms.value.find(({ id }) => id === where)?.access === "private";
  return (
    <Dialog title={t.moderateTitle(name)} kind="deed-dialog">
      <div class="deed-list">
        {[...(message ? (["takeBack"] as const) : []), ...KEEPING].map((kind) => (
          <button key={kind} type="button" class="menu-item" onClick={() => open(kind)}>
            <Icon name={ICONS[kind]} size={18} />
            <span>
              {t.deeds[kind].label}
              <span class="deed-about">
                {kind === "kick" && isPrivate ? t.kickPrivate(name) : t.deeds[kind].text(name)}
              </span>
            </span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}
