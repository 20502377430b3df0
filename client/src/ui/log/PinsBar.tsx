import { useEffect, useState } from "preact/hooks";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { show } from "../parts/overlay";
import { useScreen } from "../parts/screen";
import { excerptOf } from "./excerpt";
import "./PinsBar.css";

/** The pinned messages above the log: the last one first; each press goes to one, and shows the next. */
export function PinsBar() {
  const { chat, view } = useScreen();
  const t = strings.value.talk;
  const pins = view.pins.value;
  const [at, setAt] = useState(0);
  const newest = pins[0];
  useEffect(() => setAt(0), [newest]);
  const index = at < pins.length ? at : 0;
  const seq = pins[index];
  if (seq === undefined) return null;
  return (
    <div class="pins-bar">
      <button
        type="button"
        class="pins-one"
        title={t.toPinned}
        onClick={() => {
          chat.open(view.room, seq);
          setAt((index + 1) % pins.length);
        }}
      >
        <Icon name="pin" size={16} />
        <span class="unseen">{t.toPinned}</span>
        <Pinned seq={seq} />
      </button>
      <button
        type="button"
        class="pins-all"
        title={t.allPins}
        aria-haspopup="dialog"
        onClick={() => show({ kind: "pins" })}
      >
        <span class="unseen">{`${t.allPins}, ${t.pins(pins.length)}`}</span>
        <span aria-hidden="true">{pins.length > 1 ? `${index + 1} / ${pins.length}` : ""}</span>
        <Icon name="list" size={18} />
      </button>
    </div>
  );
}

/** Who said it and what, in a line. */
export function Pinned({ seq }: { seq: number }) {
  const { view } = useScreen();
  const t = strings.value.talk;
  const referred = view.referred(seq).value;
  if (referred.kind !== "message")
    return (
      <span class="pins-text one-line waiting">{referred.kind === "gone" ? t.quoteGone : t.pinned}</span>
    );
  const { message } = referred;
  return (
    <span class="pins-text one-line">
      <b>{isolate(message.sender.name)}</b> <bdi>{excerptOf(message)}</bdi>
    </span>
  );
}
