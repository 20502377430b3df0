import { describe, expect, it } from "vitest";
import { en } from "../../src/i18n/en";
import { accountEn } from "../../src/i18n/en/account";
import { adminEn } from "../../src/i18n/en/admin";
import { findEn } from "../../src/i18n/en/find";
import { noticePlacesEn } from "../../src/i18n/en/notice-places";
import { orderEn } from "../../src/i18n/en/order";
import { peopleEn } from "../../src/i18n/en/people";
import { pollEn } from "../../src/i18n/en/poll";
import { settingsEn } from "../../src/i18n/en/settings";
import { pseudo as stretched } from "../../src/i18n/pseudo";
import { zhCN } from "../../src/i18n/zh-CN";
import { accountZh } from "../../src/i18n/zh-CN/account";
import { adminZh } from "../../src/i18n/zh-CN/admin";
import { findZh } from "../../src/i18n/zh-CN/find";
import { noticePlacesZh } from "../../src/i18n/zh-CN/notice-places";
import { orderZh } from "../../src/i18n/zh-CN/order";
import { peopleZh } from "../../src/i18n/zh-CN/people";
import { pollZh } from "../../src/i18n/zh-CN/poll";
import { settingsZh } from "../../src/i18n/zh-CN/settings";

type Phrase = (...values: unknown[]) => string;

/** Every string of a language, with what people write put in as 甲 and 7. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    // Numbers and names stand at different places: both ways are tried, as far as a phrase takes them.
    return [
      [`${path}()`, (value as Phrase)("甲", "7", "甲")],
      [`${path}(n)`, (value as Phrase)("7", "7", "甲")],
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

const skip = new Set([".locale", ".comma", ".and"]);
const of = (language: object): [string, string][] => texts(language).filter(([path]) => !skip.has(path));

/** With the areas that are loaded when they are first shown. */
const zhAll = {
  ...zhCN,
  account: accountZh,
  admin: adminZh,
  find: findZh,
  places: noticePlacesZh,
  settings: settingsZh,
  people: peopleZh,
  poll: pollZh,
};
const enAll = {
  ...en,
  account: accountEn,
  admin: adminEn,
  find: findEn,
  places: noticePlacesEn,
  settings: settingsEn,
  people: peopleEn,
  poll: pollEn,
};

describe("Chinese", () => {
  it("has no Latin letter in any string", () => {
    // But for units, which nobody writes out.
    expect(of(zhAll).filter(([, text]) => /[A-Za-z]/.test(text.replaceAll("MB", "")))).toEqual([]);
  });

  it("uses full-width punctuation between Chinese characters", () => {
    expect(of(zhAll).filter(([, text]) => /\p{Script=Han}[,.!?:;]/u.test(text))).toEqual([]);
  });

  it("sets a space between a Latin name and Chinese", () => {
    expect(zhCN.joined("\u2068Theo\u2069")).toBe("\u2068Theo\u2069 来了");
    expect(zhCN.joined("\u2068小明\u2069")).toBe("\u2068小明\u2069来了");
  });
});

describe("English", () => {
  it("has no Chinese in any string", () => {
    expect(of(enAll).filter(([, text]) => /\p{Script=Han}/u.test(text.replaceAll("甲", "")))).toEqual([]);
  });

  it("counts", () => {
    expect([en.newMessages(1), en.newMessages(2)]).toEqual(["1 new message", "2 new messages"]);
  });
});

it("calls a role and a restriction the same on every page", () => {
  for (const { account, admin } of [enAll, zhAll]) {
    const { classic: _c, ...roles } = account.account.roles;
    expect(admin.roles).toMatchObject(roles);
  }
  for (const [admin, order] of [
    [adminEn, orderEn],
    [adminZh, orderZh],
  ] as const) {
    expect(admin.people.kinds.mute.label).toBe(order.deeds.mute.label);
    expect(admin.people.kinds.ban.label).toBe(order.deeds.ban.label);
    expect(admin.people.kinds.shadow.label).toBe(order.deeds.shadow.label);
    expect(admin.rooms.ranks).toMatchObject(order.ranks);
  }
});

const pseudo = stretched(en);

it("makes the pseudo-language at least 40 % longer, and keeps what people wrote", () => {
  const longer = new Map(of(pseudo));
  for (const [path, text] of of(en))
    expect((longer.get(path) ?? "").length).toBeGreaterThanOrEqual(text.length * 1.4);
  expect(pseudo.composeWhisper("Jasmine")).toContain("Jasmine");
  expect(pseudo.send).not.toContain("Send");
});
