import { strings } from "../i18n/language";
import { EmojiPicker } from "./EmojiPicker";
import { close, type Spot } from "./overlay";
import { Popup } from "./Popup";
import { useScreen } from "./screen";

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
