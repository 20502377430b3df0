import { stringsOf } from "./language";

/** The pages of those who keep the place. Names in arguments come isolated. */
export interface AdminStrings {
  title: string;
  back: string;
  backToMenu: string;
  sections: Record<SectionName, string>;
  groups: Record<"now" | "rules" | "programs", string>;
  notYours: string;
  offline: string;

  loading: string;
  loadFailed: string;
  more: string;
  moreFailed: string;
  save: string;
  saving: string;
  discard: string;
  saved: string;
  unsaved: (n: number) => string;
  toDefault: string;
  toDefaultOf: (field: string) => string;
  defaultIs: (value: string) => string;
  on: string;
  off: string;
  none: string;
  conflict: string;
  conflictNow: (value: string) => string;
  keepMine: string;
  takeTheirs: string;
  badField: string;

  fields: Record<FieldName, { label: string; hint: string; unit?: string }>;
  choices: Record<ChoiceName, Readonly<Record<string, string>>>;

  overview: {
    figures: Record<FigureName, string>;
    storage: string;
    files: string;
    database: string;
    running: string;
    health: string;
    healthy: string;
    ill: string;
    nodes: string;
    version: string;
    updated: string;
  };

  roles: Record<"visitor" | "classic" | "guest" | "member" | "moderator" | "admin" | "owner", string>;
  people: {
    search: string;
    empty: string;
    found: (n: number) => string;
    since: (date: string) => string;
    seen: (date: string) => string;
    neverSeen: string;
    you: string;
    role: string;
    changeRole: string;
    roleChanged: (role: string) => string;
    higher: string;
    guestRole: string;
    resetLink: string;
    resetHint: string;
    makeLink: string;
    give: string;
    giveHint: (name: string) => string;
    giveName: (own: string) => string;
    givePassword: string;
    given: (name: string) => string;
    sanctions: string;
    noSanctions: string;
    restricted: (n: number) => string;
    kinds: Record<SanctionKind | "kick", { label: string; hint: string }>;
    everywhere: string;
    inRoom: (room: string) => string;
    until: (date: string) => string;
    forGood: string;
    undo: string;
    whyUndone: string;
    kind: string;
    howLong: string;
    spans: readonly (readonly [seconds: number | null, label: string])[];
    reason: string;
    reasonHint: string;
    reasonHidden: string;
    addresses: string;
    erase: string;
    apply: string;
    applied: string;
    undone: string;
  };

  once: { title: string; hint: string; copy: string; copied: string; copyFailed: string; hide: string };

  rooms: {
    empty: string;
    sort: string;
    sorts: Record<"title" | "messages" | "members" | "bytes", string>;
    access: Record<string, string>;
    archived: string;
    memberCount: (n: number) => string;
    messageCount: (n: number) => string;
    fileBytes: (size: string) => string;
    /** Roles in a room, which are other than those in the house. */
    ranks: Readonly<Record<string, string>>;
    kept: (days: number) => string;
    accessOf: string;
    privateStays: string;
    archive: string;
    unarchive: string;
    noMembers: string;
    remove: string;
    removeHint: string;
    removeTyped: (title: string) => string;
    removed: string;
    changed: string;
  };

  audit: {
    person: string;
    personHint: string;
    nobody: string;
    anyone: (name: string) => string;
    side: string;
    sides: Record<"by" | "about", string>;
    action: string;
    anyAction: string;
    roomOf: string;
    anyRoom: string;
    empty: string;
    server: string;
    actions: Readonly<Record<string, string>>;
    /** Names of details, and values that are words. */
    details: Readonly<Record<string, string>>;
    values: Readonly<Record<string, string>>;
    room: (title: string) => string;
    reason: (reason: string) => string;
  };

  words: {
    hint: string;
    empty: string;
    word: string;
    action: string;
    actions: Record<"refuse" | "hold" | "mask", string>;
    add: string;
    known: string;
    remove: (word: string) => string;
    count: (n: number) => string;
    tryIt: string;
    tryHint: string;
    found: (action: string) => string;
    masked: (text: string) => string;
    notFound: string;
    failed: string;
  };

  retention: { hint: string; exceptions: string; noExceptions: string; roomKept: (days: number) => string };

  theme: {
    accent: string;
    accentHint: string;
    pick: string;
    hex: string;
    presets: Record<PresetName, string>;
    own: string;
    light: string;
    dark: string;
    sampleButton: string;
    sampleText: string;
    contrast: (ratio: string) => string;
    logo: string;
    logoHint: string;
    noLogo: string;
    chooseLogo: string;
    removeLogo: string;
    logoSaved: string;
    logoRemoved: string;
    style: string;
    styleHint: string;
    wayBack: string;
    tryStyle: string;
    trying: (seconds: number) => string;
    endTrial: string;
    styleSize: (size: string, limit: string) => string;
  };

  tokens: {
    hint: string;
    label: string;
    labelHint: string;
    make: string;
    empty: string;
    made: (date: string) => string;
    used: (date: string) => string;
    unused: string;
    revoke: string;
    revokeOf: (label: string) => string;
    revoked: string;
  };
}

export type SectionName =
  | "overview"
  | "people"
  | "rooms"
  | "audit"
  | "place"
  | "limits"
  | "words"
  | "retention"
  | "theme"
  | "tokens";

export type FieldName =
  | "name"
  | "language"
  | "guests"
  | "classic"
  | "open_rooms"
  | "default_access"
  | "everyone_role"
  | "link_previews"
  | "webhooks"
  | "newcomer_minutes"
  | "newcomer_messages_per_minute"
  | "hold_links_of_newcomers"
  | "challenge"
  | "edit_hours"
  | "recall_hours"
  | "name_hold_days"
  | "file_bytes"
  | "retention_days"
  | "accent"
  | "custom_css"
  | "filter_words";

export type ChoiceName = "language" | "default_access" | "everyone_role" | "challenge";
export type FigureName =
  | "connections"
  | "sent_per_minute"
  | "people"
  | "accounts"
  | "rooms"
  | "conversations"
  | "messages"
  | "files"
  | "reports"
  | "held";
export type SanctionKind = "mute" | "ban" | "shadow" | "hold";
export type PresetName = "sky" | "iris" | "plum" | "rose" | "clay" | "amber" | "teal";

export const adminStrings = stringsOf<AdminStrings>({
  en: () => import("./en/admin").then(({ adminEn }) => adminEn),
  "zh-CN": () => import("./zh-CN/admin").then(({ adminZh }) => adminZh),
});
