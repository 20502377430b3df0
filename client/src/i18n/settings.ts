import { stringsOf } from "./language";

/** What the settings and the list of shortcuts say; comes with them. Names in arguments come isolated. */
export interface SettingsStrings {
  theme: string;
  themeAuto: string;
  themeLight: string;
  themeDark: string;
  language: string;
  about: string;
  aboutText: string;
  density: string;
  densities: Record<"normal" | "dense", string>;
  enter: string;
  enters: Record<"auto" | "send" | "break", string>;
  enterHint: string;
  sound: string;
  sounds: Record<"off" | "mentions" | "all", string>;
  browser: string;
  browserHint: string;
  noticesOn: string;
  noticesDenied: string;
  noticesNone: string;
  noticesInsecure: string;
  ignored: string;
  nobodyIgnored: string;
  unignore: (name: string) => string;
  unignoreShort: string;
  shortcuts: string;
  shortcutsHint: string;
  everywhere: string;
  writing: string;
}

export const settingsWords = stringsOf<SettingsStrings>({
  en: () => import("./en/settings").then(({ settingsEn }) => settingsEn),
  "zh-CN": () => import("./zh-CN/settings").then(({ settingsZh }) => settingsZh),
});
