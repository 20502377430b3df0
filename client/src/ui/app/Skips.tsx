import { strings } from "../../i18n/language";

/** Past everything, to where one writes, reads or chooses; seen when the keyboard comes upon them. */
export function Skips({ openRail }: { openRail: (() => void) | null }) {
  const t = strings.value;
  // Links would put themselves into the address, which is that of the room.
  const to = (selector: string) => () => document.querySelector<HTMLElement>(selector)?.focus();
  return (
    <div class="skips">
      <button type="button" class="skip" onClick={to("#composer")}>
        {t.skip}
      </button>
      <button type="button" class="skip" onClick={to(".log")}>
        {t.shell.toMessages}
      </button>
      <button type="button" class="skip" onClick={openRail ?? to(".rooms a, .rooms")}>
        {t.shell.toRooms}
      </button>
    </div>
  );
}
