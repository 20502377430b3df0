import type { LinkKind } from "../state/links";
import { stringsOf } from "./language";

/**
 * What is said of accounts, signing in and the pages behind links; it comes with those parts, when one is
 * first shown. Names in arguments come isolated.
 */
export interface AccountStrings {
  password: string;
  oldPassword: string;
  newPassword: string;
  show: string;
  hide: string;
  /** How long it is: too short, just enough, good, very good, longer than may be. */
  strength: Record<"short" | "enough" | "good" | "better" | "long", string>;
  strengthEmpty: string;
  email: string;
  emailHint: string;
  optional: string;
  name: string;
  save: string;
  remove: string;
  removeOf: (what: string) => string;
  done: string;
  back: string;
  next: string;
  working: string;
  loading: string;
  offline: string;
  tryIn: (seconds: number) => string;
  again: string;
  or: string;
  copy: string;
  copied: string;
  copyFailed: string;

  keep: {
    title: string;
    about: (name: string) => string;
    submit: string;
    withPasskey: string;
    done: (name: string) => string;
    doneText: string;
    hint: (name: string) => string;
    hintAction: string;
    hintDismiss: string;
    have: string;
  };

  signIn: {
    title: string;
    submit: string;
    passkey: string;
    with: (provider: string) => string;
    guest: (name: string) => string;
    guestKeep: string;
    forgot: string;
    forgotTitle: string;
    forgotText: string;
    forgotSubmit: string;
    forgotDone: string;
  };

  account: {
    title: string;
    open: string;
    visitor: string;
    guest: string;
    roles: Record<"owner" | "admin" | "moderator" | "member" | "guest" | "classic" | "visitor", string>;
    failed: string;
    emailNone: string;
    emailSaved: string;
    /** Behind an address that nobody confirmed. */
    emailOpen: (address: string) => string;
    emailAsked: (address: string) => string;
    emailSilent: string;
    emailAgain: string;
    passwordSet: string;
    passwordNone: string;
    passwordAbout: string;
    passwordDone: string;
    passkeys: string;
    passkeysAbout: string;
    passkeysNone: string;
    passkeyAdd: string;
    passkeyLabel: string;
    passkeyRename: string;
    passkeyRenameOf: (label: string) => string;
    count: (n: number) => string;
    lastUsed: (when: string) => string;
    neverUsed: string;
    linked: string;
    linkedNone: string;
    link: (provider: string) => string;
    sessions: string;
    sessionsAbout: string;
    here: string;
    unnamed: string;
    seen: (when: string) => string;
    end: string;
    endOf: (what: string) => string;
    endOthers: string;
    endedOthers: string;
    alone: string;
    tokens: string;
    tokensAbout: string;
    tokensNone: string;
    tokenLabel: string;
    tokenMake: string;
    tokenOnce: string;
    device: string;
    deviceAbout: string;
    deviceMake: string;
    deviceAgain: string;
    deviceOver: string;
    deviceLeft: (time: string) => string;
    deviceCode: string;
    data: string;
    exportAbout: string;
    exportGo: string;
    remove: string;
    removeAbout: string;
    removeName: (name: string) => string;
    removeGo: string;
  };

  /** Whether one really wants to go, and what becomes of everything then. */
  leaving: {
    signOutTitle: (name: string) => string;
    signOutText: string;
    leaveTitle: (name: string) => string;
    leaveText: string;
    leaveUnsent: (n: number) => string;
    andMore: (n: number) => string;
    leaveOffline: string;
    stay: string;
    leave: string;
  };

  links: {
    looking: string;
    refusedTitle: string;
    refused: Record<LinkKind, string>;
    toRoom: string;
    setupTitle: string;
    setupText: string;
    setupYou: string;
    setupYouHint: string;
    setupPlace: string;
    setupPlaceHint: string;
    placeName: string;
    placeLanguage: string;
    whoMay: string;
    who: Record<"guests" | "members", string>;
    whoHint: Record<"guests" | "members", string>;
    accent: string;
    accents: Record<Accent, string>;
    accentOwn: string;
    setupGo: string;
    step: (n: number, of: number) => string;
    preview: string;
    previewLines: readonly [string, string, string];
    inviteTitle: (room: string) => string;
    invitePeople: (n: number) => string;
    inviteAs: (name: string) => string;
    inviteName: string;
    inviteGo: string;
    haveAccount: string;
    resetTitle: string;
    resetText: (name: string) => string;
    resetGo: string;
    deviceTitle: string;
    deviceText: (name: string) => string;
    deviceGo: string;
    emailTitle: string;
    emailText: (name: string) => string;
    emailGo: string;
    emailDone: string;
    emailDoneText: string;
    leaves: (name: string) => string;
    until: (when: string) => string;
  };

  /** Refusals by their code, where the general words would say too little. */
  reasons: Record<string, string>;
  passkeyReasons: Record<"unable" | "cancelled" | "known" | "failed", string>;
}

export type Accent = "tea" | "indigo" | "plum" | "clay" | "amber" | "ink";

export const accountWords = stringsOf<AccountStrings>({
  en: () => import("./en/account").then(({ accountEn }) => accountEn),
  "zh-CN": () => import("./zh-CN/account").then(({ accountZh }) => accountZh),
});
/** In the language of the page. */
export const words = accountWords.strings;
