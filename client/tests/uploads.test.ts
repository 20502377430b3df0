import { beforeEach, describe, expect, it } from "vitest";
import { House, ownTexts } from "./house";
import { type FakeServer, ROOM } from "./server";
import type { Tab, World } from "./world";

let house: House;
let world: World;
let server: FakeServer;
let chat: ReturnType<House["open"]>["chat"];
let tab: Tab;

async function begin(): Promise<void> {
  ({ chat, tab } = house.open());
  await world.run(100);
}

beforeEach(() => {
  house = new House(17);
  ({ world, server } = house);
  house.signedIn();
});

const file = (name: string, size: number, type = "image/png") =>
  new File([new Uint8Array(size)], name, { type });
const shown = () =>
  chat.uploads.value.map(({ name, state, progress, code }) => [name, state, progress, code]);

describe("files", () => {
  it("go up two at a time, with progress, and away with the message that carries them", async () => {
    await begin();
    chat.upload([file("a.png", 500), file("b.txt", 500, "text/plain"), file("c.png", 500)]);
    expect(chat.uploads.value.map(({ picture }) => picture)).toEqual(["blob:1", null, "blob:2"]);
    await world.run(600);
    expect(shown()).toEqual([
      ["a.png", "going", 0.5, null],
      ["b.txt", "going", 0.5, null],
      ["c.png", "going", 0, null],
    ]);
    await world.run(3_000);
    expect(chat.uploads.value.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    const files = chat.uploads.value.flatMap(({ file: one }) => one ?? []);
    chat.send("", { files });
    expect([chat.uploads.value, chat.current.value?.own.value[0]?.files]).toEqual([[], files]);
    expect(tab.released).toEqual(["blob:1", "blob:2"]);
    await world.run(100);
    expect(server.received[0]?.files).toEqual(["file-1", "file-2", "file-3"]);
    expect(chat.current.value?.messages.value[0]?.files).toEqual(files);
  });

  it("that are too large fail here, and others as the server says; they can be sent up again", async () => {
    await begin();
    chat.upload([file("big.png", 2_000)]);
    expect(shown()).toEqual([["big.png", "failed", 0, "too_large"]]);
    chat.retryUpload(chat.uploads.value[0]?.id ?? "");
    await world.run(5_000);
    expect(server.files).toEqual([]);
    chat.dropUpload(chat.uploads.value[0]?.id ?? "");
    chat.upload([file("a.png", 500)]);
    await world.run(100);
    tab.goOffline();
    await world.run(2_000);
    expect(shown()).toEqual([["a.png", "failed", 0.5, "offline"]]);
    tab.goOnline();
    await world.run(3_000);
    chat.retryUpload(chat.uploads.value[0]?.id ?? "");
    await world.run(2_000);
    expect(shown()).toEqual([["a.png", "done", 1, null]]);
  });

  it("can be given up on the way, and are erased when they are there", async () => {
    await begin();
    chat.upload([file("a.png", 500), file("b.png", 500)]);
    await world.run(100);
    chat.dropUpload(chat.uploads.value[0]?.id ?? "");
    await world.run(2_000);
    expect(shown()).toEqual([["b.png", "done", 1, null]]);
    chat.dropUpload(chat.uploads.value[0]?.id ?? "");
    await world.run(100);
    expect([chat.uploads.value, server.dropped]).toEqual([[], ["file-1"]]);
  });

  it("make a visitor a guest first, once", async () => {
    house.browser.cookie = null;
    await begin();
    chat.upload([file("a.png", 100), file("b.png", 100)]);
    await world.run(4_000);
    expect([chat.you.value?.name, server.posts]).toEqual(["Jasmine Fox", 1]);
    expect(chat.uploads.value.map(({ state }) => state)).toEqual(["done", "done"]);
  });

  it("stay with their room, and come back with a message that is taken back", async () => {
    const garden = server.addRoom("garden", "Garden").id;
    await begin();
    chat.upload([file("a.png", 100)]);
    await world.run(1_000);
    chat.open(garden);
    expect(chat.uploads.value).toEqual([]);
    chat.open(ROOM);
    tab.goOffline();
    chat.send("look", { files: chat.uploads.value.flatMap(({ file: one }) => one ?? []) });
    expect([ownTexts(chat), chat.uploads.value]).toEqual([["look"], []]);
    expect(chat.withdraw(chat.current.value?.own.value[0]?.key ?? "")).toBe("look");
    expect(shown()).toEqual([["a.png", "done", 1, null]]);
  });

  it("of who signs out are nobody's any more", async () => {
    await begin();
    chat.upload([file("a.png", 500)]);
    await world.run(100);
    void chat.signOut();
    await world.run(4_000);
    expect([chat.uploads.value, server.files, tab.released]).toEqual([[], [], ["blob:1"]]);
  });

  it("go nowhere once their room is no more, and leave the memory", async () => {
    const den = server.addRoom("den", "Den");
    await begin();
    chat.open(den.id);
    chat.upload([file("a.png", 500), file("b.png", 900)]);
    await world.run(1_500);
    expect(server.files.map(({ name }) => name)).toEqual(["a.png"]);
    server.broadcast({ type: "room.gone", room: den.id });
    await world.run(5_000);
    expect([chat.current.value?.room, tab.released]).toEqual([ROOM, ["blob:1", "blob:2"]]);
    expect([server.files.length, server.dropped]).toEqual([1, ["file-1"]]);
  });
});

describe("a message", () => {
  it("is sent with all that it is said to have, also after a reload", async () => {
    await begin();
    tab.goOffline();
    const more = { replyTo: 3, action: true, color: "#aa0000", everyone: true, options: ["tea", "coffee"] };
    chat.send("what?", { ...more, mentions: [1] });
    await world.run(100);
    expect(chat.current.value?.own.value[0]).toMatchObject(more);
    tab.crash();
    await begin();
    await world.run(1_000);
    const said = { reply_to: 3, action: true, color: "#aa0000", everyone: true, options: ["tea", "coffee"] };
    expect(server.received).toEqual([expect.objectContaining({ ...said, body: "what?", mentions: [1] })]);
    expect(chat.current.value?.messages.value[0]).toMatchObject(said);
  });

  it("of plain text says no more than it ever did", async () => {
    await begin();
    chat.send("plain");
    await world.run(100);
    expect(Object.keys(server.received[0] ?? {}).toSorted()).toEqual(["body", "id", "room", "type"]);
  });
});
