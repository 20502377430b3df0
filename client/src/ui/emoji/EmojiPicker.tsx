import { useEffect, useId, useRef, useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import type { EmojiGroup } from "../../i18n/shape";
import { toned } from "../../text/emoji";
import { recent, tone, used } from "../../text/emoji-recent";
import { search } from "../../text/emoji-search";
import { type Emoji, emojiTable } from "../../text/emoji-table";
import { Icon } from "../parts/Icon";
import { composing } from "../parts/keys";
import { coarsePointer } from "../parts/media";
import { EmojiGrid } from "./EmojiGrid";
import { EmojiTones } from "./EmojiTones";
import "./EmojiPicker.css";

interface Props {
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** The groups, those used of late first, each with the emoji that stands for it. */
const GROUPS: readonly [EmojiGroup, string][] = [
  ["recent", "🕘"],
  ["faces", "😀"],
  ["people", "👋"],
  ["nature", "🌿"],
  ["food", "🍵"],
  ["travel", "🚲"],
  ["activities", "🎨"],
  ["objects", "💡"],
  ["symbols", "💛"],
  ["flags", "🚩"],
];

/** So many answers of a search are shown. */
const MOST = 80;

/** Emoji to pick, by group or by word; stands in a popover or dialog of whoever opens it. */
export function EmojiPicker({ onPick, onClose }: Props) {
  const t = strings.value.emoji;
  const { table, failed, again } = useTable();
  const [group, setGroup] = useState<EmojiGroup>(recent.peek().length > 0 ? "recent" : "faces");
  const [query, setQuery] = useState("");
  const [active, setActive] = useState<Emoji | null>(null);
  const root = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const panel = useId();

  useEffect(() => {
    // With a finger the keyboard would cover what is to be picked.
    if (!coarsePointer.peek()) field.current?.focus();
  }, []);

  const searching = query.trim() !== "";
  const shown = table ? (searching ? search(table, query, MOST) : inGroup(table, group)) : [];
  const pick = (emoji: Emoji): void => {
    const picked = emoji.hasTones ? toned(emoji.emoji, tone.value) : emoji.emoji;
    used(picked);
    onPick(picked);
  };
  const toGrid = (): void => root.current?.querySelector<HTMLElement>(".emoji-cell[tabindex='0']")?.focus();
  return (
    <section
      ref={root}
      class="emoji-picker"
      aria-label={t.title}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || composing(event)) return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div class="emoji-search">
        <Icon name="search" size={18} />
        <input
          ref={field}
          type="text"
          inputMode="search"
          enterkeyhint="search"
          autocomplete="off"
          spellcheck={false}
          maxLength={60}
          placeholder={t.search}
          aria-label={t.search}
          aria-controls={panel}
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setActive(null);
          }}
          onKeyDown={(event) => {
            if (composing(event)) return;
            if (event.key === "ArrowDown") {
              event.preventDefault();
              toGrid();
            } else if (event.key === "Enter") {
              event.preventDefault();
              const first = searching ? shown[0] : undefined;
              if (first) pick(first);
            }
          }}
        />
        <span class="unseen" role="status">
          {searching && table ? t.found(shown.length) : ""}
        </span>
      </div>
      <Tabs
        group={searching ? null : group}
        panel={panel}
        choose={(chosen) => {
          setGroup(chosen);
          setQuery("");
          setActive(null);
        }}
      />
      <div class="emoji-panel" id={panel} role="tabpanel" aria-label={searching ? t.search : t.groups[group]}>
        {failed ? (
          <div class="emoji-empty" role="alert">
            <p>{t.failed}</p>
            <button type="button" class="plain-button" onClick={again}>
              {strings.value.again}
            </button>
          </div>
        ) : !table ? (
          <p class="emoji-empty" role="status">
            {t.loading}
          </p>
        ) : shown.length === 0 ? (
          <p class="emoji-empty">{searching ? t.none : t.noneYet}</p>
        ) : (
          <EmojiGrid
            key={searching ? `?${query}` : group}
            emoji={shown}
            pick={pick}
            show={setActive}
            leave={() => field.current?.focus()}
          />
        )}
      </div>
      <div class="emoji-foot">
        <span class="emoji-about" aria-hidden="true">
          {active && (
            <>
              <span class="emoji-big">
                {active.hasTones ? toned(active.emoji, tone.value) : active.emoji}
              </span>
              <span class="emoji-names">
                <span class="one-line">{active.label}</span>
                {active.names[0] && <span class="one-line emoji-code">:{active.names[0]}:</span>}
              </span>
            </>
          )}
        </span>
        <EmojiTones />
      </div>
    </section>
  );
}

/** Emoji of a group; those used of late are shown as they were picked. */
function inGroup(table: readonly Emoji[], group: EmojiGroup): readonly Emoji[] {
  if (group !== "recent") {
    const index = GROUPS.findIndex(([name]) => name === group) - 1;
    return table.filter((emoji) => emoji.group === index);
  }
  return recent.value.map((picked) => {
    const base = table.find(
      ({ emoji, hasTones }) => emoji === picked || (hasTones && sameBase(emoji, picked)),
    );
    return {
      ...(base ?? { group: 0, names: [], label: picked, keywords: [] }),
      emoji: picked,
      hasTones: false,
    };
  });
}

const bare = (emoji: string): string => emoji.replace(/\p{Emoji_Modifier}|\uFE0F/gu, "");
const sameBase = (emoji: string, picked: string): boolean => bare(emoji) === bare(picked);

/** The table in the page's language, fetched when the picker first opens. */
function useTable(): { table: readonly Emoji[] | null; failed: boolean; again: () => void } {
  const [table, setTable] = useState<readonly Emoji[] | null>(null);
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  const { locale } = strings.value;
  // Another language, and another try, fetch anew.
  useEffect(() => {
    let asked = true;
    setFailed(false);
    emojiTable().then(
      (found) => asked && setTable(found),
      () => asked && setFailed(true),
    );
    return () => {
      asked = false;
    };
  }, [locale, tries]);
  return { table, failed, again: () => setTries(tries + 1) };
}

interface TabsProps {
  /** The open one; null while a search has the panel. */
  group: EmojiGroup | null;
  panel: string;
  choose: (group: EmojiGroup) => void;
}

/** The groups as tabs, one of them in the order of Tab (ARIA Authoring Practices, "Tabs"). */
function Tabs({ group, panel, choose }: TabsProps) {
  const t = strings.value.emoji;
  const list = useRef<HTMLDivElement>(null);
  const to = (index: number): void => {
    const [name] = GROUPS[(index + GROUPS.length) % GROUPS.length] ?? [];
    if (!name) return;
    choose(name);
    list.current?.querySelectorAll("button")[(index + GROUPS.length) % GROUPS.length]?.focus();
  };
  return (
    <div ref={list} class="emoji-tabs" role="tablist" aria-label={t.title}>
      {GROUPS.map(([name, sign], i) => (
        <button
          key={name}
          type="button"
          class="emoji-tab"
          role="tab"
          aria-selected={name === group}
          aria-controls={panel}
          aria-label={t.groups[name]}
          title={t.groups[name]}
          tabIndex={name === group || (group === null && i === 0) ? 0 : -1}
          onClick={() => choose(name)}
          onKeyDown={(event) => {
            const next = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: GROUPS.length - 1 }[event.key];
            if (next === undefined) return;
            event.preventDefault();
            to(next);
          }}
        >
          <span aria-hidden="true">{sign}</span>
        </button>
      ))}
    </div>
  );
}
