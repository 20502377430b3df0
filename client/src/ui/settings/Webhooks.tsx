import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { strings } from "../../i18n/language";
import { placesWords } from "../../i18n/notice-places";
import type { Pushes } from "../../state/pushes";
import type { ErrorCode } from "../../wire.gen";
import { serviceName } from "./notice-places";

/** What is wrong with the secret; all else is of the address. */
const OF_SECRET: readonly string[] = ["bad_secret"];

/** Adds a service that takes notices. */
export function Webhooks({ pushes }: { pushes: Pushes }) {
  const t = placesWords.strings.value;
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const services = pushes.services.value;
  const kind = useSignal(services[0]?.kind ?? "");
  const problem = useSignal<ErrorCode | "offline" | null>(null);
  const told = useSignal("");
  const busy = useSignal(false);
  const chosen = services.find((service) => service.kind === kind.value) ?? services[0];
  if (!chosen) return null;

  const field = (name: string): HTMLInputElement | null => {
    const found = form.current?.elements.namedItem(name);
    return found instanceof HTMLInputElement ? found : null;
  };
  const forget = (): void => {
    problem.value = null;
    told.value = "";
  };
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const url = field("url");
    const secret = field("secret");
    if (busy.value || !url) return;
    forget();
    busy.value = true;
    problem.value =
      url.value.trim() === "" ? "bad_url" : await pushes.add(chosen.kind, url.value, secret?.value ?? "");
    busy.value = false;
    if (problem.value !== null) {
      (OF_SECRET.includes(problem.value) ? secret : url)?.focus();
      return;
    }
    for (const done of [url, secret]) if (done) done.value = "";
    told.value = t.added;
  };
  const wrong = problem.value === null ? "" : OF_SECRET.includes(problem.value) ? "secret" : "url";
  return (
    <form ref={form} class="webhooks" onSubmit={(event) => void add(event)} noValidate autocomplete="off">
      <p class="form-hint">{t.elsewhereHint}</p>
      <label class="form-field">
        <span class="form-label">{t.service}</span>
        <select
          class="form-input"
          value={chosen.kind}
          onChange={(event) => {
            forget();
            kind.value = event.currentTarget.value;
          }}
        >
          {services.map((service) => (
            <option key={service.kind} value={service.kind}>
              {serviceName(service)}
            </option>
          ))}
        </select>
      </label>
      <label class="form-field">
        <span class="form-label">{t.address}</span>
        <input
          class="form-input"
          name="url"
          type="url"
          inputMode="url"
          spellcheck={false}
          autocapitalize="off"
          aria-describedby={`${id}-example ${id}-told`}
          aria-invalid={wrong === "url"}
          onInput={forget}
        />
        <span class="form-hint webhooks-example" id={`${id}-example`}>
          {t.example(chosen.example)}
        </span>
      </label>
      {chosen.proof !== "none" && (
        <label class="form-field">
          <span class="form-label">{t.secrets[chosen.proof]}</span>
          <input
            class="form-input"
            name="secret"
            type="password"
            autocomplete="off"
            spellcheck={false}
            aria-describedby={`${id}-told`}
            aria-invalid={wrong === "secret"}
            onInput={forget}
          />
        </label>
      )}
      <div class="webhooks-end">
        <p class={wrong ? "places-problem" : "places-told"} id={`${id}-told`} role="status">
          {problem.value === "offline"
            ? t.offline
            : problem.value
              ? strings.value.errors[problem.value]
              : told.value}
        </p>
        <button type="submit" class="sheet-button" aria-disabled={busy.value}>
          {t.add}
        </button>
      </div>
    </form>
  );
}
