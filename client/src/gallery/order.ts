import type { Doing, Message } from "../contract";
import { type Deed, dialog, panel, type RoomPart } from "../ui/app/stage";
import { tellDone } from "../ui/order/done";
import type { Person, Sanction } from "../wire.gen";
import { entry, type FakeChat } from "./fake";

type Change = (change: (chat: FakeChat) => void) => () => FakeChat;

const MINUTE = 60_000;
const me: Person = { id: 4, name: "山间清风" };
const ming: Person = { id: 10, name: "小明" };
const fox: Person = { id: 3, name: "Jasmine Fox" };
const theo: Person = { id: 14, name: "Theo" };
const qing: Person = { id: 21, name: "阿青" };
const long: Person = {
  id: 18,
  name: `一个名字长得不得了的人${"很长".repeat(30)}VeryLongName${"x".repeat(60)}`,
};

const sanction = (more: Partial<Sanction> = {}): Sanction => ({
  ...{ id: 1, kind: "mute", room: null, until: Date.now() + 5 * MINUTE, reason: "刷屏" },
  ...more,
});

/** One's own room, as its owner, and what the server tells of it. */
function mine(chat: FakeChat, access = "private"): void {
  chat.role.value = "member";
  const room = entry(1, {
    ...{
      title: "茶友会",
      topic: "周六上午九点，老地方",
      access,
      role: "owner",
      owner: me.id,
      name: "room-1",
    },
  });
  chat.rooms.value = [
    room,
    entry(2, { title: "读书会", access: "members", fresh: 3 }),
    entry(3, { title: "装修日记", access: "private", role: "member" }),
    entry(4, { title: "公告", read_only: true }),
  ];
  chat.view.state.value = room;
  chat.view.ranks.value = new Map([
    [me.id, "owner"],
    [fox.id, "moderator"],
    [ming.id, "member"],
    [theo.id, "member"],
  ]);
  const roles = [
    { person: me, role: "owner" },
    { person: fox, role: "moderator" },
    { person: long, role: "member" },
    { person: ming, role: "member" },
    { person: theo, role: "member" },
  ];
  const week = Date.now() + 7 * 86_400_000;
  chat.answers = {
    "rooms/1/members": { members: roles },
    "rooms/1/invites": {
      id: "new",
      role: "member",
      ...{ uses: 0, uses_left: 1, expires_at: week },
      url: "https://tea.example.org/#/i/3kq7m2w9x4c8v6b5n1z0lpdfghjrtysaewuqoi",
      invites: [
        { id: "a", role: "member", uses: 2, uses_left: 3, expires_at: week },
        { id: "b", role: "moderator", uses: 12, uses_left: null, expires_at: week },
      ],
    },
  };
}

/** A moderator of the house, for whom something waits. */
function keeping(chat: FakeChat): void {
  mine(chat, "public");
  chat.role.value = "moderator";
  chat.queue.value = { reports: 2, held: 3 };
  const said = (seq: number, sender: Person, body: string | null): Message => ({
    ...{ type: "message.created", room: 1, seq, at: Date.now() - 9 * MINUTE, sender, body },
    ...{ key: `q${seq}`, asOf: seq, folded: {} },
  });
  const ago = (minutes: number): number => Date.now() - minutes * MINUTE;
  chat.answers = {
    ...chat.answers,
    "reports?state=open": {
      reports: [
        {
          ...{
            id: 1,
            room: 1,
            seq: 5,
            person: ming,
            made_by: theo,
            reason: "骂人",
            at: ago(4),
            verdict: null,
          },
          message: said(5, ming, "你懂什么，回去多读几年书再来说话。".repeat(4)),
        },
        {
          ...{ id: 2, room: 3, seq: 6, person: long, made_by: fox, at: ago(40), verdict: null },
          reason: "This is the third advertisement from the same person within an hour, in two rooms.",
          message: null,
        },
      ],
    },
    held: {
      held: [
        { room: 1, seq: 7, message: said(7, theo, "https://example.org/cheap-tea"), why: "link", at: ago(2) },
        { room: 2, seq: 8, message: said(8, ming, "加我微信看茶叶"), why: "words", at: ago(3) },
        { room: 1, seq: 9, message: said(9, long, "Hello"), why: "person", at: ago(6) },
      ],
    },
    "reports?state=done": {
      reports: [
        {
          ...{ id: 3, room: 1, seq: 4, person: ming, made_by: theo, reason: "骂人", at: ago(50) },
          ...{ verdict: "dismissed", message: said(4, ming, "你懂什么，回去多读几年书再来说话。") },
        },
      ],
    },
    "held?state=done": {
      held: [
        {
          ...{ room: 2, seq: 3, message: said(3, long, "https://example.org/cheap-tea"), why: "link" },
          ...{ at: ago(70), verdict: "rejected" },
        },
      ],
    },
    sanctions: {
      sanctions: [
        {
          ...{ id: 1, kind: "mute", person: ming, room: 1, reason: "骂人", at: ago(4), until: ago(-56) },
          ...{ made_by: me, undone_at: null },
        },
        {
          ...{
            id: 2,
            kind: "ban",
            person: long,
            room: null,
            network: true,
            reason: "",
            at: ago(90),
            until: null,
          },
          ...{ made_by: fox, undone_at: null },
        },
        {
          ...{
            id: 3,
            kind: "shadow",
            person: theo,
            room: null,
            reason: "Spam",
            at: ago(9),
            until: ago(-600),
          },
          ...{ made_by: fox, undone_at: null },
        },
      ],
    },
  };
}

function doings(): Doing[] {
  const event = { room: 1, at: Date.now() - 60 * MINUTE, key: "", sender: me };
  return [
    { ...event, seq: 4.1, type: "member.added", member: ming, role: "member" },
    { ...event, seq: 4.2, type: "member.added", member: fox, role: "moderator" },
    { ...event, seq: 6.1, type: "room.changed", slow_seconds: 30, read_only: true },
    { ...event, seq: 6.2, type: "room.changed", retention_days: 90 },
    { ...event, seq: 10.1, type: "member.removed", member: long },
    { ...event, seq: 10.2, type: "member.removed", sender: qing, member: qing },
  ];
}

/** The states of running a room and of keeping order, from both sides. */
export function orderScenes(with_: Change): Record<string, () => FakeChat> {
  const at = (part: RoomPart) =>
    with_((chat) => {
      mine(chat);
      dialog.value = { kind: "room", room: 1, part };
    });
  const deed = (kind: Deed["kind"], person = ming) =>
    with_((chat) => {
      keeping(chat);
      const message = chat.log.find(({ sender }) => sender.id === ming.id);
      dialog.value = { kind: "deed", deed: { kind, person, ...(message && { message }) } };
    });
  const queue = (tab: number) =>
    with_((chat) => {
      keeping(chat);
      panel.value = "queue";
      const press = (): void => {
        const found = document.querySelectorAll<HTMLElement>(".queue .tab")[tab];
        if (found) found.click();
        else setTimeout(press, 50);
      };
      press();
    });
  return {
    "room-private": with_((chat) => {
      mine(chat);
      chat.view.doings.value = doings();
    }),
    "room-doings": with_((chat) => {
      mine(chat, "public");
      chat.view.doings.value = doings();
    }),
    "room-about": at("about"),
    "room-members": at("members"),
    "room-invites": at("invites"),
    "room-end": at("end"),
    "deed-report": deed("report"),
    "deed-take-back": deed("takeBack"),
    "deed-mute": deed("mute"),
    "deed-kick": deed("kick"),
    "deed-ban": deed("ban", long),
    "deed-shadow": deed("shadow"),
    "deed-hold": deed("hold"),
    "deed-done": with_((chat) => {
      keeping(chat);
      tellDone({ text: "OK", undo: async () => ({ ok: true, value: null }) });
    }),
    moderate: with_((chat) => {
      keeping(chat);
      const message = chat.log.find(({ sender }) => sender.id === ming.id);
      dialog.value = { kind: "moderate", person: ming, ...(message && { message }) };
    }),
    "queue-reports": queue(0),
    "queue-held": queue(1),
    "queue-sanctions": queue(2),
    "queue-done": queue(3),
    "queue-empty": with_((chat) => {
      keeping(chat);
      chat.queue.value = { reports: 0, held: 0 };
      chat.answers = { "reports?state=open": { reports: [] } };
      panel.value = "queue";
    }),
    "queue-failed": with_((chat) => {
      keeping(chat);
      chat.answers = {};
      panel.value = "queue";
    }),
    muted: with_((chat) => {
      chat.sanctions.value = [sanction()];
      localStorage.setItem("teahouse.draft.1", JSON.stringify({ text: "还没写完的一句", to: null }));
    }),
    "muted-long": with_((chat) => {
      chat.sanctions.value = [
        sanction({ until: Date.now() + 3 * 86_400_000, reason: "很长的原因，".repeat(30) }),
      ];
    }),
    slow: with_((chat) => {
      const state = chat.view.state.value;
      if (state) chat.view.state.value = { ...state, slow_seconds: 60 };
      chat.past(me, "刚说过一句。", Date.now() - 12_000);
      chat.show();
      localStorage.setItem("teahouse.draft.1", JSON.stringify({ text: "还想再说一句", to: null }));
    }),
    banned: with_((chat) => {
      chat.sanctions.value = [sanction({ kind: "ban", until: Date.now() + 86_400_000, reason: "发广告" })];
      chat.connection.value = { phase: "ended", code: "banned" };
    }),
    "banned-for-good": with_((chat) => {
      chat.connection.value = { phase: "ended", code: "banned" };
    }),
    removed: with_((chat) => {
      chat.notice.value = {
        ...{ kind: "gone", room: 3, title: "装修日记" },
        ...{ until: Date.now() + 600_000, reason: "发广告" },
      };
    }),
    nowhere: () => {
      const chat = with_(() => {})();
      chat.current.value = null;
      chat.rooms.value = [];
      return chat;
    },
  };
}
