import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { placesWords } from "../i18n/notice-places";
import type { Pushes, PushPlace, ThisBrowser, Trial } from "../state/pushes";
import { later } from "../ui/app/Later";
import { NoticePlaces } from "../ui/settings/NoticePlaces";
import { me } from "./scenes";
import "../ui/parts/Sheet.css";
import "../ui/parts/Dialog.css";
import "../ui/settings/Settings.css";

const SERVICES: Pushes["services"]["value"] = [
  ["ntfy", "ntfy", "ntfy", "https://ntfy.sh/TOPIC", "token"],
  ["bark", "Bark", "Bark", "https://api.day.app/KEY", "none"],
  ["feishu", "Feishu", "飞书", "https://open.feishu.cn/open-apis/bot/v2/hook/…", "signature"],
  ["dingtalk", "DingTalk", "钉钉", "https://oapi.dingtalk.com/robot/send?access_token=…", "signature"],
  ["wecom", "WeCom", "企业微信", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…", "none"],
  ["json", "JSON", "JSON", "https://example.org/hook", "token"],
].map(([kind = "", name = "", name_zh = "", example = "", proof]) => ({
  ...{ kind, name, name_zh, example },
  proof: proof as "none" | "signature" | "token",
}));

const PLACES: PushPlace[] = [
  { id: 1, kind: "push", host: "updates.push.services.mozilla.com" },
  { id: 2, kind: "feishu", host: "open.feishu.cn" },
  { id: 3, kind: "ntfy", host: "a-very-long-name-of-a-host-of-ones-own.with-many-parts.tea.example.org" },
  { id: 4, kind: "bark", host: "api.day.app" },
];

const TRIALS: [number, Trial][] = [
  [
    2,
    { state: "failed", code: "refused_19021", detail: "sign match fail or timestamp is not within one hour" },
  ],
  [3, { state: "asking", code: "", detail: "" }],
  [4, { state: "sent", code: "sent", detail: "" }],
];

function pushes(
  browser: ThisBrowser,
  more: { places?: PushPlace[]; phase?: "loading" | "failed" } = {},
): Pushes {
  return {
    phase: signal(more.phase ?? "ready"),
    code: signal(more.phase === "failed" ? "unavailable" : null),
    browser: signal(browser),
    places: signal(more.places ?? []),
    services: signal(SERVICES),
    trials: signal(new Map(more.places ? TRIALS : [])),
    load: async () => {},
    turnOn: async () => {},
    turnOff: async () => {},
    add: async () => "wrong_service",
    remove: async () => null,
    test: async () => {},
  };
}

const Shown = later(() => Promise.resolve(NoticePlaces), placesWords);

const shown = (given: Pushes | undefined, you: typeof me | null = me): ComponentChildren => (
  <div class="gallery-part">
    <Shown chat={{ you: signal(you) }} {...(given ? { pushes: given } : {})} />
  </div>
);

/** Where notices go while the page is closed, in every state. */
export const PLACE_PARTS: Record<string, () => ComponentChildren> = {
  "places-none": () => shown(pushes({ state: "off" })),
  "places-many": () => shown(pushes({ state: "on" }, { places: PLACES })),
  "places-blocked": () => shown(pushes({ state: "blocked" })),
  "places-failed": () => shown(pushes({ state: "failed", code: "no_service" })),
  "places-loading": () => shown(pushes({ state: "off" }, { phase: "loading" })),
  "places-lost": () => shown(pushes({ state: "off" }, { phase: "failed" })),
  "places-visitor": () => shown(undefined, null),
};
