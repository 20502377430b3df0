import type { SettingsStrings } from "../settings";

export const settingsEn: SettingsStrings = {
  theme: "Theme",
  themeAuto: "Auto",
  themeLight: "Light",
  themeDark: "Dark",
  language: "Language",
  about: "About",
  aboutText:
    "A chat room that anyone can run. Once a message is sent it is kept: never lost, never doubled, in the same order for everyone.",
  density: "Density",
  densities: { normal: "Comfortable", dense: "Compact" },
  enter: "Enter",
  enters: { auto: "Automatic", send: "Sends", break: "New line" },
  enterHint:
    "Automatic: sends with a keyboard, breaks the line on a phone. Ctrl or ⌘ with Enter always sends.",
  sound: "Sound",
  sounds: { off: "Off", mentions: "For me", all: "Every message" },
  browser: "Notifications",
  browserHint: "For mentions, whispers and conversations while you are not looking at this page.",
  noticesOn: "They are on.",
  noticesDenied: "The browser blocks them for this page. You can change that in its address bar.",
  noticesNone: "This browser has no notifications.",
  noticesInsecure: "Browsers allow them over https only.",
  ignored: "Ignored people",
  nobodyIgnored: "Nobody.",
  unignore: (name) => `Stop ignoring ${name}`,
  unignoreShort: "Stop ignoring",
  shortcuts: "Keyboard shortcuts",
  shortcutsHint: "? opens this list wherever you are not writing.",
  everywhere: "Everywhere",
  writing: "Writing",
};
