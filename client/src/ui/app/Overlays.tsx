import { type ComponentType, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { strings } from "../../i18n/language";
import { pollWords } from "../../i18n/poll";
import { close, type Overlay, overlay } from "../parts/overlay";
import { Popup } from "../parts/Popup";

/** What is drawn when it is first asked for: each comes with its own piece of the client. */
const LATE: { [K in Overlay["kind"]]: () => Promise<ComponentType<never>> } = {
  menu: () => import("../log/MessageMenu").then(({ MessageMenu }) => MessageMenu),
  react: () => import("../log/ReactPopup").then(({ ReactPopup }) => ReactPopup),
  recall: () => import("../log/Recalling").then(({ Recalling }) => Recalling),
  versions: () => import("../log/Versions").then(({ Versions }) => Versions),
  pictures: () => import("../log/Lightbox").then(({ Lightbox }) => Lightbox),
  person: () => import("../rail/PersonCard").then(({ PersonCard }) => PersonCard),
  pins: () => import("../log/PinsList").then(({ PinsList }) => PinsList),
  add: () => import("../write/AddMenu").then(({ AddMenu }) => AddMenu),
  insert: () => import("../write/InsertEmoji").then(({ InsertEmoji }) => InsertEmoji),
  color: () => import("../write/ColorMenu").then(({ ColorMenu }) => ColorMenu),
  poll: () =>
    Promise.all([import("../write/PollDialog"), pollWords.load()]).then(([{ PollDialog }]) => PollDialog),
};
const loaded = new Map<Overlay["kind"], ComponentType<never>>();

/** The one thing that stands over the log, if any. */
export function Overlays() {
  const shown = overlay.value;
  const turn = useRef<{ shown: Overlay | null; key: number }>({ shown: null, key: 0 });
  // Each opening is drawn anew, though it may be of the same kind: its focus and its place are its own.
  if (turn.current.shown !== shown) turn.current = { shown, key: turn.current.key + 1 };
  useEffect(() => () => close(), []);
  if (shown === null) return null;
  return <Late key={turn.current.key} shown={shown} />;
}

function Late({ shown }: { shown: Overlay }) {
  const t = strings.value;
  const { kind, ...given } = shown;
  const [failed, setFailed] = useState(false);
  const [, drawn] = useState(0);
  useEffect(() => {
    if (loaded.has(kind)) return;
    let wanted = true;
    LATE[kind]().then(
      (component) => {
        loaded.set(kind, component);
        if (wanted) drawn((n) => n + 1);
      },
      () => {
        if (wanted) setFailed(true);
      },
    );
    return () => {
      wanted = false;
    };
  }, [kind]);
  const component = loaded.get(kind) as ComponentType<typeof given> | undefined;
  if (component) return h(component, given);
  if (!failed) return null;
  const middle = { left: innerWidth / 2, right: innerWidth / 2, top: 80, bottom: 80 };
  return (
    <Popup at={middle} label={t.talk.loadFailed}>
      <p class="popup-wait" role="alert">
        {t.talk.loadFailed}
      </p>
    </Popup>
  );
}
