import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeChat } from "../../src/gallery/fake";
import { needReadings } from "../../src/text/pinyin";
import { Completer } from "../../src/ui/write/completer";
import { Compose } from "../../src/ui/write/compose";
import { forgetDrafts } from "../../src/ui/write/drafts";
import { keyOf } from "../../src/ui/write/suggestions";

const ming = { id: 10, name: "小明" };
const fox = { id: 3, name: "Jasmine Fox" };
const guest = { id: 50, name: "小敏" };

let chat: FakeChat;
let compose: Compose;
let completer: Completer;

beforeEach(async () => {
  await needReadings();
  chat = new FakeChat();
  chat.you.value = { id: 4, name: "山间清风" };
  chat.view.people.value = [ming, fox];
  compose = new Compose(chat, chat.view);
  completer = new Completer(compose);
});
afterEach(() => {
  forgetDrafts();
  vi.useRealTimers();
});

function type(text: string, caret = text.length): void {
  compose.write(text);
  completer.look(caret, true);
}
const offered = () => completer.options.value.map(keyOf);
function take(key: "Enter" | "Tab" = "Enter"): number {
  return completer.choose(completer.chosen(key) ?? expect.fail("nothing is offered"));
}

it("puts a name into the text, and a leading one beside Send", () => {
  type("问问 @xm吧", 6);
  expect(offered()).toEqual(["person 10"]);
  expect(take()).toBe(7);
  expect(compose.text.value).toBe("问问 @小明 吧");
  type("@xm 你好", 3);
  take();
  expect([compose.text.value, compose.picked.value]).toEqual(["你好", ming]);
});

it("asks the server once typing rests, and knows from then on whom it found", async () => {
  vi.useFakeTimers();
  const find = vi.spyOn(chat, "findPeople").mockResolvedValue([guest, ming]);
  type("问 @小");
  type("问 @xiaomin");
  await vi.advanceTimersByTimeAsync(149);
  expect(find).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(find.mock.calls).toEqual([["xiaomin"]]);
  expect(offered()).toEqual(["person 10", "person 50"]);
  completer.step(1);
  take();
  expect(compose.going.value).toMatchObject({ message: { body: "问 @小敏", mentions: [50] } });
});

it("offers everyone after all others", () => {
  type("@");
  expect(offered()).toEqual(["person 10", "person 3", "all"]);
  completer.step(-1);
  expect(take()).toBe(5);
  expect(compose.text.value).toBe("@all ");
  expect(offered()).toEqual([]);
});

it("leaves Enter to a text whose last name is written out", () => {
  type("问 @小明");
  expect(offered()).toEqual([]);
  type("@小明");
  expect(offered()).toEqual(["person 10"]);
});

it("stays closed where it was closed, and opens elsewhere", () => {
  type("@x");
  completer.close();
  type("@xm");
  expect(offered()).toEqual([]);
  type("@xm 和 @j");
  expect(offered()).toEqual(["person 3"]);
});

it("puts an emoji in, with Tab alone where the colon may be one", async () => {
  type("来 :tea");
  await vi.waitFor(() => expect(offered()[0]).toBe("🍵"));
  expect(take()).toBe(4);
  expect(compose.text.value).toBe("来 🍵");
  type("茶:tea");
  await vi.waitFor(() => expect(offered()[0]).toBe("🍵"));
  expect(completer.chosen("Enter")).toBeUndefined();
  take("Tab");
  expect(compose.text.value).toBe("茶🍵");
});

it("completes a command and what it takes", async () => {
  type("/ni");
  take();
  expect(compose.text.value).toBe("/nick ");
  type("/dm 小明 ja");
  expect(offered()).toEqual(["person 3"]);
  take();
  expect(compose.text.value).toBe("/dm 小明 Jasmine Fox ");
  expect(offered()).toEqual([]);
  type("/color t");
  expect(offered()).toEqual(["tea", "teal"]);
  await chat.createRoom("云南古树", "");
  type("/join 云");
  take();
  expect(compose.text.value).toBe("/join 云南古树");
  expect(offered()).toEqual([]);
});

it("whispers to whom /w completes", () => {
  compose.mode.value = "mention";
  type("/w xiaom");
  take();
  expect([compose.text.value, compose.addressee.value]).toEqual(["", { person: ming, mode: "whisper" }]);
});

it("goes round the options", () => {
  type("@");
  completer.step(-1);
  expect(completer.active.value).toBe(2);
  completer.step(1);
  expect(completer.active.value).toBe(0);
});
