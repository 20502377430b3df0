import { batch } from "@preact/signals";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Call, RoomEntry } from "../../src/contract";
import { entry, FakeChat } from "../../src/gallery/fake";
import { callsOf, countOf, waiting, wanted } from "../../src/ui/app/badge";
import { type Hotkey, hotkeyOf, neighbour } from "../../src/ui/parts/hotkeys";
import type { Press } from "../../src/ui/parts/keys";
import { peopleFor, roomsFor } from "../../src/ui/rail/switcher";
import { SHORTCUTS } from "../../src/ui/settings/shortcuts";

describe("the badges", () => {
  it("count what one wants to be told of", () => {
    expect(wanted(entry(2, { fresh: 9, calls: 1 }))).toBe(1);
    expect(wanted(entry(2, { fresh: 9, calls: 1, notify: "all" }))).toBe(9);
    expect(wanted(entry(2, { fresh: 9, calls: 9, notify: "none" }))).toBe(0);
    expect(wanted(entry(2, { fresh: 2, calls: 2, kind: "direct" }))).toBe(2);
    expect(wanted(entry(2, { fresh: 2, notify: "all", archived: true }))).toBe(0);
  });

  it("add up over the rooms, and count the open one once", () => {
    const rooms = [entry(1, { fresh: 3, calls: 2 }), entry(2, { fresh: 5, calls: 4 })];
    expect(waiting(rooms, 1, 0)).toBe(6);
    expect(waiting(rooms, 1, 3)).toBe(7);
    expect(waiting([], null, 0)).toBe(0);
    expect(callsOf(rooms)).toBe(6);
  });

  it("stop at 999+", () => {
    expect([countOf(5), countOf(999), countOf(1_000)]).toEqual(["5", "999", "999+"]);
  });
});

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  keyCode: 0,
  isComposing: false,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

describe("the keys that work everywhere", () => {
  it.each<[string, Partial<Press>, boolean, Hotkey | null]>([
    ["k", { ctrlKey: true }, true, "switcher"],
    ["K", { metaKey: true }, false, "switcher"],
    ["k", { ctrlKey: true, shiftKey: true }, true, null],
    ["k", {}, false, null],
    ["f", { ctrlKey: true }, true, "search"],
    ["ArrowUp", { altKey: true }, true, "previous"],
    ["ArrowDown", { altKey: true }, true, "next"],
    ["ArrowDown", {}, false, null],
    ["Escape", { shiftKey: true }, true, "read"],
    ["Escape", {}, true, null],
    ["?", { shiftKey: true }, false, "shortcuts"],
    ["？", { shiftKey: true }, false, "shortcuts"],
    ["?", { shiftKey: true }, true, null],
    ["k", { ctrlKey: true, isComposing: true }, true, null],
    ["Process", { ctrlKey: true, keyCode: 229 }, true, null],
  ])("%s %o", (key, more, writing, asked) => {
    expect(hotkeyOf(press(key, more), writing)).toBe(asked);
  });

  it("go round the rooms and pass over archived ones", () => {
    const rooms = [entry(1), entry(2, { archived: true }), entry(3)];
    expect(neighbour(rooms, 1, 1)).toBe(3);
    expect(neighbour(rooms, 3, 1)).toBe(1);
    expect(neighbour(rooms, 1, -1)).toBe(3);
    expect(neighbour(rooms, 2, 1)).toBe(3);
    expect(neighbour([entry(1)], 1, 1)).toBe(null);
    expect(neighbour([], null, 1)).toBe(null);
    expect(neighbour(rooms, null, 1)).toBe(1);
  });
});

it("the sheet of shortcuts has each key of a place once, in both languages", () => {
  const places = SHORTCUTS.map(({ keys, where }) => `${where} ${keys.join("+")}`);
  expect(new Set(places).size).toBe(places.length);
  expect(SHORTCUTS.filter(({ zh }) => /[a-z]/i.test(zh))).toEqual([]);
  expect(SHORTCUTS.filter(({ en }) => /\p{Script=Han}/u.test(en))).toEqual([]);
});

describe("the switcher", () => {
  const talk = (id: number, names: string[], more: Partial<RoomEntry> = {}): RoomEntry =>
    entry(id, {
      kind: "direct",
      name: "",
      title: names.join("、"),
      people: [{ id: 4, name: "我" }, ...names.map((name, i) => ({ id: 100 * id + i, name }))],
      ...more,
    });
  const rooms = [
    entry(1),
    entry(2, { title: "读书会" }),
    entry(3, { title: "Rust 与 Python", calls: 1, fresh: 1 }),
    entry(4, { title: "去年的读书会", archived: true }),
    talk(11, ["小明", "阿青"]),
    talk(12, ["小明"]),
  ];
  const ids = (query: string, recent: number[] = []): number[] =>
    roomsFor(query, { rooms, recent, open: 1, readings: new Map() }).map(({ id }) => id);

  it("offers what has something for one, then what was open of late; never where one is", () => {
    expect(ids("", [1, 11, 2])).toEqual([3, 11, 2, 12]);
  });

  it("finds by characters, by the first letters of pinyin, and by a part; archived ones last", () => {
    expect(ids("读书")).toEqual([2, 4]);
    expect(ids("dsh")).toEqual([2]);
    expect(ids("PYTH")).toEqual([3]);
    expect(ids("zzz")).toEqual([]);
    expect(ids("!!")).toEqual([]);
  });

  it("puts somebody alone before the same one among others", () => {
    expect(ids("xm", [11, 12])).toEqual([12, 11]);
    expect(ids("阿青")).toEqual([11]);
  });

  it("finds people once each, and not oneself", () => {
    const ming = { id: 10, name: "小明" };
    const people = [ming, ming, { id: 4, name: "小我" }, { id: 3, name: "Fox" }];
    expect(peopleFor("小", people, 4, new Map())).toEqual([ming]);
    expect(peopleFor("", people, 4, new Map())).toEqual([]);
  });
});

/** The little of a browser that the notices and the address need. */
function page(hash: string) {
  const heard = new Map<string, () => void>();
  const location = { hash };
  const entries: string[] = [hash];
  vi.stubGlobal("location", location);
  vi.stubGlobal("addEventListener", (type: string, listener: () => void) => heard.set(type, listener));
  vi.stubGlobal("removeEventListener", (type: string) => heard.delete(type));
  vi.stubGlobal("history", {
    pushState: (_: unknown, __: string, to: string) => {
      entries.push(to);
      location.hash = to;
    },
    replaceState: (_: unknown, __: string, to: string) => {
      entries[entries.length - 1] = to;
      location.hash = to;
    },
  });
  const go = (to: string): void => {
    location.hash = to;
    heard.get("hashchange")?.();
  };
  return { entries, location, go, heard };
}

describe("the address", () => {
  function chatOf(room: number | null) {
    const chat = new FakeChat();
    const opened: [number, number?][] = [];
    const show = (id: number): void => {
      chat.current.value = { ...chat.view, room: id };
    };
    chat.open = (id: number, seq?: number) => {
      opened.push(seq === undefined ? [id] : [id, seq]);
      if (chat.current.peek()?.room !== id) show(id);
    };
    chat.current.value = null;
    if (room !== null) show(room);
    return { chat, opened, show };
  }

  it("opens the room and the message that it leads to, and leaves it as it is", async () => {
    const { followRoute } = await import("../../src/ui/parts/route");
    const { entries } = page("#/r/5/70");
    const { chat, opened } = chatOf(null);
    const stop = followRoute(chat);
    expect(opened).toEqual([[5, 70]]);
    expect(entries).toEqual(["#/r/5/70"]);
    stop();
  });

  it("follows back and forth", async () => {
    const { followRoute } = await import("../../src/ui/parts/route");
    const { go, entries, heard } = page("");
    const { chat, opened, show } = chatOf(null);
    const stop = followRoute(chat);
    show(1);
    expect(entries).toEqual(["#/r/1"]);
    show(2);
    expect(entries).toEqual(["#/r/1", "#/r/2"]);
    go("#/r/1");
    expect(opened).toEqual([[1]]);
    expect(entries).toEqual(["#/r/1", "#/r/2"]);
    go("#nonsense");
    expect(opened).toEqual([[1]]);
    stop();
    expect(heard.size).toBe(0);
  });

  it("goes to a message and leaves a way back; a second time without another entry", async () => {
    const { followRoute, goTo } = await import("../../src/ui/parts/route");
    const { entries } = page("#/r/1");
    const { chat, opened } = chatOf(1);
    const stop = followRoute(chat);
    goTo(chat, 2, 9);
    goTo(chat, 2, 9);
    expect(entries).toEqual(["#/r/1", "#/r/2/9"]);
    expect(opened).toEqual([[1], [2, 9], [2, 9]]);
    stop();
  });
});

describe("a link that leads nowhere", () => {
  it("is no place to come back to: the address is again that of where one is", async () => {
    const { followRoute } = await import("../../src/ui/parts/route");
    const { entries, location, go } = page("#/r/1");
    const chat = new FakeChat();
    const followed: unknown[] = [];
    chat.follow = (room, seq) => void followed.push([room, seq]);
    const stop = followRoute(chat);
    go("#/r/99/7");
    expect(followed).toEqual([
      [1, undefined],
      [99, 7],
    ]);
    // What is told meanwhile is about something else.
    chat.notice.value = { kind: "reloaded" };
    chat.notice.value = { kind: "nowhere", room: 99, seq: 8 };
    expect([location.hash, entries.length]).toEqual(["#/r/99/7", 1]);
    chat.notice.value = { kind: "nowhere", room: 99, seq: 7 };
    expect([location.hash, entries.length]).toEqual(["#/r/1", 1]);
    stop();
  });

  it("gives its place to the room that a page begins with instead", async () => {
    const { followRoute } = await import("../../src/ui/parts/route");
    const { entries } = page("#/r/99");
    const chat = new FakeChat();
    chat.current.value = { ...chat.view, room: 99 };
    chat.follow = () => {};
    const stop = followRoute(chat);
    batch(() => {
      chat.current.value = chat.view;
      chat.notice.value = { kind: "nowhere", room: 99, seq: null };
    });
    expect(entries).toEqual(["#/r/1"]);
    stop();
  });
});

describe("what calls one", () => {
  let notices: typeof import("../../src/ui/settings/notifications");
  beforeAll(async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {} }));
    vi.stubGlobal("document", { visibilityState: "visible", addEventListener: () => {} });
    notices = await import("../../src/ui/settings/notifications");
  });
  const call = (reason: Call["reason"]): Call => ({ reason, message: new FakeChat().past(me, "hi", 0) });
  const me = { id: 3, name: "Fox" };

  it("is told by the browser while nobody looks, unless the room is muted", () => {
    expect(notices.tells(call("mention"), "mentions", true)).toBe(true);
    expect(notices.tells(call("direct"), undefined, true)).toBe(true);
    expect(notices.tells(call("mention"), "mentions", false)).toBe(false);
    expect(notices.tells(call("mention"), "none", true)).toBe(false);
    expect(notices.tells(call("message"), "all", true)).toBe(false);
  });

  it("sounds as one has chosen, and not for what one looks at", () => {
    expect(notices.soundOf(call("whisper"), "mentions", false)).toBe("call");
    expect(notices.soundOf(call("whisper"), "off", false)).toBe(null);
    expect(notices.soundOf(call("whisper"), "all", true)).toBe(null);
    expect(notices.soundOf(call("message"), "mentions", false)).toBe(null);
    expect(notices.soundOf(call("message"), "all", false)).toBe("message");
  });
});
