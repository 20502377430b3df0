import type { AdminStrings } from "../admin";

export const fieldsEn: AdminStrings["fields"] = {
  name: {
    label: "Name",
    hint: "At the top of the page, in its title and in notices. At most 40 characters.",
  },
  language: {
    label: "Language",
    hint: "Of names that are proposed and of notices. The page itself follows each reader.",
  },
  guests: { label: "Guests", hint: "Whether somebody new may talk without an account." },
  classic: {
    label: "Simple clients",
    hint: "Small programs may connect and talk without an account.",
  },
  open_rooms: { label: "Anyone may make rooms", hint: "Otherwise moderators and above." },
  default_access: { label: "New rooms are", hint: "Whoever makes one can choose otherwise." },
  everyone_role: { label: "Who may call everyone", hint: "With @all, from this role on." },
  link_previews: { label: "Link previews", hint: "The server reads the pages that messages link to." },
  webhooks: {
    label: "Notices to other services",
    hint: "People may have notices sent to services of theirs.",
  },
  newcomer_minutes: {
    label: "How long somebody is new",
    hint: "0: nobody is.",
    unit: "minutes",
  },
  newcomer_messages_per_minute: {
    label: "Messages of newcomers",
    hint: "0: as many as everyone.",
    unit: "a minute",
  },
  hold_links_of_newcomers: {
    label: "Hold links of newcomers",
    hint: "Moderators approve them before anyone else sees them.",
  },
  challenge: {
    label: "Puzzle against floods",
    hint: "Newcomers’ browsers compute for a moment before they may talk.",
  },
  edit_hours: { label: "Messages can be edited for", hint: "0: without end.", unit: "hours" },
  recall_hours: { label: "Guests can take back for", hint: "0: without end.", unit: "hours" },
  name_hold_days: { label: "A guest’s name is kept for", hint: "After the last visit.", unit: "days" },
  file_bytes: { label: "Largest file", hint: "Larger ones are refused while they come.", unit: "MB" },
  retention_days: { label: "Messages are kept for", hint: "0: for ever.", unit: "days" },
  accent: { label: "Accent", hint: "" },
  custom_css: { label: "Stylesheet", hint: "" },
  filter_words: { label: "Word filter", hint: "" },
};

export const choicesEn: AdminStrings["choices"] = {
  language: { auto: "As the reader’s" },
  default_access: { public: "Public", members: "For accounts", private: "Private" },
  everyone_role: {
    guest: "Everybody",
    member: "Members",
    moderator: "Moderators",
    admin: "Admins",
    owner: "The owner",
  },
  challenge: { auto: "In a flood", on: "Always", off: "Never" },
};
