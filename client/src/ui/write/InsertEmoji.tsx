import { strings } from "../../i18n/language";
import { EmojiPicker } from "../emoji/EmojiPicker";
import { close, type Spot } from "../parts/overlay";
import { Popup } from "../parts/Popup";
import { useScreen } from "../parts/screen";

/** An emoji for the text that is being written. */
export function InsertEmoji({ at }: { at: Spot }) {
  const { compose } = useScreen();
  return (
    <Popup at={at} label={strings.value.write.emoji}>
      <EmojiPicker
        onPick={(emoji) => {
          close();
          compose.insert(emoji);
        }}
        onClose={() => close()}
      />
    </Popup>
  );
}
