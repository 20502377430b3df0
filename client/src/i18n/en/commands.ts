import type { CommandStrings } from "../commands";

export const commandsEn: CommandStrings = {
  me: { takes: "does something", help: "Say what you do" },
  w: { takes: "name text", help: "Whisper to one person" },
  dm: { takes: "name …", help: "Open a conversation of two or more" },
  nick: { takes: "new name", help: "Change your name" },
  away: { takes: "[text]", help: "Show that you are away" },
  back: { takes: "", help: "Show that you are here again" },
  status: { takes: "[text]", help: "Set a word beside your name" },
  topic: { takes: "text", help: "Change the topic of this room" },
  poll: { takes: "[question | option | …]", help: "Start a poll" },
  join: { takes: "room", help: "Go to another room" },
  ignore: { takes: "name", help: "Stop reading a person" },
  unignore: { takes: "name", help: "Read a person again" },
  color: { takes: "colour or off", help: "Choose the colour of your messages" },
  shrug: { takes: "[text]", help: "Append ¯\\_(ツ)_/¯" },
  help: { takes: "", help: "Show commands and keys" },
};
