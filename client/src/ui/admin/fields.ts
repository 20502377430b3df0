import type { ChoiceName, FieldName } from "../../i18n/admin";

/** How a live setting is edited. Numbers are shown divided by `scale`. */
export type Field =
  | { key: FieldName; kind: "text"; most: number }
  | { key: FieldName; kind: "switch" }
  | { key: FieldName & ChoiceName; kind: "choice"; choices: readonly string[] }
  | { key: FieldName; kind: "number"; low: number; high: number; scale: number };

const number = (key: FieldName, high: number, low = 0, scale = 1): Field => ({
  key,
  kind: "number",
  low,
  high,
  scale,
});
const MEGABYTE = 1_000_000;

/** The same bounds as the server's, which has the last word. */
export const PLACE_FIELDS: readonly Field[] = [
  { key: "name", kind: "text", most: 40 },
  { key: "language", kind: "choice", choices: ["auto", "zh-CN", "en"] },
  { key: "guests", kind: "switch" },
  { key: "classic", kind: "switch" },
  { key: "open_rooms", kind: "switch" },
  { key: "default_access", kind: "choice", choices: ["public", "members", "private"] },
  { key: "everyone_role", kind: "choice", choices: ["guest", "member", "moderator", "admin", "owner"] },
  { key: "link_previews", kind: "switch" },
  { key: "webhooks", kind: "switch" },
];

export const LIMIT_FIELDS: readonly Field[] = [
  { key: "challenge", kind: "choice", choices: ["auto", "on", "off"] },
  number("newcomer_minutes", 525_600),
  number("newcomer_messages_per_minute", 600),
  { key: "hold_links_of_newcomers", kind: "switch" },
  number("edit_hours", 87_600),
  number("recall_hours", 87_600),
  number("name_hold_days", 3_650),
  number("file_bytes", 10_000, 0.001, MEGABYTE),
];

export const RETENTION_FIELDS: readonly Field[] = [number("retention_days", 36_500)];
