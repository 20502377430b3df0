import { Accent } from "./Accent";
import { Loaded } from "./Loaded";
import { Logo } from "./Logo";
import { SaveBar } from "./SaveBar";
import { StyleEditor } from "./StyleEditor";
import type { SectionProps } from "./sections";
import "./Theme.css";

/** How the place looks for everyone: its accent, its picture, its stylesheet. */
export function Theme({ chat, settings }: SectionProps) {
  return (
    <Loaded asked={settings.live}>
      {() => (
        <>
          <form
            class="admin-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void settings.save(["accent", "custom_css"]);
            }}
          >
            <Accent chat={chat} settings={settings} />
            <StyleEditor settings={settings} />
            <SaveBar settings={settings} fields={["accent", "custom_css"]} />
          </form>
          <Logo chat={chat} />
        </>
      )}
    </Loaded>
  );
}
