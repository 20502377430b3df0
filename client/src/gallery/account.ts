import { Api } from "../state/api";
import type { LinkKind } from "../state/links";
import { dialog } from "../ui/app/stage";
import type { House } from "../wire.gen";
import type { FakeChat } from "./fake";

type Change = (change: (chat: FakeChat) => void) => () => FakeChat;

const DAY = 86_400_000;
const HOUSE: House = {
  name: "茶馆",
  language: "zh-CN",
  guests: true,
  open_rooms: true,
  accent: "",
  logo: "",
  style: "",
  retention_days: 0,
  sign_in: ["passkey", "oidc:Gitea"],
  challenge: false,
  owned: true,
};

type Answers = Record<string, unknown>;

/** A server that knows these answers, by method and path; a number is the status of a refusal. */
function answering(chat: FakeChat, answers: Answers, code = "unavailable"): void {
  chat.house.value = HOUSE;
  chat.api = new Api({
    ask: async (method, path) => {
      const found = answers[`${method} ${path.replace("/api/v1/", "")}`];
      if (found === "never") return new Promise(() => {});
      if (found === undefined || typeof found === "number")
        return {
          status: typeof found === "number" ? found : 503,
          body: { error: { code } },
          retryAfter: found === 429 ? 24_000 : null,
        };
      return { status: 200, body: found, retryAfter: null };
    },
  });
}

function account(chat: FakeChat): Answers {
  const now = Date.now();
  const session = (id: string, label: string, days: number, more: object = {}) => ({
    ...{ id, kind: "page", label, created_at: now - 40 * DAY, last_seen: now - days * DAY },
    ...{ expires_at: now + 90 * DAY, current: false, ...more },
  });
  return {
    "GET account": {
      you: chat.you.value,
      role: "member",
      has_password: true,
      email: "qingfeng@tea.example.org",
      passkeys: [
        { id: 1, label: "手机", created_at: now - 30 * DAY, last_used: now - DAY },
        {
          id: 2,
          label: "A security key with a name as long as the list allows it to be",
          created_at: now,
          last_used: null,
        },
      ],
      oidc: [{ id: 1, label: "Gitea" }],
    },
    "GET sessions": {
      sessions: [
        session("a", "Chrome, Linux", 0, { current: true }),
        session("b", "Safari, iOS", 1),
        session("c", "", 12),
        session("d", "天气机器人", 3, { kind: "token" }),
      ],
    },
    "POST device-links": {
      url: `${location.origin}/#/device/hZ0sTqkA3lP2yW8nV5cX1mB7jR4eD9gU6iO0aSfKtQw`,
      expires_at: now + 594_000,
    },
    "POST tokens": { id: "e", token: "thp_hZ0sTqkA3lP2yW8nV5cX1mB7jR4eD9gU6iO0aSfKtQw" },
  };
}

/** Presses what has these words in the dialog, once it is there. */
function press(selector: string, nth = 0): void {
  const found = document.querySelectorAll<HTMLElement>(selector)[nth];
  if (found) found.click();
  else setTimeout(() => press(selector, nth), 60);
}

/** Unfolds a part of the account, by its place. */
const unfold = (nth: number): void => press(".account-part > summary", nth);

function fill(selector: string, text: string): void {
  const field = document.querySelector<HTMLInputElement>(selector);
  if (!field) {
    setTimeout(() => fill(selector, text), 60);
    return;
  }
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Everything that is of accounts: keeping a name, signing in, the account, links. */
export function accountScenes(with_: Change): Record<string, () => FakeChat> {
  const guest = (change: (chat: FakeChat) => void) =>
    with_((chat) => {
      chat.role.value = "guest";
      answering(chat, {});
      change(chat);
    });
  const member = (change: (answers: Answers, chat: FakeChat) => void = () => {}) =>
    with_((chat) => {
      chat.role.value = "member";
      const answers = account(chat);
      change(answers, chat);
      answering(chat, answers);
      dialog.value = { kind: "account" };
    });
  const link = (
    kind: LinkKind,
    looked: object | number | "never",
    change: (chat: FakeChat) => void = () => {},
  ) =>
    with_((chat) => {
      const found =
        typeof looked === "object" ? { kind, expires_at: Date.now() + 2 * DAY, ...looked } : looked;
      answering(chat, { "POST links/look": found }, found === 404 ? "link_refused" : "unavailable");
      change(chat);
      dialog.value = { kind: "link", link: { kind, token: "hZ0sTqkA3lP2yW8nV5cX1mB7" } };
    });
  const visitor = (chat: FakeChat): void => {
    chat.you.value = null;
    chat.role.value = "visitor";
    chat.proposedName.value = "松下问童子";
  };
  return {
    keep: guest(() => {
      dialog.value = { kind: "keep" };
    }),
    "keep-weak": guest(() => {
      dialog.value = { kind: "keep" };
      fill("input[name=new-password]", "abc");
    }),
    "keep-refused": guest((chat) => {
      answering(chat, { "POST account": 429 }, "rate_limited");
      dialog.value = { kind: "keep" };
      fill("input[name=new-password]", "春眠不觉晓处处闻啼鸟");
      setTimeout(() => press(".account-dialog [type=submit]"), 300);
    }),
    "keep-done": guest((chat) => {
      answering(chat, { "POST account": { you: chat.you.value, role: "member" } });
      dialog.value = { kind: "keep" };
      fill("input[name=new-password]", "春眠不觉晓处处闻啼鸟");
      setTimeout(() => press(".account-dialog [type=submit]"), 300);
    }),
    "keep-hint": guest((chat) => {
      localStorage.removeItem("teahouse.keep-hint");
      const you = chat.you.value;
      if (you) for (let i = 0; i < 5; i += 1) chat.past(you, `第 ${i + 1} 句。`, Date.now() - 60_000);
      chat.show();
    }),
    "name-menu": guest(() => press(".name-chip")),
    "name-menu-visitor": with_((chat) => {
      visitor(chat);
      press(".name-chip");
    }),
    "members-only": with_((chat) => {
      visitor(chat);
      chat.house.value = { ...HOUSE, guests: false };
    }),
    "sign-in": with_((chat) => {
      visitor(chat);
      answering(chat, {});
      dialog.value = { kind: "sign-in" };
    }),
    "sign-in-guest": guest(() => {
      dialog.value = { kind: "sign-in" };
    }),
    "sign-in-refused": with_((chat) => {
      visitor(chat);
      answering(chat, { "POST sessions": 401 }, "sign_in_failed");
      dialog.value = { kind: "sign-in" };
      fill("input[name=username]", "山间清风");
      fill("input[name=password]", "12345678");
      setTimeout(() => press(".account-dialog [type=submit]"), 300);
    }),
    "sign-in-forgot": with_((chat) => {
      visitor(chat);
      answering(chat, { "POST resets": {} });
      dialog.value = { kind: "sign-in" };
      press(".account-forgot");
    }),
    account: member(),
    "account-guest-settings": guest(() => {
      dialog.value = { kind: "settings" };
    }),
    "account-settings": with_((chat) => {
      chat.role.value = "owner";
      dialog.value = { kind: "settings" };
    }),
    "account-loading": member((answers) => {
      answers["GET account"] = "never";
    }),
    "account-failed": member((answers) => {
      answers["GET account"] = 503;
    }),
    "account-empty": member((answers, chat) => {
      const { sessions } = answers["GET sessions"] as { sessions: unknown[] };
      answers["GET sessions"] = { sessions: sessions.slice(0, 1) };
      const none = { has_password: false, email: null, passkeys: [], oidc: [] };
      answers["GET account"] = { you: chat.you.value, role: "member", ...none };
    }),
    "account-email": member(() => unfold(0)),
    "account-email-open": member((answers) => {
      const known = answers["GET account"] as object;
      answers["GET account"] = { ...known, email_claimed: "new@tea.example.org", letters: true };
      unfold(0);
    }),
    "account-password": member(() => unfold(1)),
    "account-passkeys": member(() => unfold(2)),
    "account-passkey-name": member(() => {
      unfold(2);
      setTimeout(() => press(".account-part[open] .account-item [aria-expanded]"), 300);
    }),
    "account-providers": member(() => unfold(3)),
    "account-sessions": member(() => unfold(4)),
    "account-device": member(() => {
      unfold(5);
      press(".account-part[open] .sheet-button");
    }),
    "account-tokens": member(() => {
      unfold(6);
      fill(".account-part[open] .form-input", "天气机器人");
      setTimeout(() => press(".account-part[open] [type=submit]"), 300);
    }),
    "account-data": member(() => unfold(7)),
    "account-remove": member(() => unfold(8)),
    setup: link("setup", {}, visitor),
    "setup-place": link("setup", {}, (chat) => {
      visitor(chat);
      fill("input[name=username]", "掌柜");
      fill("input[name=new-password]", "春眠不觉晓处处闻啼鸟");
      setTimeout(() => {
        press(".setup-form [type=submit]");
        setTimeout(() => press(".accent input", 2), 300);
      }, 300);
    }),
    invite: link("invite", { room: { title: "读书会", people: 12 } }, visitor),
    "invite-known": link("invite", { room: { title: "读书会", people: 1 } }),
    reset: link("reset", { person: "山间清风" }, visitor),
    device: link("device", { person: "山间清风" }, visitor),
    "device-other": link("device", { person: "阿青" }),
    "confirm-email": link("email", { person: "山间清风" }, visitor),
    "link-looking": link("invite", "never", visitor),
    "link-refused": link("invite", 404, visitor),
    "link-offline": link("setup", 503, visitor),
  };
}
