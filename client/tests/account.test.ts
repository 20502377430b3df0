import { beforeEach, describe, expect, it } from "vitest";
import type { Chat } from "../src/contract";
import type { Method } from "../src/net/platform";
import { keepByPasskey, keepName, strengthOf, waysOf } from "../src/state/account";
import { AccountPage } from "../src/state/account-page";
import { Api } from "../src/state/api";
import { linkOf, lookAt, returnOf, useLink } from "../src/state/links";

interface Asked {
  method: Method;
  path: string;
  body: unknown;
}

const you = { id: 4, name: "山间清风" };
const session = (id: string, more: object = {}) => ({
  ...{ id, kind: "page", label: id, created_at: 1, last_seen: 1, expires_at: 9, current: false },
  ...more,
});

let asked: Asked[];
let answers: Record<string, { status?: number; body?: unknown; retryAfter?: number }>;
let chat: Pick<Chat, "api" | "renew" | "isOut">;
let renewed: number;
let out: number;

beforeEach(() => {
  asked = [];
  answers = {};
  renewed = 0;
  out = 0;
  const api = new Api({
    ask: async (method, path, body) => {
      const short = path.replace("/api/v1/", "");
      asked.push({ method, path: short, body });
      const { status = 200, body: told = null, retryAfter = null } = answers[`${method} ${short}`] ?? {};
      return { status, body: told, retryAfter };
    },
  });
  chat = {
    api,
    renew: (ask) => {
      renewed += 1;
      return ask();
    },
    isOut: () => {
      out += 1;
    },
  };
});

const refused = (code: string, status = 403) => ({ status, body: { error: { code } } });

describe("a password", () => {
  it("is measured by its length alone, in characters and not in UTF-16", () => {
    expect(
      ["", "1234567", "12345678", "123456789012", "春".repeat(18), "🍵".repeat(7)].map(strengthOf),
    ).toEqual([...["short", "short", "enough", "good", "better", "short"]]);
    expect(["x".repeat(128), "x".repeat(129)].map(strengthOf)).toEqual(["better", "long"]);
  });
});

describe("keeping a name", () => {
  it("sends what was given and nothing else, as another session of the same person", async () => {
    answers["POST account"] = { body: { you, role: "member" } };
    await keepName(chat, "a long enough one", "");
    await keepName(chat, "a long enough one", "me@tea.example.org");
    expect(asked.map(({ body }) => body)).toEqual([
      { password: "a long enough one" },
      { password: "a long enough one", email: "me@tea.example.org" },
    ]);
    expect(renewed).toBe(2);
  });

  it("with a passkey makes the account first, and says that this browser has none", async () => {
    answers["POST account"] = { body: { you, role: "member" } };
    answers["POST passkeys/options"] = { body: { challenge: "AA", user: { id: "AA" } } };
    expect(await keepByPasskey(chat, true, "")).toMatchObject({ ok: false, code: "passkey_unable" });
    expect(asked.map(({ path }) => path)).toEqual(["account", "passkeys/options"]);
    // The account is there: the second try adds the key alone.
    await keepByPasskey(chat, false, "");
    expect(asked.map(({ path }) => path)).toEqual(["account", "passkeys/options", "passkeys/options"]);
  });
});

it("knows the ways in from what the house says", () => {
  expect(waysOf(null)).toEqual({ passkey: false, oidc: [] });
  expect(waysOf({ sign_in: ["oidc:Gitea", "passkey"] })).toEqual({ passkey: true, oidc: ["Gitea"] });
});

describe("a link", () => {
  it("is read out of the address by its kind and token", () => {
    expect(linkOf("#/setup/hZ0s-Tq_kA3lP2")).toEqual({ kind: "setup", token: "hZ0s-Tq_kA3lP2" });
    expect(linkOf("#/email/hZ0s-Tq_kA3lP2")).toEqual({ kind: "email", token: "hZ0s-Tq_kA3lP2" });
    for (const none of [
      "",
      "#/r/1",
      "#/setup/",
      "#/setup/short",
      "#/other/hZ0sTqkA3l",
      "#/reset/a b c d e f",
    ])
      expect(linkOf(none)).toBeNull();
    expect(returnOf("#sign-in=sign_in_failed")).toBe("sign_in_failed");
    expect(returnOf("#sign-in=<b>")).toBeNull();
  });

  it("is looked at without being used, and its token is in no address", async () => {
    const link = { kind: "invite", token: "hZ0sTqkA3l" } as const;
    answers["POST links/look"] = { body: { kind: "invite", expires_at: 5 } };
    expect(await lookAt(chat, link)).toMatchObject({ ok: true, value: { kind: "invite" } });
    expect(renewed).toBe(0);
    await useLink(chat, link, { kind: "invite", name: "阿青" });
    expect(asked[1]).toEqual({
      method: "POST",
      path: "links/use",
      body: { token: "hZ0sTqkA3l", name: "阿青" },
    });
    expect(renewed).toBe(1);
    expect(asked.some(({ path }) => path.includes("hZ0sTqkA3l"))).toBe(false);
  });
});

describe("the page of the account", () => {
  const info = {
    ...{ you, role: "member", has_password: true, email: null, oidc: [{ id: 3, label: "Gitea" }] },
    passkeys: [{ id: 1, label: "phone", created_at: 1, last_used: null }],
  };

  async function loaded(): Promise<AccountPage> {
    answers["GET account"] = { body: info };
    const sessions = [
      session("old", { last_seen: 2 }),
      session("bot", { kind: "token" }),
      session("new", { last_seen: 8 }),
      session("here", { current: true }),
    ];
    answers["GET sessions"] = { body: { sessions } };
    const page = new AccountPage(chat);
    expect(page.phase.value).toBe("loading");
    await page.load();
    return page;
  }

  it("shows this browser first, then the others by when they were here; tokens apart", async () => {
    const page = await loaded();
    expect(page.phase.value).toBe("ready");
    expect(page.browsers().map(({ id }) => id)).toEqual(["here", "new", "old"]);
    expect(page.tokens().map(({ id }) => id)).toEqual(["bot"]);
  });

  it("says why it could not be loaded, and keeps what it shows when a later load fails", async () => {
    answers["GET account"] = refused("unavailable", 503);
    const failing = new AccountPage(chat);
    await failing.load();
    expect([failing.phase.value, failing.code.value]).toEqual(["failed", "unavailable"]);
    const page = await loaded();
    answers["GET account"] = refused("unavailable", 503);
    await page.load();
    expect(page.phase.value).toBe("ready");
  });

  it("takes away what was ended, also what was gone already, and leaves what was refused", async () => {
    const page = await loaded();
    expect(await page.end("old")).toMatchObject({ ok: true });
    answers["DELETE sessions/new"] = refused("not_found", 404);
    expect(await page.end("new")).toMatchObject({ ok: true });
    answers["DELETE sessions/bot"] = refused("rate_limited", 429);
    expect(await page.end("bot")).toMatchObject({ ok: false, code: "rate_limited" });
    expect(page.sessions.value.map(({ id }) => id)).toEqual(["bot", "here"]);
    expect(out).toBe(0);
    await page.end("here");
    expect(out).toBe(1);
  });

  it("removes passkeys and providers each by its own route, and keeps the last way in", async () => {
    const page = await loaded();
    answers["DELETE oidc/3"] = refused("last_way_in", 409);
    expect(await page.removeWay("oidc", 3)).toMatchObject({ ok: false, code: "last_way_in" });
    await page.removeWay("passkeys", 1);
    expect([page.info.value?.passkeys, page.info.value?.oidc]).toEqual([[], info.oidc]);
  });

  it("shows a new address as claimed beside the confirmed one, until a letter says otherwise", async () => {
    const page = await loaded();
    const known = { ...info, email: "old@example.org", email_claimed: null, letters: true };
    answers["GET account"] = { body: known };
    await page.load();
    const shown = () => [page.info.value?.email, page.info.value?.email_claimed];
    await page.setEmail("new@example.org");
    expect(shown()).toEqual(["old@example.org", "new@example.org"]);
    await page.setEmail("Old@example.org");
    expect(shown()).toEqual(["old@example.org", null]);
    await page.setEmail("");
    expect(shown()).toEqual([null, null]);
  });

  it("calls a passkey otherwise, and leaves what was refused", async () => {
    const page = await loaded();
    await page.renamePasskey(1, "phone");
    expect(asked.at(-1)).toEqual({ method: "PATCH", path: "passkeys/1", body: { label: "phone" } });
    answers["PATCH passkeys/1"] = refused("not_found", 404);
    expect(await page.renamePasskey(1, "laptop")).toMatchObject({ ok: false });
    expect(page.info.value?.passkeys.map(({ label }) => label)).toEqual(["phone"]);
  });

  it("clears the address of mail with null, and makes the page a visitor's when one is deleted", async () => {
    const page = await loaded();
    await page.setEmail("");
    expect(asked.at(-1)?.body).toEqual({ email: null });
    answers["DELETE me"] = refused("sign_in_failed", 401);
    await page.remove(you.name, "wrong");
    expect(out).toBe(0);
    answers["DELETE me"] = {};
    await page.remove(you.name, "right one");
    expect(asked.at(-1)?.body).toEqual({ name: you.name, password: "right one" });
    expect(out).toBe(1);
  });
});
