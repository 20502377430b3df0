import { type ComponentType, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type LazyStrings, strings } from "../../i18n/language";
import { Foyer, type Waits } from "./Foyer";
import "./Later.css";

/**
 * A component that is fetched when it is first shown, with the strings of its area; nothing is seen until then, or
 * why it did not come; what `waits` is for is asked for by a key, and one types on.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  words?: Pick<LazyStrings<unknown>, "load">,
  waits?: Waits,
): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [, drawn] = useState(0);
    const [tries, setTries] = useState(0);
    const [failed, setFailed] = useState(false);
    const [held, hold] = useState(false);
    useEffect(() => {
      if (loaded) return;
      let asked = true;
      setFailed(false);
      Promise.all([load(), words?.load()]).then(
        ([component]) => {
          loaded = component;
          if (asked) drawn((n) => n + 1);
        },
        () => asked && setFailed(true),
      );
      return () => {
        asked = false;
      };
    }, [tries]);
    if (loaded && !held) return h(loaded, props);
    if (!failed) return waits ? <Foyer {...waits} hold={hold} /> : null;
    const t = strings.value;
    return (
      <p class="later-failed" role="alert">
        {t.shell.partFailed}{" "}
        <button type="button" class="plain-button" onClick={() => setTries(tries + 1)}>
          {t.again}
        </button>
      </p>
    );
  };
}
