import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { typeset } from "../../text/typeset";
import { useScrolls } from "../parts/scrolls";

interface Props {
  text: string;
  display: boolean;
  /** Nothing stands beside it: it is a block of its own. */
  alone?: boolean;
}

/** A formula; until it is drawn, and where it is none, the source that was typed. */
export function Formula({ text, display, alone = false }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState("");
  const [wide, setWide] = useState(false);
  useEffect(() => {
    let asked = true;
    const draw = async (): Promise<void> => {
      const formula = await typeset(text, display);
      if (!asked || !formula || !place.current) return;
      place.current.replaceChildren(formula);
      setDrawn(text);
    };
    void draw();
    return () => {
      asked = false;
    };
  }, [text, display]);
  const done = drawn === text;
  useLayoutEffect(() => {
    // Inside a line a formula breaks between its parts; where one part is wider than the message, it scrolls.
    const room = place.current?.closest("bdi")?.clientWidth ?? 0;
    const parts = place.current?.querySelectorAll<HTMLElement>(".katex-html > *") ?? [];
    setWide(room > 0 && [...parts].some((part) => part.offsetWidth > room));
  }, [done]);
  const scrolls = useScrolls(place, done && (alone || wide));
  const mark = display ? "$$" : "$";
  return (
    <span class={`formula ${alone || wide ? "alone" : ""}`}>
      <span ref={place} class="formula-drawn" hidden={!done} tabIndex={scrolls ? 0 : undefined} />
      {!done && <code class="inline-code">{`${mark}${text}${mark}`}</code>}
    </span>
  );
}
