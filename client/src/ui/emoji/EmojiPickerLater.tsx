import type { ComponentProps } from "preact";
import { useEffect, useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import type { EmojiPicker } from "./EmojiPicker";

type Props = ComponentProps<typeof EmojiPicker>;

/** The picker, fetched when it is first shown: the page that opens does without it. */
export function EmojiPickerLater(props: Props) {
  const [Picker, setPicker] = useState<{ part: typeof EmojiPicker } | null>(null);
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let asked = true;
    setFailed(false);
    import("./EmojiPicker").then(
      (module) => asked && setPicker({ part: module.EmojiPicker }),
      () => asked && setFailed(true),
    );
    return () => {
      asked = false;
    };
  }, [tries]);
  if (Picker) return <Picker.part {...props} />;
  const t = strings.value;
  return (
    <div class="emoji-later" role="status">
      {failed ? t.emoji.failed : t.emoji.loading}
      {failed && (
        <button type="button" class="plain-button" onClick={() => setTries(tries + 1)}>
          {t.again}
        </button>
      )}
    </div>
  );
}
