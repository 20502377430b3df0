/** The pages of the administration, in every state, without a server. */
import type { Method } from "../net/platform";
import { Api } from "../state/api";
import { pageHref, readPage } from "../ui/parts/page";
import type { House } from "../wire.gen";
import type { FakeChat } from "./fake";

type With = (change: (chat: FakeChat) => void) => () => FakeChat;
type Asked = (method: Method, path: string, body: unknown) => unknown;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = new Date().setHours(14, 30, 0, 0);

const HOUSE: House = {
  name: "听雨茶馆",
  language: "auto",
  guests: true,
  open_rooms: true,
  accent: "",
  logo: "",
  style: "",
  retention_days: 0,
  sign_in: [],
  challenge: false,
  owned: true,
};

const SETTINGS: Record<string, [value: unknown, byDefault: unknown]> = {
  name: ["听雨茶馆", "Teahouse"],
  language: ["auto", "auto"],
  guests: [true, true],
  classic: [false, true],
  accent: ["", ""],
  custom_css: ["", ""],
  open_rooms: [true, true],
  default_access: ["public", "public"],
  retention_days: [90, 0],
  filter_words: [
    [
      { word: "发票", action: "hold" },
      { word: "casino*", action: "refuse" },
      { word: "笨蛋", action: "mask" },
    ],
    [],
  ],
  newcomer_minutes: [10, 0],
  newcomer_messages_per_minute: [6, 0],
  hold_links_of_newcomers: [true, false],
  edit_hours: [24, 24],
  recall_hours: [2, 2],
  name_hold_days: [30, 30],
  file_bytes: [25_000_000, 25_000_000],
  link_previews: [true, true],
  webhooks: [true, true],
  everyone_role: ["member", "guest"],
  challenge: ["auto", "auto"],
};

const person = (id: number, name: string, role: string, seen: number, sanctions = 0) => ({
  person: { id, name },
  role,
  created_at: NOW - 40 * DAY - id * HOUR,
  last_seen: NOW - seen,
  sanctions,
});

const PEOPLE = [
  person(4, "山间清风", "owner", 60_000),
  person(10, "小明", "admin", 2 * HOUR),
  person(3, "Jasmine Fox", "moderator", 20 * 60_000),
  person(7, "听雨的茶客", "member", 3 * DAY),
  person(18, `一个名字长得不得了的人${"很长".repeat(20)}`, "guest", 9 * DAY, 2),
  person(16, "ليلى", "guest", 31 * DAY, 1),
];

const sanction = (id: number, kind: string, who: number, until: number | null) => ({
  id,
  kind,
  person: { id: who, name: "" },
  room: null,
  until,
  reason: "连着发广告，劝过两次。",
  undone_at: null,
});

const room = (id: number, title: string, access: string, messages: number, bytes: number) => ({
  id,
  name: `room-${id}`,
  title,
  archived: id === 4,
  access,
  retention_days: id === 3 ? 7 : null,
  members: id * 7,
  messages,
  bytes,
});

const act = (id: number, action: string, more: object = {}) => ({
  id,
  at: NOW - id * 17 * 60_000,
  made_by: { id: 4, name: "山间清风" },
  action,
  person: null,
  room: null,
  seq: null,
  reason: "",
  detail: {},
  ...more,
});

const AUDIT = [
  act(1, "house.change", { detail: { guests: false, name: "听雨茶馆" } }),
  act(2, "sanction.mute", { person: { id: 16, name: "ليلى" }, reason: "连着发广告，劝过两次。", room: 1 }),
  act(3, "person.role", { person: { id: 3, name: "Jasmine Fox" }, detail: { role: "moderator" } }),
  act(4, "session.begin"),
  act(5, "held.approved", { made_by: null, detail: { messages: 1204 } }),
];

const answers: Asked = (method, path, body) => {
  const name = path.replace("/api/v1/", "").split("?")[0] ?? "";
  if (method === "PATCH" && name === "admin/house")
    for (const [key, value] of Object.entries(body as Record<string, unknown>))
      if (SETTINGS[key]) SETTINGS[key][0] = value ?? SETTINGS[key][1];
  if (method === "POST" && name === "admin/words/try") return { action: "hold", text: "" };
  if (name.endsWith("reset-link")) return { url: `/#/link/${"k3".repeat(21)}` };
  if (method === "POST" && name === "tokens") return { id: "t9", token: "9f".repeat(32) };
  if (method !== "GET") return {};
  switch (name) {
    case "admin/house":
      return Object.fromEntries(
        Object.entries(SETTINGS).map(([key, [value, byDefault]]) => [key, { value, default: byDefault }]),
      );
    case "admin/people":
      return { people: PEOPLE, next: 7 };
    case "sanctions":
      return {
        sanctions: [
          sanction(1, "mute", 18, NOW + 5 * HOUR),
          sanction(2, "hold", 18, null),
          sanction(3, "ban", 16, null),
        ],
      };
    case "admin/rooms":
      return {
        rooms: [
          room(1, "大堂", "public", 120_411, 2_400_000_000),
          room(2, "茶博会", "members", 3_120, 81_000_000),
          room(3, "掌柜们", "private", 912, 120_000),
          room(4, "旧房间", "public", 4, 0),
        ],
      };
    case "rooms/3/members":
      return {
        members: PEOPLE.slice(0, 2).map(({ person }, i) => ({ person, role: i ? "member" : "owner" })),
      };
    case "audit":
      return { entries: AUDIT, next: 5 };
    case "admin/overview":
      return {
        version: "0.1.0",
        connections: 1_204,
        nodes: 2,
        sent_per_minute: 214.4,
        healthy: true,
        people: 8_120,
        accounts: 1_902,
        rooms: 41,
        conversations: 377,
        messages: 1_240_911,
        files: 20_411,
        files_bytes: 2_481_120_000,
        files_total_bytes: 10_000_000_000,
        database_bytes: 612_000_000,
        reports: 3,
        held: 1,
      };
    case "sessions":
      return {
        sessions: [
          { id: "a", kind: "token", label: "天气机器人", created_at: NOW - 9 * DAY, last_seen: NOW - HOUR },
          { id: "b", kind: "token", label: "weekly backup", created_at: NOW - DAY, last_seen: NOW - DAY },
        ],
      };
    default:
      return null;
  }
};

const SECTIONS = [
  "overview",
  "people",
  "rooms",
  "audit",
  "place",
  "limits",
  "words",
  "retention",
  "theme",
  "tokens",
];

/** `admin-PAGE`; `admin` is their list, `admin-empty`, `admin-failed`, `admin-waiting` and `admin-guest` the rest. */
export function adminScenes(with_: With): Record<string, () => FakeChat> {
  const at = (section: string, asked: Asked = answers, change: (chat: FakeChat) => void = () => {}) =>
    with_((chat) => {
      chat.role.value = "owner";
      chat.house.value = HOUSE;
      chat.api = new Api({
        ask: async (method, path, body) => {
          const answer = asked(method, path, body);
          if (answer instanceof Promise) await answer;
          return { status: answer === null ? 503 : 200, body: answer, retryAfter: null };
        },
      });
      history.replaceState(null, "", pageHref("admin", section));
      readPage();
      change(chat);
    });
  return {
    admin: at(""),
    ...Object.fromEntries(SECTIONS.map((section) => [`admin-${section}`, at(section)])),
    "admin-failed": at("overview", () => null),
    "admin-waiting": at("people", () => new Promise(() => {})),
    "admin-empty": at("people", () => ({ people: [], next: null })),
    "admin-offline": at("place", answers, (chat) => {
      chat.connection.value = { phase: "offline", retryAt: performance.now() + 18_000 };
    }),
    "admin-guest": at("people", answers, (chat) => {
      chat.role.value = "guest";
    }),
  };
}
