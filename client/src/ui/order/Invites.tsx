import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Chat, RoomEntry } from "../../contract";
import { dateAndTime, lasting } from "../../i18n/format";
import { orderStrings } from "../../i18n/order";
import { type Invite, Order } from "../../state/order";
import { QrCode } from "../account/QrCode";
import { copyText } from "../parts/clipboard";
import { Pick } from "./AboutRoom";
import { reasonFor } from "./reason";

const USES = [1, 5, 25, 100] as const;
const ANY = "any";
const HOURS = [1, 24, 7 * 24, 30 * 24] as const;

/** Links that let people in: made, shown once, listed, revoked. */
export function Invites({ chat, room }: { chat: Chat; room: RoomEntry }) {
  const t = orderStrings.value;
  const order = new Order(chat.api);
  const invites = useSignal<readonly Invite[] | null>(null);
  const made = useSignal<Invite | null>(null);
  const role = useSignal("member");
  const uses = useSignal("1");
  const hours = useSignal("168");
  const problem = useSignal("");
  const told = useSignal("");
  const busy = useSignal(false);
  const shown = useRef<HTMLDivElement>(null);

  const load = async (): Promise<void> => {
    const found = await order.invites(room.id);
    if (found.ok) invites.value = found.value;
    else problem.value = reasonFor(found.code);
  };
  useEffect(() => void load(), [room.id]);
  // On a phone it would be made out of sight.
  useEffect(() => shown.current?.scrollIntoView({ block: "nearest" }), [made.value?.id]);
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    told.value = "";
    const count = uses.value === ANY ? null : Number(uses.value);
    const wish = { role: role.value, uses: count, hours: Number(hours.value) };
    const answer = await order.makeInvite(room.id, wish);
    busy.value = false;
    if (answer.ok) made.value = answer.value;
    else problem.value = reasonFor(answer.code);
    if (answer.ok) await load();
  };
  const revoke = async (invite: Invite): Promise<void> => {
    const answer = await order.revokeInvite(room.id, invite.id);
    if (!answer.ok) problem.value = reasonFor(answer.code);
    if (made.value?.id === invite.id) made.value = null;
    await load();
  };
  return (
    <>
      <form class="invite-form" onSubmit={(event) => void make(event)}>
        <p class="form-hint">{t.inviteHint}</p>
        <div class="invite-picks">
          {room.access === "private" && (
            <Pick
              label={t.inviteAs}
              chosen={role.value}
              choices={(["member", "moderator"] as const).map((rank) => [rank, t.ranks[rank]])}
              choose={(value) => {
                role.value = value;
              }}
            />
          )}
          <Pick
            label={t.inviteUses}
            chosen={uses.value}
            choices={[...USES.map((n) => [String(n), t.usesOf(n)] as const), [ANY, t.anyNumber]]}
            choose={(value) => {
              uses.value = value;
            }}
          />
          <Pick
            label={t.inviteFor}
            chosen={hours.value}
            choices={HOURS.map((n) => [String(n), lasting(n * 3_600)])}
            choose={(value) => {
              hours.value = value;
            }}
          />
        </div>
        <p class="form-problem" role="alert">
          {problem.value}
        </p>
        <div class="form-actions">
          <button type="submit" class="sheet-button main" aria-disabled={busy.value}>
            {t.makeInvite}
          </button>
        </div>
      </form>
      {made.value?.url && (
        <div ref={shown} class="invite-made">
          <div class="invite-qr">
            <QrCode text={made.value.url} label={t.qr} />
          </div>
          <div class="invite-link">
            <p class="form-hint">{t.inviteOnce}</p>
            <code class="invite-url">{made.value.url}</code>
            <button
              type="button"
              class="sheet-button"
              onClick={() =>
                void copyText(made.peek()?.url ?? "").then((done) => {
                  told.value = done ? t.copied : t.copyFailed;
                })
              }
            >
              {t.copy}
            </button>
            <p class="order-told" role="status">
              {told.value}
            </p>
          </div>
        </div>
      )}
      {invites.value !== null && invites.value.length === 0 && <p class="order-wait">{t.noInvites}</p>}
      <ul class="order-list">
        {invites.value?.map((invite) => {
          const what = `${t.used(invite.uses, invite.uses_left === null ? null : invite.uses + invite.uses_left)} · ${t.until(dateAndTime(invite.expires_at))}`;
          return (
            <li key={invite.id} class="order-row">
              <span class="order-name">
                {what}
                {invite.role === "moderator" && <span class="order-note"> {t.ranks.moderator}</span>}
              </span>
              <button
                type="button"
                class="plain-button"
                aria-label={t.revokeOf(what)}
                onClick={() => void revoke(invite)}
              >
                {t.revoke}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
