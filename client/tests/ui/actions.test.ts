import { describe, expect, it } from "vitest";
import { actionsOf, type Circumstances, canReact } from "../../src/ui/log/actions";
import { me, ming, NOON, said } from "./said";

const ROOM = { kind: "room", archived: false, read_only: false, owner: null };
const at = (more: Partial<Circumstances> = {}): Circumstances => ({
  me: me.id,
  now: NOON,
  room: ROOM,
  role: "guest",
  muted: false,
  limits: { editMs: 1_000, recallMs: 500 },
  ignored: new Set(),
  ...more,
});
const recalled = { body: null, folded: { recalled_at: NOON } };

describe("what can be done", () => {
  it("with one's own message: edit and take back, each within its time", () => {
    const mine = said(0, me);
    expect(actionsOf(mine, at())).toEqual(["reply", "edit", "copy", "link", "pin", "unread", "recall"]);
    expect(actionsOf(mine, at({ now: NOON + 500 }))).not.toContain("recall");
    expect(actionsOf(mine, at({ now: NOON + 999 }))).toContain("edit");
    expect(actionsOf(mine, at({ now: NOON + 1_000 }))).not.toContain("edit");
    const endless = at({ now: NOON + 1e12, limits: { editMs: 0, recallMs: 0 } });
    expect(actionsOf(mine, endless)).toEqual(expect.arrayContaining(["edit", "recall"]));
  });

  it("with another's message: neither, but whisper and ignore", () => {
    const actions = actionsOf(said(0, ming), at());
    expect(actions).toEqual(["reply", "copy", "link", "pin", "unread", "whisper", "ignore", "report"]);
    expect(actionsOf(said(0, ming), at({ ignored: new Set([ming.id]) }))).toContain("unignore");
  });

  it("with one that was taken back: only where it stands", () => {
    expect(actionsOf(said(0, me, recalled), at())).toEqual(["link", "unread"]);
    expect(canReact(said(0, me, recalled), at())).toBe(false);
  });

  it("with a whisper: it is not pinned before all", () => {
    expect(actionsOf(said(0, ming, { to: me }), at())).not.toContain("pin");
  });

  it("where nothing new can be said: read, copy, take back", () => {
    const closed = at({ room: { ...ROOM, archived: true } });
    expect(actionsOf(said(0, me), closed)).toEqual(["copy", "link", "unread", "recall"]);
    expect(canReact(said(0, ming), closed)).toBe(false);
    const readOnly = { ...ROOM, read_only: true, owner: ming.id };
    expect(actionsOf(said(0, me), at({ room: readOnly }))).not.toContain("reply");
    expect(actionsOf(said(0, me), at({ room: readOnly, role: "moderator" }))).toContain("reply");
  });

  it("by who keeps the room: what others said is taken back, and they are dealt with", () => {
    const keeper = at({ role: "moderator" });
    expect(actionsOf(said(0, ming), keeper)).toEqual(expect.arrayContaining(["takeBack", "moderate"]));
    expect(actionsOf(said(0, me), keeper)).not.toContain("moderate");
    expect(actionsOf(said(0, ming, { to: me }), keeper)).not.toContain("takeBack");
    const direct = { ...keeper, room: { ...ROOM, kind: "direct" } };
    expect(actionsOf(said(0, ming), direct)).not.toContain("moderate");
    for (const role of ["guest", "member"] as const)
      expect(actionsOf(said(0, ming), at({ role }))).not.toContain("takeBack");
  });

  it("while one is muted: read, copy, take back and report", () => {
    const muted = at({ muted: true });
    expect(actionsOf(said(0, me), muted)).toEqual(["copy", "link", "unread", "recall"]);
    expect(actionsOf(said(0, ming), muted)).toEqual(["copy", "link", "unread", "ignore", "report"]);
    expect(canReact(said(0, ming), muted)).toBe(false);
  });

  it("by a visitor: answer, whisper and copy", () => {
    expect(actionsOf(said(0, ming), at({ me: null, role: "visitor" }))).toEqual([
      "reply",
      "copy",
      "link",
      "whisper",
    ]);
    expect(canReact(said(0, ming), at({ me: null }))).toBe(false);
  });

  it("with a message that was edited: its author sees what it said before", () => {
    const edited = { folded: { edited_at: NOON, pinned: true } };
    expect(actionsOf(said(0, me, edited), at())).toEqual(expect.arrayContaining(["versions", "unpin"]));
    expect(actionsOf(said(0, ming, edited), at())).not.toContain("versions");
  });
});
