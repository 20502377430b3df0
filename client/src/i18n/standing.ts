import type { Role } from "../wire.gen";

/** What the room's own screen says of roles, of what one may not do, and of what was done. Names come isolated. */
export interface StandingStrings {
  /** Beside a name. */
  roles: Record<Extract<Role, "owner" | "admin" | "moderator">, string>;
  privateRoom: string;
  membersRoom: string;
  announcement: string;

  /** "10 minutes", "2 hours", "3 days". */
  spans: Record<"second" | "minute" | "hour" | "day", (n: number) => string>;
  /** Lines of the log; `by` is who did it. */
  came: (name: string) => string;
  added: (by: string, name: string) => string;
  left: (name: string) => string;
  removed: (by: string, name: string) => string;
  ranked: Record<Extract<Role, "owner" | "moderator" | "member">, (by: string, name: string) => string>;
  archived: (by: string, on: boolean) => string;
  closed: (by: string, on: boolean) => string;
  opened: (by: string, access: "public" | "members") => string;
  slowed: (by: string, span: string) => string;
  slowedNot: (by: string) => string;
  kept: (by: string, span: string) => string;
  keptForEver: (by: string) => string;
  keptAsHouse: (by: string) => string;
  keptHere: (span: string) => string;

  /** In place of the composer; `left` is "4:59", `until` a date and time. */
  mutedFor: (left: string) => string;
  mutedUntil: (until: string) => string;
  muted: string;
  reason: (reason: string) => string;
  textKept: string;
  slowMode: (span: string) => string;
  slowWait: (seconds: number) => string;

  bannedTitle: string;
  bannedUntil: (until: string) => string;
  banned: string;
  bannedHint: string;
  comeBack: string;
  gone: (title: string) => string;
  /** Of a link: whether nothing is there, or one may not see it, is not told. */
  /** Into a private room in which nobody has spoken. */
  invite: string;
  leadsNowhere: string;
  nowhereTitle: string;
  nowhereText: string;

  /** In menus. */
  report: string;
  takeBack: string;
  moderate: (name: string) => string;
  queue: string;
  queueCount: (n: number) => string;
  undo: string;
  undone: string;
}
