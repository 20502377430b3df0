import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Chat, Connection } from "../src/contract";
import type { Answer } from "../src/net/platform";
import { followOwner, keepOwner, ownerOfPushes } from "../src/state/push-owner";
import { type Browser, createPushes } from "../src/state/pushes";
import type { Person } from "../src/wire.gen";

const KEY = "BKey";
const MINE = { endpoint: "https://push.example/1", p256dh: "p", auth: "a" };
const SERVICES = [{ kind: "json", name: "JSON", name_zh: "JSON", example: "https://…", proof: "token" }];

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});

/** A server that keeps what it is told, and a browser that does what the person says. */
function scene({ permission = "granted" as NotificationPermission, key = KEY } = {}) {
  const yours = [{ id: 1, kind: "ntfy", host: "ntfy.sh" }];
  const asked: [method: string, path: string, body: unknown][] = [];
  const it = {
    refusal: null as string | null,
    down: false,
    maker: true,
    permission,
    subscribed: null as typeof MINE | null,
    asked,
    yours,
  };
  const ok = (status: number, body: unknown): Answer => ({ status, body, retryAfter: null });
  const platform = {
    async ask(method: string, path: string, body?: unknown): Promise<Answer> {
      asked.push([method, path, body]);
      if (it.down) throw new TypeError("no answer");
      if (it.refusal) return ok(400, { error: { code: it.refusal } });
      if (method === "GET") return ok(200, { public_key: key, services: SERVICES, yours: [...yours] });
      if (method === "DELETE") return ok(204, null);
      if (path.endsWith("/test")) return ok(200, { ok: false, code: "status_404", detail: "no topic" });
      const kind = path.endsWith("/browsers") ? "push" : (body as { kind: string }).kind;
      const made = { id: kind === "push" ? 7 : 8, kind, host: "push.example" };
      if (!yours.some(({ id }) => id === made.id)) yours.push(made);
      return ok(201, made);
    },
  };
  const browser: Browser = {
    canPush: () => true,
    secure: () => true,
    permission: () => it.permission,
    ask: async () => it.permission,
    subscription: async () => it.subscribed,
    subscribe: async () => {
      it.subscribed = it.maker ? MINE : null;
      return it.subscribed;
    },
    unsubscribe: async () => {
      it.subscribed = null;
    },
  };
  const pushes = createPushes(
    () => 4,
    () => "zh-CN",
    platform,
    browser,
  );
  return { ...it, it, pushes, browser };
}

describe("this browser", () => {
  it("is subscribed for the person, and told to the server in the language that is spoken", async () => {
    const { it: world, pushes } = scene();
    await pushes.load();
    expect(pushes.browser.value).toEqual({ state: "off" });
    await pushes.turnOn();
    expect(pushes.browser.value).toEqual({ state: "on" });
    expect(ownerOfPushes()).toBe(4);
    expect(world.asked.at(-1)).toEqual(["POST", "/api/v1/pushes/browsers", { ...MINE, language: "zh-CN" }]);
    await pushes.load();
    expect(pushes.browser.value).toEqual({ state: "on" });
    expect(pushes.places.value.map(({ kind }) => kind)).toEqual(["ntfy"]);
    await pushes.turnOff();
    expect(pushes.browser.value).toEqual({ state: "off" });
    expect(world.asked.at(-1)?.slice(0, 2)).toEqual(["DELETE", "/api/v1/pushes/7"]);
    expect([world.subscribed, ownerOfPushes()]).toEqual([null, 0]);
  });

  it("that was somebody else's is off", async () => {
    const { it: world, pushes } = scene();
    world.subscribed = MINE;
    keepOwner(3);
    await pushes.load();
    expect(pushes.browser.value).toEqual({ state: "off" });
    expect(world.asked.filter(([method]) => method === "POST")).toEqual([]);
  });

  it("says why it cannot", async () => {
    const blocked = scene({ permission: "denied" });
    await blocked.pushes.load();
    expect(blocked.pushes.browser.value).toEqual({ state: "blocked" });
    const off = scene({ key: "" });
    await off.pushes.load();
    expect(off.pushes.browser.value).toEqual({ state: "off_here" });
    const old = scene();
    old.browser.canPush = () => false;
    await old.pushes.load();
    expect(old.pushes.browser.value).toEqual({ state: "unable" });
    const plain = scene();
    plain.browser.secure = () => false;
    await plain.pushes.load();
    expect(plain.pushes.browser.value).toEqual({ state: "insecure" });
  });

  it("stays off when the person waves the question away", async () => {
    const { it: world, pushes } = scene({ permission: "default" });
    await pushes.load();
    await pushes.turnOn();
    expect(pushes.browser.value).toEqual({ state: "off" });
    expect(world.subscribed).toBeNull();
  });

  it("is not subscribed where the maker or the server refuses", async () => {
    const { it: world, pushes } = scene();
    await pushes.load();
    world.maker = false;
    await pushes.turnOn();
    expect(pushes.browser.value).toEqual({ state: "failed", code: "no_service" });
    world.maker = true;
    world.refusal = "too_many";
    await pushes.turnOn();
    expect(pushes.browser.value).toEqual({ state: "failed", code: "too_many" });
    expect(world.subscribed).toBeNull();
    world.refusal = null;
    await pushes.turnOn();
    expect(pushes.browser.value).toEqual({ state: "on" });
  });
});

describe("services", () => {
  it("are added, tried and removed", async () => {
    const { it: world, pushes } = scene();
    await pushes.load();
    world.refusal = "https_needed";
    expect(await pushes.add("json", "http://x", "")).toBe("https_needed");
    world.refusal = null;
    expect(await pushes.add("json", "https://x", "s")).toBeNull();
    expect(pushes.places.value.map(({ id }) => id)).toEqual([1, 8]);
    await pushes.test(8);
    expect(pushes.trials.value.get(8)).toEqual({ state: "failed", code: "status_404", detail: "no topic" });
    world.down = true;
    expect(await pushes.remove(8)).toBe("offline");
    expect(pushes.places.value).toHaveLength(2);
    world.down = false;
    expect(await pushes.remove(8)).toBeNull();
    expect(pushes.places.value.map(({ id }) => id)).toEqual([1]);
  });

  it("can be asked for again after a failure", async () => {
    const { it: world, pushes } = scene();
    world.down = true;
    await pushes.load();
    expect([pushes.phase.value, pushes.code.value]).toEqual(["failed", "offline"]);
    world.down = false;
    await pushes.load();
    expect([pushes.phase.value, pushes.code.value]).toEqual(["ready", null]);
  });
});

describe("whose pushes come here", () => {
  const person = (id: number): Person => ({ id, name: `p${id}` });

  function page(you: Person | null, phase: Connection["phase"] = "connecting") {
    const chat = {
      you: signal<Person | null>(you),
      connection: signal<Connection>({ phase } as Connection),
    } satisfies Pick<Chat, "you" | "connection">;
    const end = vi.fn(async () => {});
    return { chat, end, stop: followOwner(chat, end) };
  }

  it("stops when the person leaves", () => {
    keepOwner(4);
    const { chat, end } = page(person(4));
    expect(end).not.toHaveBeenCalled();
    chat.you.value = null;
    expect(end).toHaveBeenCalledOnce();
    expect(ownerOfPushes()).toBe(0);
  });

  it("waits for the server's word on who is here", () => {
    keepOwner(4);
    const { chat, end } = page(null);
    expect(end).not.toHaveBeenCalled();
    chat.connection.value = { phase: "online" };
    expect(end).toHaveBeenCalledOnce();
  });

  it("stops for another person, and goes on for the same", () => {
    keepOwner(4);
    const same = page(null);
    same.chat.you.value = person(4);
    same.chat.connection.value = { phase: "online" };
    expect(same.end).not.toHaveBeenCalled();
    same.stop();
    const other = page(person(5));
    expect(other.end).toHaveBeenCalledOnce();
  });
});
