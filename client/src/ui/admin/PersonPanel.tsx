import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Chat } from "../../contract";
import { adminStrings } from "../../i18n/admin";
import { isolate } from "../../i18n/format";
import { allowed, rankOf } from "../../state/rights";
import type { Person, Sanction } from "../../wire.gen";
import { ReasonForm } from "../parts/ReasonForm";
import { roomTitle } from "../rail/room-title";
import { useAsked } from "./asked";
import { type Doing, useDoing } from "./doing";
import { dateOf, momentOf } from "./figures";
import { HandOver } from "./HandOver";
import { Loaded } from "./Loaded";
import { Once } from "./Once";
import { type KnownPerson, kindName, roleName } from "./People";
import { SanctionForm } from "./SanctionForm";

interface Props {
  chat: Chat;
  known: KnownPerson;
  /** Something was done: the list is asked for anew. */
  again: () => void;
}

/** What can be done with somebody, as far as one's own rank is higher. */
export function PersonPanel({ chat, known, again }: Props) {
  const t = adminStrings.strings.value.people;
  const doing = useDoing();
  const mine = chat.role.value;
  const { person, role } = known;
  const below = rankOf(mine) > rankOf(role);
  if (person.id === chat.you.value?.id) return <p class="admin-panel form-hint">{t.you}</p>;
  return (
    <div class="admin-panel">
      <p class="form-hint">{t.since(dateOf(known.created_at))}</p>
      {!below && <p class="form-hint">{t.higher}</p>}
      {below && allowed(mine, "people.rank") && (
        <RoleForm chat={chat} known={known} doing={doing} again={again} />
      )}
      <Sanctions chat={chat} known={known} open={below} doing={doing} again={again} />
      {below && <SanctionForm chat={chat} person={person.id} doing={doing} again={again} />}
      <p role="status" class={doing.told.value.failed ? "admin-problem" : "admin-told"}>
        {doing.told.value.text}
      </p>
      {below && rankOf(role) >= rankOf("member") && allowed(mine, "people.rank") && (
        <ResetLink chat={chat} person={person.id} />
      )}
      {below && rankOf(role) >= rankOf("member") && allowed(mine, "house.give") && (
        <HandOver chat={chat} person={person} doing={doing} again={again} />
      )}
    </div>
  );
}

/** Roles of accounts, from the least on, that are lower than one's own. */
const GIVEN = ["member", "moderator", "admin"] as const;

function RoleForm({ chat, known, doing, again }: Props & { doing: Doing }) {
  const t = adminStrings.strings.value.people;
  const chosen = useSignal(known.role);
  const id = useId();
  const { person, role } = known;
  const roles = GIVEN.filter((each) => rankOf(each) < rankOf(chat.role.value));
  if (rankOf(role) < rankOf("member")) return <p class="form-hint">{t.guestRole}</p>;
  return (
    <form
      class="admin-inline"
      onSubmit={async (event) => {
        event.preventDefault();
        if (chosen.value === role) return;
        const ask = () => chat.api.ask("PATCH", `admin/people/${person.id}`, { role: chosen.value });
        if (await doing.run(ask, t.roleChanged(roleName(chosen.value)))) again();
      }}
    >
      <div class="form-field">
        <label class="form-label" for={id}>
          {t.role}
        </label>
        <select
          id={id}
          class="form-input"
          value={chosen.value}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
          }}
        >
          {roles.map((each) => (
            <option key={each} value={each}>
              {roleName(each)}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="sheet-button" aria-disabled={chosen.value === role || doing.busy.value}>
        {t.changeRole}
      </button>
    </form>
  );
}

interface Sanctioned extends Sanction {
  person: Person | null;
  undone_at: number | null;
}

/** What holds for somebody now, and how it is undone; asked for anew as their number changes. */
function Sanctions({ chat, known, open, doing, again }: Props & { open: boolean; doing: Doing }) {
  const t = adminStrings.strings.value.people;
  const { person, sanctions } = known;
  const asked = useAsked<{ sanctions: readonly Sanctioned[] }>(chat, "sanctions", sanctions);
  const roomOf = (room: number): string => {
    const found = chat.rooms.value.find(({ id }) => id === room);
    return t.inRoom(isolate(roomTitle(found ?? null) || String(room)));
  };
  const undoing = useSignal<number | null>(null);
  const now = Date.now();
  const holds = (one: Sanctioned): boolean =>
    one.person?.id === person.id && one.undone_at === null && (one.until === null || one.until > now);
  return (
    <section>
      <h3 class="admin-label">{t.sanctions}</h3>
      {sanctions === 0 ? (
        <p class="form-hint">{t.noSanctions}</p>
      ) : (
        <Loaded asked={asked}>
          {(answer) => (
            <ul>
              {answer.sanctions.filter(holds).map(({ id, kind, room, until, reason }) => (
                <li key={id} class="admin-line admin-undoable">
                  <span class="admin-sanction">
                    <b>{kindName(kind)}</b> {room === null ? t.everywhere : roomOf(room)}{" "}
                    {until === null ? t.forGood : t.until(momentOf(until))}
                    {reason && (
                      <span class="form-hint">
                        <bdi>{reason}</bdi>
                      </span>
                    )}
                  </span>
                  {open && undoing.value !== id && (
                    <button
                      type="button"
                      class="plain-button"
                      aria-label={`${t.undo}: ${kindName(kind)}`}
                      onClick={() => {
                        undoing.value = id;
                      }}
                    >
                      {t.undo}
                    </button>
                  )}
                  {open && undoing.value === id && (
                    <ReasonForm
                      label={t.whyUndone}
                      confirm={t.undo}
                      busy={doing.busy.value}
                      close={() => {
                        undoing.value = null;
                      }}
                      act={async (reason) => {
                        const ask = () => chat.api.ask("DELETE", `sanctions/${id}`, { reason });
                        if (await doing.run(ask, t.undone)) again();
                      }}
                    />
                  )}
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      )}
    </section>
  );
}

function ResetLink({ chat, person }: { chat: Chat; person: number }) {
  const t = adminStrings.strings.value.people;
  const url = useSignal("");
  const doing = useDoing();
  if (url.value !== "")
    return (
      <Once
        secret={url.value}
        hide={() => {
          url.value = "";
        }}
      />
    );
  return (
    <section class="admin-reset">
      <div>
        <h3 class="admin-label">{t.resetLink}</h3>
        <p class="form-hint">{t.resetHint}</p>
        <p role="status" class="admin-problem">
          {doing.told.value.text}
        </p>
      </div>
      <button
        type="button"
        class="sheet-button"
        aria-disabled={doing.busy.value}
        onClick={async () => {
          const made = await doing.run(
            () => chat.api.ask<{ url: string }>("POST", `people/${person}/reset-link`),
            "",
          );
          if (made) url.value = new URL(made.url, location.href).href;
        }}
      >
        {t.makeLink}
      </button>
    </section>
  );
}
