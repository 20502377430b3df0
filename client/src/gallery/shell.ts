import type { RoomEntry } from "../contract";
import { dialog, openSearch, panel, sought } from "../ui/app/stage";
import type { Person } from "../wire.gen";
import { entry, type FakeChat } from "./fake";

type Change = (change: (chat: FakeChat) => void) => () => FakeChat;

const LONG = `一个名字长得不得了的房间${"很长".repeat(20)}RoomNameWithoutAnyPlaceToBreakIt`;

/** Rooms and conversations in every state that the rail knows. */
function fill(chat: FakeChat): void {
  const me = chat.you.value;
  const people = chat.view.people.value;
  const of = (id: number): Person => people.find((person) => person.id === id) ?? { id, name: `茶客 ${id}` };
  const talk = (id: number, ids: number[], more: Partial<RoomEntry> = {}): RoomEntry => {
    const others = ids.map(of);
    const title = others.map(({ name }) => name).join("、");
    return entry(id, { kind: "direct", name: "", title, people: me ? [me, ...others] : others, ...more });
  };
  chat.view.people.value = people.map((person) =>
    person.id === 7
      ? { ...person, status: "🍵 泡茶去了" }
      : person.id === 14
        ? { ...person, away: true, status: "🚇 On the way" }
        : person,
  );
  chat.rooms.value = [
    entry(1, { owner: 4, head: 40 }),
    entry(2, { title: "读书会", topic: "周五晚八点读《瓦尔登湖》", fresh: 12, calls: 3, read: 5, head: 40 }),
    entry(3, { title: "摄影", fresh: 1_000, notify: "all" }),
    entry(4, { title: "公告", topic: "只看不说", read_only: true }),
    entry(5, { title: "Rust 与 Python", fresh: 7 }),
    entry(6, { title: "水果店", fresh: 42, notify: "none" }),
    entry(7, { title: LONG, fresh: 5 }),
    talk(11, [7], { fresh: 2, calls: 2 }),
    talk(12, [14]),
    talk(13, [10, 21, 3]),
    entry(21, { title: "去年的茶博会", archived: true }),
    entry(22, { title: "装修", archived: true, fresh: 3 }),
  ];
  chat.view.state.value = chat.rooms.value[0] ?? null;
  chat.mentions.value = null;
}

/** The states of what stands around the talk: rail, header, search, mentions, dialogs. */
export function shellScenes(with_: Change): Record<string, () => FakeChat> {
  const filled = (change: (chat: FakeChat) => void = () => {}) =>
    with_((chat) => {
      fill(chat);
      change(chat);
    });
  const searched = (query: string, change: (chat: FakeChat) => void = () => {}) =>
    filled((chat) => {
      sought.value = query;
      openSearch();
      chat.search(query);
      change(chat);
    });
  return {
    rooms: filled(),
    "rooms-many": filled((chat) => {
      const more = Array.from({ length: 120 }, (_, i) =>
        entry(100 + i, { title: `房间 ${i + 1}`, fresh: i % 5 ? 0 : i }),
      );
      chat.rooms.value = [...chat.rooms.value, ...more];
    }),
    direct: filled((chat) => {
      const room = chat.rooms.value.find(({ id }) => id === 11);
      if (room)
        chat.rooms.value = chat.rooms.value.map((each) => (each === room ? { ...room, id: 1 } : each));
      chat.view.state.value = room ? { ...room, id: 1 } : null;
      chat.view.people.value = chat.view.people.value.filter(({ id }) => id === 7 || id === 4);
      chat.view.count.value = 2;
    }),
    "read-only": filled((chat) => {
      const change = { read_only: true, owner: 21, title: "公告", topic: "每周一更新开店时间。".repeat(12) };
      void chat.changeRoom(1, change);
    }),
    nothing: () => {
      const chat = with_(() => {})();
      chat.current.value = null;
      chat.rooms.value = [];
      chat.connection.value = { phase: "offline", retryAt: performance.now() + 18_000 };
      return chat;
    },
    search: searched("周六"),
    "search-help": filled(() => openSearch("")),
    "search-filters": searched("茶", () => {
      sought.value = "茶 来自：小明 之后：2026-01-01 has:image";
    }),
    "search-many": searched("茶", (chat) => {
      const [first] = chat.log;
      if (!first) return;
      const messages = Array.from({ length: 60 }, (_, i) => ({
        ...first,
        seq: i + 1,
        body: `${"前面还有许多别的话，".repeat(i % 4)}第 ${i + 1} 次说到茶的时候。`,
      }));
      chat.hits.value = { query: "茶", state: "ready", messages, count: 1_000, more: true };
    }),
    "search-none": searched("一句谁也没说过的话"),
    "search-loading": searched("茶", (chat) => {
      chat.hits.value = { query: "茶", state: "loading", messages: [], count: 0, more: false };
    }),
    "search-failed": searched("茶", (chat) => {
      chat.hits.value = { query: "茶", state: "failed", messages: [], count: 0, more: false };
      // Opening the search tries again; here that fails again.
      chat.search = () => {};
    }),
    mentions: filled((chat) => {
      chat.loadMentions();
      const [found] = chat.mentions.value?.messages ?? [];
      if (found && chat.mentions.value)
        chat.mentions.value = {
          ...chat.mentions.value,
          messages: [
            { ...found, room: 2, seq: 31, body: "@山间清风 你的书还在我这里。" },
            { ...found, room: 2, seq: 30, body: "@山间清风 周五读第三章。" },
            { ...found, room: 5, seq: 3, body: "@山间清风 `async for` 就行。" },
          ],
        };
      chat.loadMentions = () => {};
      panel.value = "mentions";
    }),
    "mentions-none": filled((chat) => {
      chat.log = [];
      panel.value = "mentions";
    }),
    switcher: filled(() => {
      dialog.value = { kind: "switcher" };
    }),
    settings: filled((chat) => {
      chat.ignored.value = new Set([14, 16]);
      dialog.value = { kind: "settings" };
    }),
    status: filled((chat) => {
      void chat.setStatus(true, "🍵 泡茶去了");
      dialog.value = { kind: "status" };
    }),
    shortcuts: filled(() => {
      dialog.value = { kind: "shortcuts" };
    }),
    "new-room": filled(() => {
      dialog.value = { kind: "room", room: null };
    }),
    "new-conversation": filled(() => {
      dialog.value = { kind: "conversation" };
    }),
  };
}
