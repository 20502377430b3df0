import { useRef } from "preact/hooks";
import { strings } from "../../i18n/language";
import { Icon } from "../parts/Icon";
import { close, type Spot, show } from "../parts/overlay";
import { Popup } from "../parts/Popup";
import { FILE_FIELD } from "./Tools";
import "../log/MessageMenu.css";

/** What can be added to a message: a menu above its button, a sheet on a phone. */
export function AddMenu({ at }: { at: Spot }) {
  const t = strings.value.write;
  const list = useRef<HTMLDivElement>(null);
  const items = [
    {
      icon: "clip",
      label: t.attach,
      choose: () => {
        close();
        document.getElementById(FILE_FIELD)?.click();
      },
    },
    { icon: "smile", label: t.emoji, choose: () => show({ kind: "insert", at }) },
    { icon: "poll", label: t.startPoll, choose: () => show({ kind: "poll", question: "", options: [] }) },
    { icon: "palette", label: t.color, choose: () => show({ kind: "color", at }) },
  ] as const;
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const now = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Tab") close();
    else if (next === undefined) return;
    else all[(next + all.length) % all.length]?.focus();
    event.preventDefault();
  };
  return (
    <Popup at={at} label={t.add} role="menu" class="message-menu">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the menu around it. */}
      <div ref={list} onKeyDown={onKeyDown} role="presentation">
        {items.map(({ icon, label, choose }) => (
          <button key={icon} type="button" role="menuitem" class="menu-item" onClick={choose}>
            <Icon name={icon} size={18} />
            <span class="one-line">{label}</span>
          </button>
        ))}
      </div>
    </Popup>
  );
}
