import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { leaveStyle, withdrawTrial } from "../app/house";
import { Icon } from "../parts/Icon";
import { railDocked } from "../parts/media";
import { pageHref } from "../parts/page";
import { hrefOf } from "../parts/route";
import { settingsOf } from "./house-settings";
import { sectionsFor } from "./sections";
import "../parts/Sheet.css";
import "../parts/Dialog.css";
import "./Admin.css";
import "./Form.css";

const GROUPS = ["now", "rules", "programs"] as const;

/** The pages of those who keep the place: a list of them, and one of them; on a phone one or the other. */
export function Admin({ chat, section }: { chat: Chat; section: string }) {
  const t = adminStrings.strings.value;
  const settings = useMemo(() => settingsOf(chat), [chat]);
  const known = sectionsFor(chat.role.value);
  const wide = railDocked.value;
  const shown = known.find(({ id }) => id === section) ?? (wide ? known[0] : undefined);
  const house = chat.house.value;
  const online = chat.connection.value.phase === "online";
  useEffect(() => {
    if (known.length > 0) void settings.live.load();
  }, [settings, house, online, known.length > 0]);
  useEffect(() => {
    withdrawTrial();
    leaveStyle(true);
    return () => leaveStyle(false);
  }, []);
  const heading = useRef<HTMLHeadingElement>(null);
  // Each page is read from its start.
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [shown?.id]);
  const room = chat.current.value?.room ?? 1;
  const title = shown ? t.sections[shown.id] : t.title;
  useEffect(() => {
    document.title = `${title} · ${chat.placeName.peek()}`;
  }, [title]);

  const nav = (
    <nav class="admin-nav" aria-label={t.title}>
      {GROUPS.map((group) => {
        const sections = known.filter((each) => each.group === group);
        if (sections.length === 0) return null;
        return (
          <section key={group}>
            <h2 class="rail-heading">{t.groups[group]}</h2>
            <ul>
              {sections.map(({ id }) => (
                <li key={id}>
                  <a
                    class="admin-link"
                    href={pageHref("admin", id)}
                    aria-current={id === shown?.id ? "page" : undefined}
                  >
                    {t.sections[id]}
                    {!wide && <Icon name="right" size={16} />}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
  const toRooms = (
    <a class="icon-button" href={hrefOf(room)} aria-label={t.back} title={t.back}>
      <Icon name="left" />
    </a>
  );
  return (
    <div class="admin">
      {wide && (
        <aside class="admin-side">
          <div class="admin-head">
            {toRooms}
            <b class="one-line">{t.title}</b>
          </div>
          {nav}
        </aside>
      )}
      <main class="admin-main" key={shown?.id ?? ""}>
        <header class="admin-head">
          {!wide &&
            (shown ? (
              <a
                class="icon-button"
                href={pageHref("admin", "")}
                aria-label={t.backToMenu}
                title={t.backToMenu}
              >
                <Icon name="left" />
              </a>
            ) : (
              toRooms
            ))}
          {known.length === 0 && wide && toRooms}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </header>
        <p class="admin-offline" role="status">
          {!online && t.offline}
        </p>
        <div class="admin-page">
          {known.length === 0 && <p class="admin-intro">{t.notYours}</p>}
          {shown ? <shown.page chat={chat} settings={settings} /> : nav}
        </div>
      </main>
    </div>
  );
}
