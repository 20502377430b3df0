import { useLayoutEffect, useRef } from "preact/hooks";
import { strings } from "../../i18n/language";
import { paint } from "../body/Body";
import { Avatar } from "../parts/Avatar";
import { Icon } from "../parts/Icon";
import { roomTitle, roomTopic } from "../rail/room-title";
import { COLORS } from "./color";
import { keyOf, type Suggestion } from "./suggestions";
import "./Completion.css";

/** The id of the list. */
export const COMPLETION = "completion";

interface Props {
  options: readonly Suggestion[];
  active: number;
  choose: (suggestion: Suggestion) => void;
}

/** What can be put in at the caret; the text field keeps the focus and says which one is active. */
export function Completion({ options, active, choose }: Props) {
  const t = strings.value;
  const list = useRef<HTMLDivElement>(null);
  const people = options[0]?.kind === "person" || options[0]?.kind === "all";
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, options]);
  return (
    <div class={`completion ${options[0]?.kind === "command" ? "wide" : ""}`}>
      <span class="unseen" role="status">
        {people ? t.found(options.length) : t.write.found(options.length)}
      </span>
      {/* Where not all fit, they can be scrolled by keys, too (WCAG 2.2, 2.1.1); Tab itself takes an option. */}
      <div
        id={COMPLETION}
        ref={list}
        class="completion-list"
        role="listbox"
        tabIndex={0}
        aria-label={people ? t.pickPerson : t.write.options}
        onPointerDown={(event) => event.preventDefault()}
      >
        {options.map((option, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys (aria-activedescendant).
          // biome-ignore lint/a11y/useFocusableInteractive: as above.
          <div
            key={keyOf(option)}
            id={`option-${i}`}
            class="option"
            role="option"
            aria-selected={i === active}
            onClick={() => choose(option)}
          >
            <Offer option={option} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Offer({ option }: { option: Suggestion }) {
  const t = strings.value;
  switch (option.kind) {
    case "person":
      return (
        <>
          <Avatar person={option.person} small presence={option.here ? "here" : null} />
          <bdi class="one-line">{option.person.name}</bdi>
          {option.person.status && <bdi class="option-about one-line">{option.person.status}</bdi>}
        </>
      );
    case "all":
      return (
        <>
          <span class="option-sign">
            <Icon name="people" size={18} />
          </span>
          <span class="option-name">@{t.write.all}</span>
          <span class="option-about one-line">{t.write.allHint(option.count)}</span>
        </>
      );
    case "emoji":
      return (
        <>
          <span class="option-sign emoji" aria-hidden="true">
            {option.emoji}
          </span>
          <span class="one-line">{option.label}</span>
          <span class="option-about one-line">:{option.name}:</span>
        </>
      );
    case "command":
      return (
        <>
          <b class="option-name">/{option.command.name}</b>
          <span class="option-takes one-line">{t.write.commands[option.command.name].takes}</span>
          <span class="option-about one-line">{t.write.commands[option.command.name].help}</span>
        </>
      );
    case "room":
      return (
        <>
          <span class="option-sign">
            <Icon name={option.room.kind === "direct" ? "people" : "talk"} size={18} />
          </span>
          <bdi class="one-line">{roomTitle(option.room)}</bdi>
          <bdi class="option-about one-line">{roomTopic(option.room)}</bdi>
        </>
      );
    case "color":
      return (
        <>
          <span class="option-sign">
            <i
              class="option-color"
              ref={(element) => {
                if (element) paint(element, COLORS[option.color]);
              }}
            />
          </span>
          <span class="one-line">{t.write.colors[option.color]}</span>
        </>
      );
    default:
      return option satisfies never;
  }
}
