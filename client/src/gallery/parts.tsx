import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Body } from "../ui/body/Body";
import { EmojiPickerLater } from "../ui/emoji/EmojiPickerLater";
import { ScreenContext } from "../ui/parts/screen";
import { Compose } from "../ui/write/compose";
import { FakeChat } from "./fake";
import { PLACE_PARTS } from "./places";
import { me, SCENES } from "./scenes";
import "../looks/fonts.css";
import "../looks/tokens.css";
import "../looks/hues.css";
import "../looks/code.css";
import "../looks/base.css";
import "../ui/log/Group.css";

/** Parts of the screen that stand in something else, alone. */
export const PARTS: Record<string, () => ComponentChildren> = {
  colours: () => (
    <InRoom>
      {[
        "#ff0000",
        "#00ff00",
        "#0000ff",
        "#ffff00",
        "#00ffff",
        "#ff00ff",
        "#000000",
        "#ffffff",
        "#7a7a7a",
      ].map((color) => (
        <Body
          key={color}
          color={color}
          mentions={[me.id]}
          text={`${color} 的茶，**还能读**，\`code\`，@${me.name}，[link](https://example.org/tea)。\n> The quick brown fox.`}
        />
      ))}
      <div class="whispered">
        <div class="group-side">
          <Body color="#ff8800" mentions={[]} text={"悄悄话里的颜色，`code`。"} />
        </div>
      </div>
    </InRoom>
  ),
  picker: () => (
    <div class="gallery-picker">
      <EmojiPickerLater onPick={() => {}} onClose={() => {}} />
    </div>
  ),
  ...PLACE_PARTS,
};

/** With the people of a room to name. */
function InRoom({ children }: { children: ComponentChildren }) {
  const screen = useMemo(() => {
    const chat = SCENES["talk"]?.() ?? new FakeChat();
    return { chat, view: chat.view, compose: new Compose(chat, chat.view) };
  }, []);
  return (
    <ScreenContext.Provider value={screen}>
      <div class="gallery-part">{children}</div>
    </ScreenContext.Provider>
  );
}
