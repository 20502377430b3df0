/** Where the connection is, and what becomes of what one does over it. */
import type { ErrorCode } from "../wire.gen";

/** What became of something one did: null when it is done. */
export type Outcome = ErrorCode | "offline" | null;

/** Where the connection is. `retryAt` is a `performance.now()` time, for a countdown. */
export type Connection =
  | { phase: "connecting" }
  | { phase: "online" }
  | { phase: "offline"; retryAt: number | null }
  | { phase: "restarting"; retryAt: number | null }
  | { phase: "flooded"; retryAt: number | null }
  | { phase: "ended"; code: EndCode };

/** Why the connection stays closed. `other_version`: the server speaks another protocol than this page. */
export type EndCode = ErrorCode | "banned" | "other_version";

/**
 * What happened to the whole page and has to be told: one is nobody again, and so many of one's own messages
 * that had not gone out were dropped; the server has another history than it had; or a room is there no more.
 */
export type PageNotice =
  | { kind: "signed_out"; name: string; dropped: number }
  | { kind: "reloaded" }
  /** One is not in this room any more, and nothing of it is here; why and until when, where somebody said so. */
  | { kind: "gone"; room: number; title: string; until: number | null; reason: string }
  /** A link led to nothing that one may see, whether it is there or not; one stayed where one was. */
  | { kind: "nowhere"; room: number; seq: number | null };
