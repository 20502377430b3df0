import type { Message, Outcome } from "../../contract";
import { strings } from "../../i18n/language";
import { roleIn } from "../../state/rights";
import { used } from "../../text/emoji-recent";
import { dialog } from "../app/stage";
import { isMuted } from "../order/barred";
import { copyText } from "../parts/clipboard";
import { close, note, show } from "../parts/overlay";
import { linkTo } from "../parts/permalink";
import type { Screen } from "../parts/screen";
import { actionsOf, type Circumstances, type MessageAction } from "./actions";

/** What decides now about what can be done; read without following it. */
export function circumstances({ chat, view }: Screen): Circumstances {
  const me = chat.you.peek()?.id ?? null;
  const room = view.state.peek();
  return {
    ...{ me, room, now: Date.now() },
    role: roleIn(chat.role.peek(), room, me),
    muted: isMuted(chat.sanctions.peek(), view.room),
    limits: chat.limits.peek(),
    ignored: chat.ignored.peek(),
  };
}

/** Tells beside the message why something was not done. */
export async function tellFailure(seq: number, doing: Promise<Outcome>): Promise<boolean> {
  const outcome = await doing;
  if (outcome === null) return true;
  const t = strings.peek();
  note(seq, outcome === "offline" ? t.talk.offline : t.errors[outcome], true);
  return false;
}

/** Adds one's reaction, or takes it back where it is there. */
export function toggleReaction({ chat }: Screen, message: Message, emoji: string): void {
  const me = chat.you.peek()?.id ?? null;
  const before = message.folded.reactions?.find((reaction) => reaction.emoji === emoji);
  const on = me === null || !before?.people.includes(me);
  if (on) used(emoji);
  void tellFailure(message.seq, chat.react(message.seq, emoji, on));
}

/** Carries out an action of the menu, if it can still be done. */
export function perform(screen: Screen, message: Message, action: MessageAction): void {
  const { chat, view, compose } = screen;
  const { seq } = message;
  const t = strings.peek().talk;
  if (!actionsOf(message, circumstances(screen)).includes(action)) return;
  close();
  switch (action) {
    case "reply":
      compose.reply(message);
      break;
    case "edit":
      compose.edit(message);
      break;
    case "copy":
      void copied(seq, message.body ?? "");
      break;
    case "link":
      void copied(seq, linkTo(view.room, seq, location.href));
      break;
    case "pin":
    case "unpin":
      void tellFailure(seq, chat.pin(seq, action === "pin"));
      break;
    case "unread":
      void tellFailure(seq, chat.markUnread(seq)).then((done) => {
        if (done) note(seq, t.markedUnread);
      });
      break;
    case "whisper":
      compose.pick(message.sender, undefined, "whisper");
      break;
    case "versions":
      show({ kind: "versions", message });
      break;
    case "ignore":
    case "unignore":
      void tellFailure(seq, chat.ignore(message.sender.id, action === "ignore"));
      break;
    case "recall":
      show({ kind: "recall", message });
      break;
    case "report":
      dialog.value = { kind: "deed", deed: { kind: "report", person: message.sender, message } };
      break;
    case "takeBack":
      dialog.value = { kind: "deed", deed: { kind: "takeBack", person: message.sender, message } };
      break;
    case "moderate":
      dialog.value = { kind: "moderate", person: message.sender, message };
      break;
    default:
      action satisfies never;
  }
}

async function copied(seq: number, text: string): Promise<void> {
  const done = await copyText(text);
  const t = strings.peek().talk;
  note(seq, done ? t.copied : t.copyFailed, !done);
}
