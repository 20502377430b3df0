import { useId } from "preact/hooks";
import { adminStrings } from "../../i18n/admin";
import { panel } from "../app/stage";
import { hrefOf } from "../parts/route";
import { useAsked } from "./asked";
import { bytesOf, numberOf } from "./figures";
import { Loaded } from "./Loaded";
import type { SectionProps } from "./sections";
import "./Overview.css";

interface Figures {
  version: string;
  connections: number;
  nodes: number;
  /** Null until there was a while to count. */
  sent_per_minute: number | null;
  healthy: boolean;
  people: number;
  accounts: number;
  rooms: number;
  conversations: number;
  messages: number;
  files: number;
  files_bytes: number;
  /** What all files may take together; 0 is without a bound. */
  files_total_bytes: number;
  database_bytes: number;
  reports: number;
  held: number;
}

const EVERY_MS = 5_000;
const SHOWN = [
  "connections",
  "sent_per_minute",
  "people",
  "accounts",
  "rooms",
  "conversations",
  "messages",
  "files",
] as const;
const WAITING = ["reports", "held"] as const;

/** How the place is doing now. */
export function Overview({ chat }: SectionProps) {
  const t = adminStrings.strings.value.overview;
  const asked = useAsked<Figures>(chat, "admin/overview", 0, EVERY_MS);
  return (
    <Loaded asked={asked}>
      {(figures) => (
        <>
          <dl class="overview-figures">
            {WAITING.map((name) => (
              <div key={name} class={`overview-figure ${figures[name] > 0 ? "waits" : ""}`}>
                <dt>{t.figures[name]}</dt>
                <dd>
                  {figures[name] > 0 ? (
                    <a
                      href={hrefOf(chat.current.value?.room ?? 1)}
                      aria-label={`${t.figures[name]}: ${numberOf(figures[name])}`}
                      onClick={() => {
                        panel.value = "queue";
                      }}
                    >
                      {numberOf(figures[name])}
                    </a>
                  ) : (
                    numberOf(0)
                  )}
                </dd>
              </div>
            ))}
            {SHOWN.map((name) => (
              <div key={name} class="overview-figure">
                <dt>{t.figures[name]}</dt>
                <dd>{figures[name] === null ? "–" : numberOf(Math.round(figures[name]))}</dd>
              </div>
            ))}
          </dl>
          <h2 class="admin-heading">{t.storage}</h2>
          <ul class="admin-list">
            <Store name={t.files} bytes={figures.files_bytes} most={figures.files_total_bytes} />
            <Store name={t.database} bytes={figures.database_bytes} most={0} />
          </ul>
          <h2 class="admin-heading">{t.running}</h2>
          <ul class="admin-list">
            <li class="admin-line">
              <span>{t.health}</span>
              <span class={figures.healthy ? "" : "admin-problem"}>
                {figures.healthy ? t.healthy : t.ill}
              </span>
            </li>
            <li class="admin-line">
              <span>{t.nodes}</span>
              <span>{numberOf(figures.nodes)}</span>
            </li>
            <li class="admin-line">
              <span>{t.version}</span>
              <code>{figures.version}</code>
            </li>
          </ul>
          <p class="form-hint">{t.updated}</p>
        </>
      )}
    </Loaded>
  );
}

/** How much is stored; where there is a bound (else 0), how near it is. */
function Store({ name, bytes, most }: { name: string; bytes: number; most: number }) {
  const id = useId();
  return (
    <li class="overview-store">
      <span id={id}>{name}</span>
      <span class="overview-size">
        {bytesOf(bytes)}
        {most > 0 && ` / ${bytesOf(most)}`}
      </span>
      {most > 0 && (
        <meter aria-labelledby={id} min={0} max={most} value={Math.min(bytes, most)}>
          {bytesOf(bytes)}
        </meter>
      )}
    </li>
  );
}
