import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Message } from "../../contract";
import { exactly, isolate, timeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Body } from "../body/Body";
import { noted } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import { ActionBar } from "./ActionBar";
import { Attached } from "./Attached";
import { isGone } from "./actions";
import { Edited } from "./Edited";
import { excerptOf } from "./excerpt";
import { Poll } from "./Poll";
import { Previews } from "./Previews";
import { previewsOf } from "./previewed";
import { Quote } from "./Quote";
import { Reactions } from "./Reactions";
import "./Said.css";

/** One message of the log. */
export function Said({ message }: { message: Message }) {
  const { chat } = useScreen();
  const [active, setActive] = useState(false);
  const you = chat.you.value?.id ?? null;
  const { seq, sender, folded } = message;
  const gone = isGone(message);
  const calls =
    !gone && you !== null && sender.id !== you && (message.everyone || message.mentions?.includes(you));
  return (
    // The bar of actions is drawn for one message alone, when a pointer or the focus is there.
    // biome-ignore lint/a11y/useSemanticElements: a message is no fieldset.
    <div
      class={`said ${calls ? "calls-me" : ""} ${message.action ? "acting" : ""} ${active ? "active" : ""}`}
      data-anchor
      data-seq={seq}
      role="group"
      tabIndex={-1}
      aria-label={labelOf(message)}
      // Asked for by a pointer alone; to write 60 of them takes as long as to draw 10 messages.
      title={active ? exactly(message.at) : undefined}
      onPointerEnter={(event) => {
        if (event.pointerType !== "touch") setActive(true);
      }}
      onPointerLeave={(event) => {
        if (!event.currentTarget.contains(document.activeElement)) setActive(false);
      }}
      onFocusIn={() => setActive(true)}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (
          !(to instanceof Node && event.currentTarget.contains(to)) &&
          !event.currentTarget.matches(":hover")
        )
          setActive(false);
      }}
    >
      {typeof message.reply_to === "number" && !gone && <Quote seq={message.reply_to} />}
      {gone ? <Gone message={message} /> : contentOf(message)}
      {!gone && (folded.reactions?.length ?? 0) > 0 && <Reactions message={message} />}
      <Noted seq={seq} />
      {active && <ActionBar message={message} />}
    </div>
  );
}

/** Who does something stands in the same line as what they do. */
function contentOf(message: Message) {
  const { body, options, files, folded } = message;
  const previews = previewsOf(message);
  const text = body !== null && body !== "" && (
    <Body text={body} mentions={message.mentions} all={message.everyone} color={message.color} />
  );
  return (
    <>
      {text && typeof folded.edited_at === "number" ? (
        <div class="said-line">
          {text}
          <Edited message={message} at={folded.edited_at} />
        </div>
      ) : (
        text
      )}
      {(options?.length ?? 0) > 0 && <Poll message={message} />}
      {files && files.length > 0 && <Attached files={files} />}
      {previews.length > 0 && <Previews previews={previews} />}
    </>
  );
}

/** The place of a message that was taken back, or erased with its author's data. */
function Gone({ message }: { message: Message }) {
  const { chat } = useScreen();
  const t = strings.value;
  const { recalled_at, recalled_by } = message.folded;
  const name = isolate(message.sender.name);
  const by = recalled_by ?? message.sender.id;
  const other = by !== message.sender.id ? chat.nameOf(by).value : "";
  if (typeof recalled_at !== "number") return <div class="said-gone">{t.erased}</div>;
  if (by === chat.you.value?.id && by === message.sender.id)
    return <div class="said-gone">{t.talk.recalledByYou}</div>;
  return (
    <div class="said-gone">{other ? t.talk.recalledBy(name, isolate(other)) : t.talk.recalled(name)}</div>
  );
}

/** What was done with this message just now, or why not. */
function Noted({ seq }: { seq: number }) {
  const here = useComputed(() => (noted.value?.seq === seq ? noted.value : null));
  if (!here.value) return null;
  return <p class={`said-noted ${here.value.failed ? "failed" : ""}`}>{here.value.text}</p>;
}

function labelOf(message: Message): string {
  const t = strings.value;
  const text = isGone(message) ? t.erased : excerptOf(message);
  return t.talk.heard(isolate(message.sender.name), timeOf(message.at)) + text;
}
