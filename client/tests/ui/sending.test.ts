import { describe, expect, it, vi } from "vitest";
import { dialog } from "../../src/ui/app/stage";
import { overlay } from "../../src/ui/parts/overlay";
import { chat, compose, me, ming, sent, settled } from "./desk";

const uploaded = (state: "going" | "done" | "failed", id = "f1") => {
  const file = state === "done" ? { id, name: "a.png", size: 9, type: "image/png" } : null;
  return { id, name: "a.png", size: 9, picture: null, progress: 0, state, code: null, file };
};

describe("a message with files", () => {
  it("may be files alone, and leaves what is on its way up to be waited for", () => {
    chat.uploads.value = [uploaded("done"), uploaded("going", "f2")];
    expect(compose.sending.ready.value).toBe(true);
    expect(compose.sending.send()).toBe(false);
    expect(compose.sending.waiting.value).toBe(true);
    chat.uploads.value = [uploaded("done"), uploaded("done", "f2")];
    compose.sending.uploadsChanged();
    expect(sent()).toMatchObject([["", { files: [{ id: "f1" }, { id: "f2" }] }]]);
    expect(compose.sending.waiting.value).toBe(false);
  });

  it("is not sent, and keeps its text, where a file did not go up", () => {
    chat.uploads.value = [uploaded("going")];
    compose.write("看");
    compose.sending.send();
    chat.uploads.value = [uploaded("failed")];
    compose.sending.uploadsChanged();
    expect([sent(), compose.text.value, compose.sending.hint.value]).toEqual([[], "看", { kind: "files" }]);
    chat.uploads.value = [];
    compose.sending.uploadsChanged();
    expect(compose.sending.hint.value).toBeNull();
    expect(compose.sending.send()).toBe(true);
    expect(sent()).toEqual([["看", {}]]);
  });

  it("carries ten files at most", () => {
    chat.uploads.value = Array.from({ length: 12 }, (_, i) => uploaded("done", `f${i}`));
    expect(compose.sending.send()).toBe(false);
    expect(compose.sending.hint.value).toEqual({ kind: "tooManyFiles", over: 2 });
    chat.uploads.value = chat.uploads.value.slice(2);
    compose.sending.uploadsChanged();
    expect(compose.sending.hint.value).toBeNull();
    expect(compose.sending.send()).toBe(true);
  });

  it("waits no more once one writes on: half a word must not go out with them", () => {
    chat.uploads.value = [uploaded("going")];
    compose.write("看");
    compose.sending.send();
    compose.write("看n");
    expect(compose.sending.waiting.value).toBe(false);
    chat.uploads.value = [uploaded("done")];
    compose.sending.uploadsChanged();
    expect([sent(), compose.text.value]).toEqual([[], "看n"]);
  });

  it("is not sent any more once it was stopped", () => {
    chat.uploads.value = [uploaded("going")];
    compose.write("看");
    compose.sending.send();
    expect(compose.sending.stop()).toBe(true);
    chat.uploads.value = [uploaded("done")];
    compose.sending.uploadsChanged();
    expect([sent(), compose.text.value]).toEqual([[], "看"]);
  });
});

describe("@all", () => {
  it("asks first, and is sent with the call or without it", () => {
    compose.write("@所有人 开饭");
    expect(compose.sending.send()).toBe(false);
    expect([compose.sending.asking.value, sent()]).toEqual([true, []]);
    compose.sending.answer(true);
    compose.write("@all 开饭");
    compose.sending.send();
    compose.sending.answer(false);
    expect(sent()).toEqual([
      ["@所有人 开饭", { everyone: true }],
      ["@all 开饭", {}],
    ]);
  });

  it("asks no more once the text is another one, and nothing in a whisper", () => {
    compose.write("@all 开饭");
    compose.sending.send();
    compose.write("开饭");
    expect(compose.sending.asking.value).toBe(false);
    compose.pick(ming, "@all 开饭");
    compose.mode.value = "whisper";
    expect(compose.sending.send()).toBe(true);
    expect(sent()).toEqual([["@all 开饭", { to: ming }]]);
  });
});

describe("a command", () => {
  it("that nobody knows stays, and can be sent as text to whom it was for", () => {
    compose.pick(ming, "/foo 一下");
    compose.mode.value = "whisper";
    expect(compose.sending.send()).toBe(false);
    expect(compose.sending.hint.value).toEqual({ kind: "unknown", name: "foo" });
    expect(compose.text.value).toBe("/foo 一下");
    compose.sending.sendAsText();
    expect(sent()).toEqual([["/foo 一下", { to: ming }]]);
  });

  it("is gone when it is done, and told", async () => {
    const status = vi.spyOn(chat, "setStatus");
    compose.write("/away 去吃饭");
    compose.sending.send();
    await settled();
    expect(status).toHaveBeenCalledWith(true, "去吃饭");
    expect([compose.text.value, compose.sending.hint.value]).toEqual(["", { kind: "told", what: "away" }]);
  });

  it("stays when it is refused", async () => {
    vi.spyOn(chat, "rename").mockResolvedValue("name_taken");
    compose.write("/nick 小明");
    compose.sending.send();
    await settled();
    expect(compose.text.value).toBe("/nick 小明");
    expect(compose.sending.hint.value).toEqual({ kind: "refused", code: "name_taken" });
  });

  it("opens a poll with what is given, help, a conversation", async () => {
    compose.write("/poll 去哪？ | 茶博会 ｜ 植物园");
    compose.sending.send();
    await settled();
    expect(overlay.value).toEqual({ kind: "poll", question: "去哪？", options: ["茶博会", "植物园"] });
    compose.write("/help");
    compose.sending.send();
    await settled();
    expect(dialog.value).toEqual({ kind: "shortcuts" });
    const direct = vi.spyOn(chat, "openDirect");
    compose.write("/dm 小明、Jasmine Fox");
    compose.sending.send();
    expect(direct).toHaveBeenCalledWith([10, 3]);
  });

  it("opens no conversation of more than eight", () => {
    const crowd = Array.from({ length: 8 }, (_, i) => ({ id: 100 + i, name: `茶客${i}` }));
    chat.view.people.value = [me, ...crowd];
    const direct = vi.spyOn(chat, "openDirect");
    compose.write(`/dm ${crowd.map(({ name }) => name).join(" ")}`);
    compose.sending.send();
    expect(compose.sending.hint.value).toEqual({ kind: "tooManyPeople" });
    expect(direct).not.toHaveBeenCalled();
  });

  it("needs people who are known", () => {
    compose.write("/ignore 过客");
    compose.sending.send();
    expect(compose.sending.hint.value).toEqual({ kind: "nobody", name: "过客" });
  });

  it("gives all messages a colour", async () => {
    compose.write("/color 茶青");
    compose.sending.send();
    await settled();
    compose.write("好");
    compose.sending.send();
    expect(sent()).toEqual([["好", { color: "#1b7049" }]]);
  });
});
