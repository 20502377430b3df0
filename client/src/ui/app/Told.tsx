import type { Chat, PageNotice } from "../../contract";
import { dateAndTime, isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import type { Strings } from "../../i18n/shape";
import { Icon } from "../parts/Icon";

/** What happened to the whole page, until one has read it. */
export function Told({ chat }: { chat: Chat }) {
  const t = strings.value;
  const notice = chat.notice.value;
  return (
    <div role="status">
      {chat.proving.value && (
        <div class="banner told">
          <p class="banner-text">{t.oneMoment}</p>
        </div>
      )}
      {notice && (
        <div class="banner told">
          <p class="banner-text">{textOf(notice, t)}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={t.close}
            title={t.close}
            onClick={() => chat.dismissNotice()}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
    </div>
  );
}

function textOf(notice: PageNotice, t: Strings): string {
  switch (notice.kind) {
    case "signed_out":
      return (
        t.signedOut(isolate(notice.name)) + (notice.dropped > 0 ? t.sentence + t.dropped(notice.dropped) : "")
      );
    case "reloaded":
      return t.reloaded;
    case "gone":
      return [
        t.standing.gone(isolate(notice.title || t.lobby)),
        notice.until !== null && t.standing.bannedUntil(dateAndTime(notice.until)),
        notice.reason !== "" && t.standing.reason(isolate(notice.reason)),
      ]
        .filter((part) => part !== false)
        .join(t.sentence);
    case "nowhere":
      return t.standing.leadsNowhere;
    default:
      return notice satisfies never;
  }
}
