/** What is said of a place where notices go. */
import { strings } from "../../i18n/language";
import { placesWords } from "../../i18n/notice-places";
import type { PushPlace, PushService, Trial } from "../../state/pushes";

/** The makers of browsers, by the hosts of their push services. */
const MAKERS = [
  ["google", /(?:^|\.)googleapis\.com$/],
  ["mozilla", /(?:^|\.)mozilla\.com$/],
  ["apple", /(?:^|\.)apple\.com$/],
  ["microsoft", /(?:^|\.)windows\.com$/],
] as const;

export function serviceName(service: PushService): string {
  if (service.kind === "json") return placesWords.strings.value.program;
  return strings.value.locale.startsWith("zh") ? service.name_zh : service.name;
}

export function placeName({ kind, host }: PushPlace, services: readonly PushService[]): string {
  const t = placesWords.strings.value;
  if (kind === "push") {
    const maker = MAKERS.find(([, pattern]) => pattern.test(host))?.[0];
    return t.otherBrowser(maker ? t.makers[maker] : host);
  }
  const service = services.find((each) => each.kind === kind);
  return service ? serviceName(service) : kind;
}

/** A sentence, and what the service itself said. */
export function trialText({ state, code, detail }: Trial): string {
  const t = placesWords.strings.value;
  const { errors } = strings.value;
  if (state === "asking") return t.testing;
  if (state === "sent") return t.sent;
  const known: Record<string, string | undefined> = { ...errors, ...t.trials, offline: t.offline };
  const sentence = known[code] ?? byNumber(code);
  return detail ? `${sentence}${t.serviceSaid(detail)}` : sentence;
}

/** `status_N` is of HTTP, `refused_N` of the service. */
function byNumber(code: string): string {
  const t = placesWords.strings.value.trials;
  const status = Number(/^status_(\d+)$/.exec(code)?.[1] ?? 0);
  if (code.startsWith("refused_") || [400, 401, 403].includes(status)) return t.denied;
  if (status === 404 || status === 410) return t.gone;
  if (status === 429) return t.rate_limited;
  return status >= 500 ? t.trouble : `${t.other} (${code})`;
}
