import { exactly } from "../i18n/format";
import { strings } from "../i18n/language";
import type { MessageCreated } from "../wire.gen";
import { Body } from "./Body";

/** One message of the log. */
export function Said({ message }: { message: MessageCreated }) {
  return (
    <div class="said" data-anchor data-seq={message.seq} title={exactly(message.at)}>
      {message.body === null ? (
        <div class="said-body gone">{strings.value.erased}</div>
      ) : (
        <Body text={message.body} mentions={message.mentions} />
      )}
    </div>
  );
}
