import type { Message } from "../contract";
import { strings } from "../i18n/language";
import { toggleReaction } from "./deeds";
import { EmojiPicker } from "./EmojiPicker";
import { close, type Spot } from "./overlay";
import { Popup } from "./Popup";
import { useScreen } from "./screen";

/** Any emoji for a reaction. */
export function ReactPopup({ message, at }: { message: Message; at: Spot }) {
  const screen = useScreen();
  return (
    <Popup at={at} label={strings.value.talk.react}>
      <EmojiPicker
        onPick={(emoji) => {
          close();
          toggleReaction(screen, message, emoji);
        }}
        onClose={() => close()}
      />
    </Popup>
  );
}
