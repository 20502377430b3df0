/** A composer over a little talk, fresh for each test of a file that imports this. */
import { afterEach, beforeEach, expect, vi } from "vitest";
import { FakeChat } from "../../src/gallery/fake";
import { dialog } from "../../src/ui/app/stage";
import { overlay } from "../../src/ui/parts/overlay";
import { chooseColor } from "../../src/ui/write/color";
import { Compose } from "../../src/ui/write/compose";

export const me = { id: 4, name: "山间清风" };
export const ming = { id: 10, name: "小明" };
export const fox = { id: 3, name: "Jasmine Fox" };

export let chat: FakeChat;
export let compose: Compose;

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal("document", { activeElement: null });
  chat = new FakeChat();
  chat.you.value = me;
  chat.view.people.value = [me, ming, fox];
  chat.past(ming, "周六去吗？", 1);
  chat.past(me, "去，几点？", Date.now());
  chat.past(me, "早上吧。", Date.now(), { to: ming });
  chat.past(ming, "九点？", 4);
  chat.show();
  vi.spyOn(chat, "send").mockImplementation(() => {});
  compose = new Compose(chat, chat.view);
});
afterEach(() => {
  chooseColor(null);
  overlay.value = null;
  dialog.value = null;
  vi.unstubAllGlobals();
});

/** The same room after a reload. */
export const again = () => new Compose(chat, chat.view);

export const at = (seq: number) => chat.log[seq - 1] ?? expect.fail("no such message");

export const sent = () => vi.mocked(chat.send).mock.calls;
export const settled = () => new Promise((resolve) => setTimeout(resolve));
