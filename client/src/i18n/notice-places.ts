import { stringsOf } from "./language";

/** Where one is told of what one misses while the page is closed; comes with that part of the settings. */
export interface NoticePlacesStrings {
  heading: string;
  about: string;
  visitor: string;
  loading: string;
  failed: string;
  offline: string;

  thisBrowser: string;
  states: Record<
    "unable" | "insecure" | "off_here" | "blocked" | "off" | "asking" | "on" | "no_service",
    string
  >;
  turnOn: string;
  turnOff: string;
  otherBrowser: (maker: string) => string;
  makers: Record<"google" | "mozilla" | "apple" | "microsoft", string>;

  elsewhere: string;
  elsewhereHint: string;
  addService: string;
  service: string;
  /** How the one of no service, for programs, is called. */
  program: string;
  address: string;
  example: (example: string) => string;
  secrets: Record<"signature" | "token", string>;
  add: string;
  added: string;
  test: string;
  testOf: (name: string) => string;
  testing: string;
  remove: string;
  removeOf: (name: string) => string;
  sent: string;
  /** Why a notice on trial did not arrive, by the server's codes. */
  trials: Record<
    | "unreachable"
    | "name_not_found"
    | "connection_failed"
    | "tls_failed"
    | "timed_out"
    | "address_refused"
    | "port_refused"
    | "rate_limited"
    | "bad_answer"
    | "gone"
    | "denied"
    | "trouble"
    | "other",
    string
  >;
  /** After a sentence. */
  serviceSaid: (said: string) => string;
}

export const placesWords = stringsOf<NoticePlacesStrings>({
  en: () => import("./en/notice-places").then(({ noticePlacesEn }) => noticePlacesEn),
  "zh-CN": () => import("./zh-CN/notice-places").then(({ noticePlacesZh }) => noticePlacesZh),
});
