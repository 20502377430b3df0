import type { Message } from "../../contract";
import { strings } from "../../i18n/language";
import { EmojiPicker } from "../emoji/EmojiPicker";
import { close, type Spot } from "../parts/overlay";
import { Popup } from "../parts/Popup";
import { useScreen } from "../parts/screen";
import { toggleReaction } from "./deeds";

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
