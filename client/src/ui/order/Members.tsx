import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Chat, RoomEntry } from "../../contract";
import { byName, isolate } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { orderStrings } from "../../i18n/order";
import type { Told } from "../../state/api";
import { type Member, Order } from "../../state/order";
import { allowed, rankOf } from "../../state/rights";
import type { Role } from "../../state/standing";
import { Avatar } from "../parts/Avatar";
import { changed } from "./done";
import { PersonField } from "./PersonField";
import { reasonFor } from "./reason";

interface Props {
  chat: Chat;
  room: RoomEntry;
  role: Role;
}

/** Who is in the room, as what; and, where one may, other roles, new people and fewer. */
export function Members({ chat, room, role }: Props) {
  const t = orderStrings.value;
  const members = useSignal<readonly Member[] | null>(null);
  const problem = useSignal("");
  const removing = useSignal<number | null>(null);
  const busy = useSignal(false);
  const order = new Order(chat.api);
  const me = chat.you.value?.id ?? null;

  const load = async (): Promise<void> => {
    const told = await order.members(room.id);
    if (told.ok) members.value = told.value.toSorted(inOrder);
    else problem.value = reasonFor(told.code);
  };
  useEffect(() => void load(), [room.id, changed.value]);
  const doing = async (act: Promise<Told<unknown>>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    const told = await act;
    busy.value = false;
    removing.value = null;
    if (!told.ok) problem.value = reasonFor(told.code);
    chat.loadRanks(room.id);
    await load();
  };
  const known = new Set(members.value?.map(({ person }) => person.id));
  const isPrivate = room.access === "private";
  return (
    <>
      {allowed(role, "member.add") && (isPrivate || allowed(role, "member.rank")) && (
        <PersonField
          chat={chat}
          but={known}
          choose={({ id }) => void doing(order.setMember(room.id, id, isPrivate ? "member" : "moderator"))}
        />
      )}
      <p class="form-problem" role="alert">
        {problem.value}
      </p>
      {members.value === null ? (
        problem.value === "" && <p class="order-wait">{t.loading}</p>
      ) : (
        <>
          {isPrivate && <p class="form-hint">{t.memberCount(members.value.length)}</p>}
          {members.value.length === 0 && <p class="order-wait">{t.noMembers}</p>}
          <ul class="order-list">
            {members.value.map((member) => {
              const { person } = member;
              const name = isolate(person.name);
              const below = person.id !== me && rankOf(role) > rankOf(member.role);
              const ranks = below && allowed(role, "member.rank");
              const removes = below && allowed(role, "member.remove");
              return (
                <li key={person.id} class="order-row member">
                  <Avatar person={person} small />
                  <bdi class="one-line order-name">
                    {person.name} {person.id === me && <span class="order-note">{t.you}</span>}
                  </bdi>
                  {ranks ? (
                    <select
                      class="form-input order-rank"
                      aria-label={t.rankOf(name)}
                      value={member.role}
                      onChange={(event) =>
                        void doing(order.setMember(room.id, person.id, event.currentTarget.value))
                      }
                    >
                      {(["moderator", "member"] as const).map((rank) => (
                        <option key={rank} value={rank}>
                          {t.ranks[rank]}
                        </option>
                      ))}
                    </select>
                  ) : (
                    <span class="order-note">{rankName(member.role)}</span>
                  )}
                  {removes && removing.value !== person.id && (
                    <button
                      type="button"
                      class="plain-button"
                      aria-label={t.removeOf(name)}
                      onClick={() => {
                        removing.value = person.id;
                      }}
                    >
                      {t.remove}
                    </button>
                  )}
                  {removes && removing.value === person.id && (
                    <span class="order-sure" role="alert">
                      <span>{t.reallyRemove(name)}</span>
                      <button
                        type="button"
                        class="plain-button"
                        onClick={() => {
                          removing.value = null;
                        }}
                      >
                        {strings.value.cancel}
                      </button>
                      <button
                        type="button"
                        class="plain-button grave"
                        onClick={() => void doing(order.removeMember(room.id, person.id))}
                      >
                        {t.remove}
                      </button>
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </>
  );
}

function inOrder(a: Member, b: Member): number {
  return rankOf(b.role) - rankOf(a.role) || byName(a.person.name, b.person.name);
}

function rankName(role: string): string {
  const { ranks } = orderStrings.value;
  return role === "owner" || role === "moderator" || role === "member" ? ranks[role] : "";
}
