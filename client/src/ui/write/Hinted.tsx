import { useEffect, useRef } from "preact/hooks";
import { isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import { COLORS } from "./color";
import { type Hint, isGood } from "./hint";
import { MOST_FILES } from "./sending";
import "./Unclear.css";

/** What is told beside the composer about what was tried there; what went wrong is heard at once. */
export function Hinted() {
  const { compose } = useScreen();
  const { sending } = compose;
  const t = strings.value.write;
  const hint = sending.hint.value;
  if (!hint) return null;
  return (
    <div class={`unclear ${isGood(hint) ? "good" : ""}`} role={isGood(hint) ? "status" : "alert"}>
      <p class="unclear-line">
        <span>{textOf(hint)}</span>
        <button type="button" class="icon-button" aria-label={t.gotIt} onClick={() => sending.stop()}>
          <Icon name="close" size={16} />
        </button>
      </p>
      {hint.kind === "unknown" && (
        <div class="unclear-choices">
          <button type="button" class="unclear-choice" onClick={() => sending.sendAsText()}>
            {t.sendAsText}
          </button>
        </div>
      )}
    </div>
  );
}

function textOf(hint: Hint): string {
  const t = strings.value.write;
  const reason = (code: Extract<Hint, { kind: "refused" }>["code"]): string =>
    code === "offline" ? t.offline : strings.value.errors[code];
  switch (hint.kind) {
    case "unknown":
      return t.unknownCommand(isolate(hint.name));
    case "usage":
      return t.usage(`/${hint.command} ${t.commands[hint.command].takes}`);
    case "nobody":
      return t.nobodyCalled(isolate(hint.name));
    case "noRoom":
      return t.noRoomCalled(isolate(hint.name));
    case "noColor":
      return t.noColorCalled(isolate(hint.name), COLORS.sky);
    case "refused":
      return t.refused(reason(hint.code));
    case "editRefused":
      return t.editRefused(reason(hint.code));
    case "emptyEdit":
      return t.emptyEdit;
    case "files":
      return t.filesMissing;
    case "tooManyFiles":
      return t.tooManyFiles(MOST_FILES, hint.over);
    case "tooManyPeople":
      return t.tooManyPeople;
    case "told":
      return t.told[hint.what](isolate(hint.name ?? ""), "/back");
    default:
      return hint satisfies never;
  }
}

/** Whether `@all` is meant: it takes the focus, because somebody has just pressed Enter. */
export function AskAll() {
  const { compose, view } = useScreen();
  const { sending } = compose;
  const t = strings.value.write;
  const asking = sending.asking.value;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) first.current?.focus({ preventScroll: true });
  }, [asking]);
  if (!asking) return null;
  return (
    <div
      class="unclear"
      role="alertdialog"
      aria-labelledby="ask-all"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        sending.stop();
      }}
    >
      <p id="ask-all">{t.askAll(view.count.value)}</p>
      <div class="unclear-choices">
        <button ref={first} type="button" class="unclear-choice" onClick={() => sending.stop()}>
          {t.goOnWriting}
        </button>
        <button type="button" class="unclear-choice" onClick={() => sending.answer(false)}>
          {t.withoutCall}
        </button>
        <button type="button" class="unclear-choice strong" onClick={() => sending.answer(true)}>
          {t.callAll}
        </button>
      </div>
    </div>
  );
}
