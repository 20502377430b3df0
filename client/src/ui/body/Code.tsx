import { useEffect, useRef, useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import { highlight, type Run } from "../../text/highlight";
import { copyText } from "../parts/clipboard";
import { Icon } from "../parts/Icon";
import { useScrolls } from "../parts/scrolls";
import "./Code.css";

/** Code of more lines than this is folded to the first so many. */
const LONG = 40;
const SHOWN = 24;
const TOLD_MS = 2_000;

/** A block of code: in colour once its language is loaded, long lines scroll, and it can be copied. */
export function Code({ text, language }: { text: string; language: string }) {
  const t = strings.value.text;
  const [open, setOpen] = useState(false);
  const lines = text.split("\n");
  const long = lines.length > LONG;
  const shown = long && !open ? lines.slice(0, SHOWN).join("\n") : text;
  const runs = useRuns(shown, language);
  const box = useRef<HTMLPreElement>(null);
  const scrolls = useScrolls(box);
  return (
    <figure class={language ? "code" : "code bare"} aria-label={language ? t.codeIn(language) : t.code}>
      <div class="code-head">
        <span class="code-language">{language}</span>
        <Copy text={text} />
      </div>
      <pre ref={box} class="code-scroll" tabIndex={scrolls ? 0 : undefined}>
        <code class="code-text">{runs ? drawn(runs) : shown}</code>
      </pre>
      {long && (
        <button type="button" class="code-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.fewerLines : t.allLines(lines.length)}
        </button>
      )}
    </figure>
  );
}

function useRuns(text: string, language: string): Run[] | null {
  const [found, setFound] = useState<{ text: string; runs: Run[] } | null>(null);
  useEffect(() => {
    let asked = true;
    if (language)
      void highlight(text, language).then((runs) => {
        if (asked && runs) setFound({ text, runs });
      });
    return () => {
      asked = false;
    };
  }, [text, language]);
  return found?.text === text ? found.runs : null;
}

function drawn(runs: readonly Run[]) {
  return runs.map((run, i) =>
    typeof run === "string" ? (
      run
    ) : (
      <span key={i} class={run.kind}>
        {drawn(run.runs)}
      </span>
    ),
  );
}

function Copy({ text }: { text: string }) {
  const t = strings.value.text;
  const [told, setTold] = useState("");
  useEffect(() => {
    if (told === "") return;
    const timer = setTimeout(() => setTold(""), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = async (): Promise<void> => setTold((await copyText(text)) ? t.copied : t.copyFailed);
  return (
    <>
      <span class="code-told" role="status">
        {told}
      </span>
      <button
        type="button"
        class="icon-button code-copy"
        aria-label={t.copy}
        title={t.copy}
        onClick={() => void copy()}
      >
        <Icon name={told === t.copied ? "check" : "copy"} size={16} />
      </button>
    </>
  );
}
