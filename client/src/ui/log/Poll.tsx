import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../contract";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { useScreen } from "../parts/screen";
import { tellFailure } from "./deeds";
import { useNames } from "./Reactions";
import "./Poll.css";

/** A question's answers, each with its share; one vote a person, which can be moved and taken back. */
export function Poll({ message }: { message: Message }) {
  const { chat, compose } = useScreen();
  const t = strings.value.talk;
  const [naming, setNaming] = useState(false);
  const { seq, folded, options = [] } = message;
  const me = chat.you.value?.id ?? null;
  const votes = options.map((_, i) => folded.votes?.[i] ?? []);
  const all = votes.reduce((sum, people) => sum + people.length, 0);
  const closed = folded.closed === true;
  const mine = me === null ? -1 : votes.findIndex((people) => people.includes(me));
  const can = !closed && me !== null && compose.closed.value === null;
  const vote = (option: number): void => {
    if (can) void tellFailure(seq, chat.vote(seq, option === mine ? null : option));
  };
  return (
    <div class="poll">
      <ul class="poll-options">
        {options.map((option, i) => (
          <li key={`${i} ${option}`}>
            <Option
              text={option}
              people={votes[i] ?? []}
              all={all}
              mine={mine === i}
              can={can}
              vote={() => vote(i)}
            />
            {naming && <Voters people={votes[i] ?? []} />}
          </li>
        ))}
      </ul>
      <p class="poll-foot">
        <span>{t.votes(all)}</span>
        {closed && <span class="poll-closed">{t.pollClosed}</span>}
        {all > 0 && (
          <button
            type="button"
            class="plain-button"
            aria-expanded={naming}
            onClick={() => setNaming(!naming)}
          >
            {naming ? t.hideVoters : t.showVoters}
          </button>
        )}
        {can && mine >= 0 && (
          <button type="button" class="plain-button" onClick={() => vote(mine)}>
            {t.takeVoteBack}
          </button>
        )}
        {!closed && me === message.sender.id && (
          <button
            type="button"
            class="plain-button"
            onClick={() => void tellFailure(seq, chat.closePoll(seq))}
          >
            {t.closePoll}
          </button>
        )}
      </p>
    </div>
  );
}

interface OptionProps {
  text: string;
  people: readonly number[];
  all: number;
  mine: boolean;
  can: boolean;
  vote: () => void;
}

function Option({ text, people, all, mine, can, vote }: OptionProps) {
  const t = strings.value.talk;
  const bar = useRef<HTMLElement>(null);
  const share = all === 0 ? 0 : Math.round((people.length / all) * 100);
  useLayoutEffect(() => {
    // A width is set by the script: the policy allows no style attribute.
    bar.current?.style.setProperty("--share", `${share}%`);
  }, [share]);
  return (
    <button
      type="button"
      class={`poll-option ${mine ? "mine" : ""}`}
      aria-pressed={mine}
      aria-disabled={!can}
      onClick={vote}
    >
      <i ref={bar} class="poll-bar" aria-hidden="true" />
      <span class="poll-text">
        <bdi>{text}</bdi>
        {mine && <Icon name="check" size={16} />}
      </span>
      <span class="unseen">{t.share(people.length, share)}</span>
      <span class="poll-count" aria-hidden="true">
        {people.length > 0 ? `${people.length} · ${share}%` : "0"}
      </span>
    </button>
  );
}

function Voters({ people }: { people: readonly number[] }) {
  const names = useNames(people, 50);
  return <p class="poll-voters">{people.length > 0 ? names : strings.value.talk.nobodyVoted}</p>;
}
