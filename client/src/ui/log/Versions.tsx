import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../contract";
import { exactly } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { Body } from "../body/Body";
import { Sheet } from "../parts/Sheet";
import { useScreen } from "../parts/screen";
import "./Versions.css";

type Version = readonly [at: number, body: string | null];

/** What a message said before each of its edits, the last one first. */
export function Versions({ message }: { message: Message }) {
  const { chat } = useScreen();
  const t = strings.value;
  const [versions, setVersions] = useState<readonly Version[] | null | "loading">("loading");
  useEffect(() => {
    let wanted = true;
    chat.versions(message.seq).then((read) => {
      if (wanted) setVersions(read);
    });
    return () => {
      wanted = false;
    };
  }, [chat, message.seq]);
  return (
    <Sheet title={t.talk.versions}>
      {versions === "loading" && <p class="over-sheet-text">{t.loading}</p>}
      {versions === null && (
        <p class="over-sheet-problem" role="alert">
          {t.talk.versionsFailed}
        </p>
      )}
      {Array.isArray(versions) && (
        <ol class="versions">
          {versions.toReversed().map(([at, body]: Version, i) => (
            <li key={at} class={i === 0 ? "version now" : "version"}>
              <p class="version-time">
                <time dateTime={new Date(at).toISOString()}>{exactly(at)}</time>
                {i === 0 && <b>{t.talk.versionNow}</b>}
              </p>
              {body === null ? (
                <p class="said-gone">{t.talk.versionErased}</p>
              ) : (
                <Body text={body} mentions={undefined} />
              )}
            </li>
          ))}
        </ol>
      )}
    </Sheet>
  );
}
