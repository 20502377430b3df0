/** What the fake server answers over HTTP: guests, sessions, names, members, files. */
import type { Answer } from "../src/net/platform";
import { isSolved } from "./riddle";
import type { FakeServer } from "./server";
import type { Browser } from "./world";

const RIDDLE_BITS = 8;

const answer = (status: number, body: unknown = null): Answer => ({ status, body, retryAfter: null });
const refusal = (status: number, code: string): Answer => answer(status, { error: { code } });

export class FakeHttp {
  readonly #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
  }

  answer(browser: Browser, method: string, path: string, body: unknown): Answer {
    const members = /^\/api\/v1\/rooms\/(\d+)\/members$/.exec(path);
    const file = /^\/api\/v1\/files\/(.*)$/.exec(path);
    if (path.startsWith("/api/v1/names?language=")) return answer(200, { name: "Oolong Owl" });
    if (method === "GET" && members !== null) return this.#members(Number(members[1]));
    if (method === "DELETE" && path === "/api/v1/session") return this.#endSession(browser);
    if (method === "DELETE" && file !== null) {
      this.#server.dropped.push(file[1] ?? "");
      return answer(204);
    }
    if (method === "POST" && path.startsWith("/api/v1/files?name="))
      return this.#takeFile(browser, path, body as Blob);
    if (method === "POST" && path === "/api/v1/challenge") {
      const challenge = `riddle-${++this.#server.riddles}`;
      return answer(200, { challenge, bits: RIDDLE_BITS, expires_at: 0 });
    }
    if (method === "POST" && path === "/api/v1/session/renewal") return this.#renew(browser);
    if (method === "POST" && path === "/api/v1/guests") return this.#makeGuest(browser, body as Asked);
    return answer(404);
  }

  #members(id: number): Answer {
    const { people } = this.#server;
    const roles = [...this.#server.room(id).roles];
    const members = roles.map(([one, role]) => ({ person: people.find((each) => each.id === one), role }));
    return answer(200, { members });
  }

  #takeFile(browser: Browser, path: string, { size, type }: Blob): Answer {
    const { files, fileBytes } = this.#server;
    if (browser.cookie === null) return refusal(401, "not_signed_in");
    if (size > fileBytes) return refusal(413, "too_large");
    const name = new URLSearchParams(path.split("?")[1]).get("name") ?? "";
    const file = { id: `file-${files.length + 1}`, name, size, type };
    files.push(file);
    return answer(201, file);
  }

  #makeGuest(browser: Browser, { name, proof }: Asked): Answer {
    const server = this.#server;
    server.posts++;
    const shown = proof?.challenge === `riddle-${server.riddles}` && isSolved(proof, RIDDLE_BITS);
    if (server.flooded && (server.forgetful || !shown)) return refusal(403, "challenge_required");
    const refuse = server.refuseGuests;
    if (refuse !== null) return answer(refuse.retryable ? 429 : 403, { error: refuse });
    if (server.takenNames.has(name)) return refusal(409, "name_taken");
    const you = server.guest(name);
    browser.cookie = you.id;
    return answer(201, { you });
  }

  #renew({ cookie }: Browser): Answer {
    const you = this.#server.people.find(({ id }) => id === cookie);
    if (you === undefined) return refusal(401, "not_signed_in");
    this.#server.renewals++;
    this.#server.cutOff(you.id);
    return answer(200, { you, role: this.#server.roleOf(you) });
  }

  #endSession(browser: Browser): Answer {
    const refuse = this.#server.refuseSignOut;
    if (refuse !== null) return answer(503, { error: refuse });
    const id = browser.cookie;
    if (id === null || this.#server.isRevoked(id)) return answer(401);
    browser.cookie = null;
    this.#server.revoke(id);
    return answer(204);
  }
}

interface Asked {
  name: string;
  proof?: { challenge: string; nonce: string };
}
