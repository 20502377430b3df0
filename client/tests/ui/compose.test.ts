import { effect, signal } from "@preact/signals";
import { describe, expect, it, vi } from "vitest";
import type { Referred } from "../../src/contract";
import { entry } from "../../src/gallery/fake";
import { overlay } from "../../src/ui/parts/overlay";
import { Compose } from "../../src/ui/write/compose";
import { again, at, chat, compose, fox, me, ming, sent, settled } from "./desk";

describe("a draft", () => {
  it("survives a reload with its text, its addressee and what it answers", () => {
    compose.write("好");
    compose.reply(at(4));
    compose.pick(ming);
    const later = again();
    expect([later.text.value, later.picked.value, later.replyTo.value]).toEqual(["好", ming, 4]);
  });

  it("is gone once it is sent", () => {
    compose.write("好");
    compose.reply(at(4));
    expect(compose.sending.send()).toBe(true);
    expect([again().text.value, again().replyTo.value]).toEqual(["", null]);
  });

  it("stays as it was while something is edited, across a reload too", () => {
    compose.write("还没写完");
    compose.edit(at(2));
    compose.write("去，八点？");
    expect(again().text.value).toBe("还没写完");
  });

  it("of a whisper comes back as one, however somebody was addressed elsewhere since", () => {
    const elsewhere = { ...chat.view, room: 2 };
    compose.pick(ming);
    compose.write("密码是茉莉花");
    const other = new Compose(chat, elsewhere);
    other.pick(fox);
    other.turn();
    expect(other.addressee.value?.mode).toBe("mention");
    expect(again().addressee.value).toEqual({ person: ming, mode: "whisper" });
    // What was kept before anyone kept how: nobody else may read it.
    localStorage.setItem("teahouse.draft.1", JSON.stringify({ text: "嘘", to: ming }));
    expect(again().addressee.value).toEqual({ person: ming, mode: "whisper" });
    expect(new Compose(chat, elsewhere).addressee.value).toEqual({ person: fox, mode: "mention" });
  });

  it("keeps what a menu or a command chose: a whisper", () => {
    localStorage.setItem("teahouse.mode", "mention");
    const one = again();
    one.pick(ming, "嘘", "whisper");
    expect(again().addressee.value).toEqual({ person: ming, mode: "whisper" });
  });
});

describe("a whisper", () => {
  it("is followed by another, which is told before a word is written, and dropped like a chip", () => {
    compose.pick(ming);
    compose.write("悄悄");
    expect(compose.whisperStays.value).toBe(false);
    compose.sending.send();
    expect([compose.addressee.value?.mode, compose.whisperStays.value]).toEqual(["whisper", true]);
    const later = again();
    expect([later.addressee.value, later.whisperStays.value]).toEqual([
      { person: ming, mode: "whisper" },
      true,
    ]);
    later.drop();
    expect([later.addressee.value, again().addressee.value]).toEqual([null, null]);
  });

  it("is never told of where one speaks before all", () => {
    compose.pick(ming);
    compose.turn();
    expect(compose.whisperStays.value).toBe(false);
  });
});

describe("an edit that was interrupted", () => {
  const interrupt = (seq: number, text: string) => {
    compose.edit(at(seq));
    compose.write(text);
    return again();
  };

  it("goes on where it was left, and gives the draft back in the end", () => {
    compose.write("还没写完");
    compose.pick(ming);
    const later = interrupt(2, "去，八点？");
    later.resumeEdit();
    expect([later.editing.value?.seq, later.text.value, later.picked.value]).toEqual([2, "去，八点？", null]);
    // A second reload finds the same.
    const last = again();
    last.resumeEdit();
    expect([last.editing.value?.seq, last.text.value]).toEqual([2, "去，八点？"]);
    last.cancelEdit();
    expect([last.editing.value, last.text.value, last.picked.value]).toEqual([null, "还没写完", ming]);
    again().resumeEdit();
    expect(again().editing.value).toBeNull();
  });

  it("stays kept while the message is on its way, and what is written meanwhile is a draft", () => {
    const referred = signal<Referred>({ kind: "loading" });
    const later = interrupt(2, "去，八点？");
    const view = { ...chat.view, referred: () => referred };
    const slow = new Compose(chat, view);
    const stop = effect(() => slow.resumeEdit());
    slow.write("先说一句");
    expect([slow.editing.value, later.text.value]).toEqual([null, ""]);
    referred.value = { kind: "message", message: at(2) };
    expect([slow.editing.value?.seq, slow.text.value]).toEqual([2, "去，八点？"]);
    slow.cancelEdit();
    expect(slow.text.value).toBe("先说一句");
    stop();
  });

  it("is an ordinary draft, where the message is gone or may not be edited any more", async () => {
    const later = interrupt(2, "去，八点？");
    await chat.recall(2);
    later.resumeEdit();
    expect([later.editing.value, later.text.value]).toEqual([null, "去，八点？"]);
    expect([again().text.value, again().editing.value]).toEqual(["去，八点？", null]);
    const late = interrupt(3, "晚上吧。");
    chat.limits.value = { ...chat.limits.value, editMs: -1 };
    late.write("还有");
    late.resumeEdit();
    expect([late.editing.value, late.text.value]).toEqual([null, "晚上吧。\n还有"]);
  });

  it("waits for who one is, and for a room in which one may speak", () => {
    const later = interrupt(2, "去，八点？");
    chat.you.value = null;
    chat.connection.value = { phase: "connecting" };
    const stop = effect(() => later.resumeEdit());
    expect([later.editing.value, later.text.value]).toEqual([null, ""]);
    chat.view.state.value = { ...entry(1), archived: true };
    chat.you.value = me;
    expect(later.editing.value).toBeNull();
    chat.view.state.value = entry(1);
    expect([later.editing.value?.seq, later.text.value]).toEqual([2, "去，八点？"]);
    stop();
  });
});

describe("an answer", () => {
  it("goes out with the seq of what it answers, once", () => {
    compose.reply(at(4));
    compose.write("好");
    compose.sending.send();
    compose.write("还有");
    compose.sending.send();
    expect(sent()).toEqual([
      ["好", { replyTo: 4 }],
      ["还有", {}],
    ]);
  });

  it("to a whisper is a whisper to the other one", () => {
    compose.reply(at(3));
    expect(compose.addressee.value).toEqual({ person: ming, mode: "whisper" });
  });

  it("to a message that is not there goes out without it", () => {
    compose.reply({ ...at(4), seq: 999 });
    compose.write("好");
    compose.sending.send();
    expect(sent()).toEqual([["好", {}]]);
  });
});

describe("an edit", () => {
  it("takes the last message of one's own that can be edited", () => {
    expect(compose.editLast()).toBe(true);
    expect([compose.editing.value?.seq, compose.text.value]).toEqual([3, "早上吧。"]);
  });

  it("finds none where the time is over", () => {
    chat.limits.value = { ...chat.limits.value, editMs: -1 };
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
    expect(compose.editLast()).toBe(false);
    expect(compose.editing.value).toBeNull();
    vi.mocked(Date.now).mockRestore();
  });

  it("gives the draft back when it is left", () => {
    compose.write("还没写完");
    compose.reply(at(4));
    compose.edit(at(2));
    expect(compose.replyTo.value).toBeNull();
    compose.cancelEdit();
    expect([compose.text.value, compose.replyTo.value, compose.editing.value]).toEqual(["还没写完", 4, null]);
  });

  it("is saved, with whom it names, and gives the draft back", async () => {
    const edit = vi.spyOn(chat, "edit");
    compose.write("还没写完");
    compose.edit(at(2));
    compose.write("/me 去，@小明 几点？");
    compose.sending.send();
    expect(edit).toHaveBeenCalledWith(2, "/me 去，@小明 几点？", [10]);
    await settled();
    expect([compose.editing.value, compose.text.value]).toEqual([null, "还没写完"]);
    expect(sent()).toEqual([]);
  });

  it("keeps its text when it is refused, and says why", async () => {
    vi.spyOn(chat, "edit").mockResolvedValue("too_late");
    compose.edit(at(2));
    compose.write("改了");
    compose.sending.send();
    await settled();
    expect([compose.text.value, compose.editing.value?.seq]).toEqual(["改了", 2]);
    expect(compose.sending.hint.value).toEqual({ kind: "editRefused", code: "too_late" });
  });

  it("asks for nothing where nothing changed, and cannot make it empty", () => {
    const edit = vi.spyOn(chat, "edit");
    compose.edit(at(2));
    compose.write("  ");
    compose.sending.send();
    expect(compose.sending.hint.value).toEqual({ kind: "emptyEdit" });
    compose.write("去，几点？ ");
    compose.sending.send();
    expect([compose.editing.value, edit.mock.calls]).toEqual([null, []]);
  });
});

describe("a message that is taken back", () => {
  it("comes back with what it answered and as what it was", () => {
    const own = {
      key: "k",
      room: 1,
      body: "倒茶",
      to: null,
      mentions: [],
      everyone: false,
      replyTo: 4,
      action: true,
      color: null,
      files: [],
      options: [],
      at: 0,
      state: "failed" as const,
      code: null,
      retryAt: null,
    };
    chat.view.own.value = [own];
    compose.write("还有");
    compose.takeBack("k", null);
    expect([compose.text.value, compose.replyTo.value]).toEqual(["/me 倒茶\n还有", 4]);
    chat.view.own.value = [{ ...own, action: false, body: "去哪？", options: ["东", "西"] }];
    compose.takeBack("k", null);
    expect(overlay.value).toEqual({ kind: "poll", question: "去哪？", options: ["东", "西"] });
  });
});

describe("a room where nothing can be said", () => {
  it("tells why, and not to whom it belongs", async () => {
    expect(compose.closed.value).toBeNull();
    await chat.changeRoom(1, { read_only: true, owner: ming.id });
    expect(compose.closed.value).toBe("read_only");
    await chat.changeRoom(1, { owner: me.id });
    expect(compose.closed.value).toBeNull();
    await chat.changeRoom(1, { archived: true });
    expect(compose.closed.value).toBe("archived");
  });
});

describe("who can be named", () => {
  it("are the same while the same people talk, so that no text with an @ is drawn anew", () => {
    let told = 0;
    const stop = effect(() => {
      compose.known.value;
      told++;
    });
    chat.past(ming, "@山间清风 到了", Date.now());
    chat.show();
    chat.view.people.value = [fox, { ...ming }, me];
    expect(told).toBe(1);
    chat.view.people.value = [fox, { ...ming, name: "小明同学" }, me];
    expect([told, compose.known.value.map(({ name }) => name).toSorted()]).toEqual([
      2,
      ["Jasmine Fox", "小明同学"],
    ]);
    stop();
  });
});
