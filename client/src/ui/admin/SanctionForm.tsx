import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings, type SanctionKind } from "../../i18n/admin";
import type { Doing } from "./doing";

interface Props {
  chat: Chat;
  person: number;
  doing: Doing;
  again: () => void;
}

const KINDS: readonly SanctionKind[] = ["mute", "hold", "shadow", "ban"];
/** For how long it is mostly meant, in seconds. */
const USUAL: Record<SanctionKind, number> = { mute: 3_600, hold: 86_400, shadow: 86_400, ban: 604_800 };

/** Forbids somebody something, everywhere, for a time. */
export function SanctionForm({ chat, person, doing, again }: Props) {
  const t = adminStrings.strings.value.people;
  const id = useId();
  const kind = useSignal<SanctionKind>("mute");
  const seconds = useSignal<number | null>(USUAL.mute);
  const reason = useSignal("");
  const addresses = useSignal(false);
  const erase = useSignal(false);
  const apply = async (event: Event): Promise<void> => {
    event.preventDefault();
    const ban = kind.value === "ban";
    const sanction = {
      kind: kind.value,
      person,
      room: null,
      seconds: seconds.value,
      reason: reason.value.trim(),
      ...(ban ? { addresses: addresses.value, erase: erase.value } : {}),
    };
    if (!(await doing.run(() => chat.api.ask("POST", "sanctions", sanction), t.applied))) return;
    reason.value = "";
    erase.value = false;
    again();
  };
  return (
    <form class="sanction-form" onSubmit={(event) => void apply(event)}>
      <div class="sanction-row">
        <div class="form-field">
          <label class="form-label" for={`${id}kind`}>
            {t.kind}
          </label>
          <select
            id={`${id}kind`}
            class="form-input"
            value={kind.value}
            aria-describedby={`${id}hint`}
            onChange={(event) => {
              kind.value = KINDS.find((each) => each === event.currentTarget.value) ?? "mute";
              seconds.value = USUAL[kind.value];
            }}
          >
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t.kinds[each].label}
              </option>
            ))}
          </select>
        </div>
        <div class="form-field">
          <label class="form-label" for={`${id}span`}>
            {t.howLong}
          </label>
          <select
            id={`${id}span`}
            class="form-input"
            value={String(seconds.value)}
            onChange={(event) => {
              const { value } = event.currentTarget;
              seconds.value = value === "null" ? null : Number(value);
            }}
          >
            {t.spans.map(([length, label]) => (
              <option key={String(length)} value={String(length)}>
                {label}
              </option>
            ))}
          </select>
        </div>
      </div>
      <p class="form-hint" id={`${id}hint`}>
        {t.kinds[kind.value].hint}
      </p>
      <div class="form-field">
        <label class="form-label" for={`${id}reason`}>
          {t.reason}
        </label>
        <input
          id={`${id}reason`}
          class="form-input"
          autocomplete="off"
          maxLength={200}
          value={reason.value}
          aria-describedby={`${id}why`}
          onInput={(event) => {
            reason.value = event.currentTarget.value;
          }}
        />
        <p class="form-hint" id={`${id}why`}>
          {kind.value === "mute" || kind.value === "ban" ? t.reasonHint : t.reasonHidden}
        </p>
      </div>
      {kind.value === "ban" && (
        <div>
          <Check label={t.addresses} on={addresses} />
          <Check label={t.erase} on={erase} />
        </div>
      )}
      <div class="admin-actions">
        <button type="submit" class="sheet-button grave" aria-disabled={doing.busy.value}>
          {t.apply}
        </button>
      </div>
    </form>
  );
}

function Check({ label, on }: { label: string; on: { value: boolean } }) {
  return (
    <label class="admin-check">
      <input
        type="checkbox"
        checked={on.value}
        onChange={(event) => {
          on.value = event.currentTarget.checked;
        }}
      />
      {label}
    </label>
  );
}
