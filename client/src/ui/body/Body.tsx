import { useLayoutEffect, useRef } from "preact/hooks";
import { colour } from "../../text/colour";
import { isFewEmoji, loneText, shortcodes } from "../../text/emoji";
import { byName } from "../../text/emoji-table";
import { namable } from "../../text/mentions";
import { parse } from "../../text/parse";
import { useScreen } from "../parts/screen";
import { blocksOf } from "./Blocks";
import { ReadingContext } from "./reading";
import "./Body.css";

interface Props {
  text: string;
  mentions: readonly number[] | undefined;
  /** Whether it was sent to everyone by `@all`. */
  all?: boolean | undefined;
  /** The author's colour, "#rrggbb"; drawn so that it can be read in both themes. */
  color?: string | null | undefined;
}

/** A message's text: its marks drawn, people named in colour; never read as HTML. */
export function Body({ text, mentions, all = false, color }: Props) {
  const { chat, compose } = useScreen();
  const you = chat.you.value;
  const blocks = parse(text);
  // Only a text with an @ looks at who is known, and is drawn again when that changes.
  const people = text.includes("@") ? namable(text, [...compose.known.value, ...(you ? [you] : [])]) : NOBODY;
  const me = you && mentions?.includes(you.id) ? you.id : null;
  const body = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (body.current) paint(body.current, color);
  }, [color]);
  const lone = loneText(blocks);
  const few = lone !== null && isFewEmoji(decoded(lone));
  const drawn = blocksOf(blocks);
  return (
    <div class="said-body">
      <bdi ref={body} class={`said-text ${few ? "lone" : ""} ${PILED.test(text) ? "piled" : ""}`}>
        {text.includes("@") ? (
          <ReadingContext.Provider value={{ people, me, all }}>{drawn}</ReadingContext.Provider>
        ) : (
          drawn
        )}
      </bdi>
    </div>
  );
}

/** More marks on one letter than any script writes there: they may reach over what stands above and below. */
const PILED = /(?:\p{M}\p{Cf}*){3}/u;

const NOBODY: readonly never[] = [];

/** The text with the emoji of its names, as far as they are known now. */
function decoded(text: string): string {
  if (!text.includes(":")) return text;
  return shortcodes(text)
    .map((piece) =>
      piece.kind === "text" ? piece.text : (byName.value.get(piece.name) ?? `:${piece.name}:`),
    )
    .join("");
}

/** Gives an element the author's colour, for both themes; the policy allows this, but no style attribute. */
export function paint(element: HTMLElement, color: string | null | undefined): void {
  const light = color ? colour(color, "light") : null;
  const dark = color ? colour(color, "dark") : null;
  element.classList.toggle("coloured", light !== null);
  if (light === null || dark === null) {
    element.style.removeProperty("--author-light");
    element.style.removeProperty("--author-dark");
    return;
  }
  element.style.setProperty("--author-light", light);
  element.style.setProperty("--author-dark", dark);
}
