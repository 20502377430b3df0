/** What is asked for over HTTP: accounts, members, order, the house. */
import type { Answer, Method, Platform } from "../net/platform";

/** What was answered, or why not: the code of the refusal, "offline" where nobody answered. */
export type Told<T> =
  | { ok: true; value: T }
  | { ok: false; code: string; field: string | null; retryAfter: number | null };

export class Api {
  readonly #platform: Pick<Platform, "ask">;

  constructor(platform: Pick<Platform, "ask">) {
    this.#platform = platform;
  }

  /** `path` is below /api/v1; a body goes as JSON, and a write without one has an empty object. */
  async ask<T>(method: Method, path: string, body?: unknown): Promise<Told<T>> {
    const sent = body === undefined && method !== "GET" ? {} : body;
    const answer = await this.#platform.ask(method, `/api/v1/${path}`, sent).catch(() => null);
    if (answer === null) return { ok: false, code: "offline", field: null, retryAfter: null };
    if (answer.status >= 200 && answer.status < 300) return { ok: true, value: answer.body as T };
    return refusal(answer);
  }
}

function refusal({ body, retryAfter }: Answer): Told<never> {
  const { error } = (body ?? {}) as { error?: { code?: unknown; field?: unknown } };
  const code = typeof error?.code === "string" ? error.code : "internal";
  const field = typeof error?.field === "string" ? error.field : null;
  return { ok: false, code, field, retryAfter };
}
