import { useRef, useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import { toned } from "../../text/emoji";
import { tone } from "../../text/emoji-recent";
import type { Emoji } from "../../text/emoji-table";
import { coarsePointer } from "../parts/media";

interface Props {
  emoji: readonly Emoji[];
  pick: (emoji: Emoji) => void;
  /** Which one is looked at: pointed at, or with the focus. */
  show: (emoji: Emoji) => void;
  /** Up from the first row. */
  leave: () => void;
}

/** So many stand in a row; with a finger fewer, each 44 pixels wide. EmojiPicker.css has the sizes. */
const columnsNow = (): number => (coarsePointer.value ? 7 : 8);

/** A grid of emoji, one of them in the order of Tab (ARIA Authoring Practices, "Grids"). */
export function EmojiGrid({ emoji, pick, show, leave }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const columns = columnsNow();
  const last = emoji.length - 1;

  const moved = (event: KeyboardEvent): number | null => {
    const inRow = active % columns;
    const all = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "ArrowRight":
        return active + 1;
      case "ArrowLeft":
        return active - 1;
      case "ArrowDown":
        return active + columns <= last ? active + columns : active;
      case "ArrowUp":
        return active - columns;
      case "PageDown":
        return active + columns * 5;
      case "PageUp":
        return Math.max(active - columns * 5, inRow);
      case "Home":
        return all ? 0 : active - inRow;
      case "End":
        return all ? last : active - inRow + columns - 1;
      default:
        return null;
    }
  };
  const move = (event: KeyboardEvent): void => {
    const to = moved(event);
    if (to === null) return;
    event.preventDefault();
    if (to < 0 && event.key === "ArrowUp") {
      leave();
      return;
    }
    const next = Math.min(Math.max(to, 0), last);
    setActive(next);
    grid.current?.querySelectorAll<HTMLElement>(".emoji-cell")[next]?.focus();
  };

  const rows: (readonly Emoji[])[] = [];
  for (let i = 0; i < emoji.length; i += columns) rows.push(emoji.slice(i, i + columns));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table would have to be taken out of its layout.
    <div ref={grid} class="emoji-grid" role="grid" aria-label={strings.value.emoji.title} onKeyDown={move}>
      {rows.map((row, r) => (
        // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus, one at a time.
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <div key={row[0]?.emoji ?? r} class="emoji-row" role="row">
          {row.map((each, c) => {
            const index = r * columns + c;
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above; it is pressed like a button.
              <button
                key={each.emoji}
                type="button"
                class="emoji-cell"
                role="gridcell"
                tabIndex={index === active ? 0 : -1}
                aria-label={each.label}
                onClick={() => pick(each)}
                onPointerEnter={() => show(each)}
                onFocus={() => {
                  setActive(index);
                  show(each);
                }}
              >
                {each.hasTones ? toned(each.emoji, tone.value) : each.emoji}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
