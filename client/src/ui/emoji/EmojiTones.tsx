import { useId } from "preact/hooks";
import { strings } from "../../i18n/language";
import { type Tone, toned } from "../../text/emoji";
import { chooseTone, tone } from "../../text/emoji-recent";

const TONES: readonly Tone[] = [0, 1, 2, 3, 4, 5];

/** The skin tone of all emoji that have one; kept for the next visit. */
export function EmojiTones() {
  const t = strings.value.emoji;
  const name = useId();
  return (
    <fieldset class="emoji-tones">
      <legend class="unseen">{t.tone}</legend>
      {TONES.map((each) => (
        <label key={each} class="emoji-tone" title={t.tones[each]}>
          <input
            type="radio"
            name={name}
            aria-label={t.tones[each]}
            checked={tone.value === each}
            onChange={() => chooseTone(each)}
          />
          <span class="emoji-sign" aria-hidden="true">
            {toned("✋", each)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
