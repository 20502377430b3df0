import type { Chat } from "../../contract";
import { findWords } from "../../i18n/find";
import { strings } from "../../i18n/language";
import { today } from "../parts/clock";
import { Icon } from "../parts/Icon";
import { calledIn, dateOf, read, shownAs, withFilter, without } from "./search-query";

const WEEK_MS = 7 * 24 * 3_600_000;
const THINGS = ["image", "link", "file"] as const;

interface Props {
  chat: Chat;
  query: string;
  /** The new query; what stands from `select` on is selected, to be typed over. */
  change: (query: string, select?: number) => void;
}

/** What narrows the search: the filters that stand in it, each with a way out, then those that can be added. */
export function Filters({ chat, query, change }: Props) {
  const t = strings.value.shell;
  const w = findWords.strings.value;
  const { filters } = read(query);
  const rooms = chat.rooms.value;
  const here = chat.current.value?.room;
  const room = rooms.find(({ id }) => id === here);
  const name = room && calledIn(room, rooms);
  const words = t.filterWords;
  const has = (kind: string, value?: string): boolean =>
    filters.some((filter) => filter.kind === kind && (value === undefined || filter.value === value));
  const begin = (word: string, value: string): void => {
    const next = withFilter(query, word, value);
    change(next, next.length - value.length);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons under a field, not a form's set of fields.
    <div class="filters" role="group" aria-label={w.addFilter}>
      {filters.map((filter) => {
        const shown = shownAs(filter, rooms);
        return (
          <button
            key={filter.start}
            type="button"
            class="filter on"
            aria-label={w.dropFilter(shown)}
            onClick={() => change(without(query, filter))}
          >
            <bdi class="one-line">{shown}</bdi>
            <Icon name="close" size={14} />
          </button>
        );
      })}
      {name && !has("in") && (
        <button type="button" class="filter" onClick={() => change(`${withFilter(query, words.in, name)} `)}>
          {w.filters.in}
        </button>
      )}
      {!has("from") && (
        <button type="button" class="filter" onClick={() => begin(words.from, "")}>
          {w.filters.from}
        </button>
      )}
      {THINGS.filter((thing) => !has("has", thing)).map((thing) => (
        <button
          key={thing}
          type="button"
          class="filter"
          onClick={() => change(`${withFilter(query, words.has, words[thing])} `)}
        >
          {w.filters[thing]}
        </button>
      ))}
      {(["after", "before"] as const)
        .filter((kind) => !has(kind))
        .map((kind) => (
          <button
            key={kind}
            type="button"
            class="filter"
            onClick={() => begin(words[kind], dateOf(today.value - (kind === "after" ? WEEK_MS : 0)))}
          >
            {w.filters[kind]}
          </button>
        ))}
    </div>
  );
}
