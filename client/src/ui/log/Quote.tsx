import { strings } from "../../i18n/language";
import { hueOf } from "../parts/hue";
import { useScreen } from "../parts/screen";
import { isGone } from "./actions";
import { excerptOf } from "./excerpt";
import "./Quote.css";

/** What a message answers, in one line; a press goes there. One line high from the beginning. */
export function Quote({ seq }: { seq: number }) {
  const { chat, view } = useScreen();
  const t = strings.value.talk;
  const referred = view.referred(seq).value;
  if (referred.kind === "loading") {
    return (
      <p class="said-quote waiting">
        <span class="unseen">{t.quoteLoading}</span>
        <i aria-hidden="true" />
      </p>
    );
  }
  if (referred.kind === "gone" || isGone(referred.message))
    return <p class="said-quote lost one-line">{t.quoteGone}</p>;
  const { message } = referred;
  const { sender } = message;
  return (
    <button type="button" class="said-quote" title={t.toQuoted} onClick={() => chat.open(view.room, seq)}>
      <span class="unseen">{t.quoted}</span>
      <b class={`quote-name one-line ${hueOf(sender.id)}`}>
        <bdi>{sender.name}</bdi>
      </b>
      <bdi class="quote-text one-line">{excerptOf(message)}</bdi>
    </button>
  );
}
