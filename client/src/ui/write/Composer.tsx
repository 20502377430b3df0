import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { isolate, lasting, listed, sizeOf } from "../../i18n/format";
import { strings } from "../../i18n/language";
import { allowed, roleIn } from "../../state/rights";
import { hintsToKeep } from "../account/keep-hint";
import { KeepHint } from "../account/lazy";
import { later } from "../app/Later";
import { clockOf, ended, useSecondsLeft } from "../order/barred";
import { Icon } from "../parts/Icon";
import { coarsePointer } from "../parts/media";
import { useScreen } from "../parts/screen";
import { NameChip } from "../rail/NameChip";
import { AddresseeChip } from "./AddresseeChip";
import { Closed } from "./Closed";
import { Completer } from "./completer";
import { DropZone } from "./DropZone";
import { Field } from "./Field";
import { AskAll, Hinted } from "./Hinted";
import { ReplyBar } from "./ReplyBar";
import { Tools } from "./Tools";
import { Unclear } from "./Unclear";
import "./Composer.css";

const Tray = later(() => import("./Tray").then((module) => module.Tray));

/** Where one writes: the text, one's name, whom it is for, and Send. */
export function Composer() {
  const { chat, view, compose } = useScreen();
  const { sending } = compose;
  const t = strings.value;
  const completer = useMemo(() => new Completer(compose), [compose]);
  const renaming = useSignal(false);
  useSignalEffect(() => {
    chat.uploads.value;
    sending.uploadsChanged();
  });
  useSignalEffect(() => compose.resumeEdit());

  const addressee = compose.addressee.value;
  const whisper = addressee?.mode === "whisper";
  const editing = compose.editing.value !== null;
  const visitor = chat.you.value === null ? chat.proposedName.value : "";
  const barred = chat.you.value === null && chat.house.value?.guests === false;
  const closed = barred ? "account" : compose.closed.value;
  if (closed)
    return (
      <div class="composer">
        <DropZone />
        <Typing visitor="" />
        <Closed why={closed} />
      </div>
    );
  return (
    <div class="composer">
      <DropZone />
      <Typing visitor={visitor} />
      {hintsToKeep(chat, view) && <KeepHint chat={chat} />}
      <Unclear />
      <AskAll />
      <Hinted />
      {/* A change of whom it is for is told to those who hear the page; the chip itself comes and goes. */}
      <span class="unseen" role="status">
        {addressee && `${whisper ? t.whisper : t.mention} ${isolate(addressee.person.name)}`}
      </span>
      <div class={`box ${whisper ? "whispering" : ""}`}>
        <ReplyBar />
        {!editing && chat.uploads.value.length > 0 && <Tray />}
        <Field completer={completer} />
        <div class="box-row">
          {!editing && (
            <NameChip
              editing={renaming}
              done={() => {
                compose.focus.value += 1;
              }}
              small={addressee !== null}
            />
          )}
          {!renaming.value && (
            <>
              <Tools edits={editing} />
              <Size />
              {addressee && <AddresseeChip addressee={addressee} />}
            </>
          )}
          <Send sent={() => completer.look(0, true)} />
        </div>
      </div>
    </div>
  );
}

/** How long the text is, once that matters. */
function Size() {
  const { chat, compose } = useScreen();
  const t = strings.value;
  const bytes = compose.bytes.value;
  const limit = chat.bodyBytes.value;
  if (bytes <= limit * 0.8) return null;
  return (
    <span class={`size ${compose.tooLong.value ? "over" : ""}`} role="status">
      {compose.tooLong.value ? t.tooLong(sizeOf(bytes - limit)) : t.sizeOf(sizeOf(bytes), sizeOf(limit))}
    </span>
  );
}

/** Sends; saves an edit; and while it waits for files, a second press stops it. */
function Send({ sent }: { sent: () => void }) {
  const { compose } = useScreen();
  const { sending } = compose;
  const t = strings.value;
  const waiting = sending.waiting.value;
  const editing = compose.editing.value !== null;
  const until = editing ? 0 : sending.slow.value;
  const slow = useSecondsLeft(until || null) ?? 0;
  useEffect(() => {
    if (until > 0 && slow === 0) ended.value += 1;
  }, [until, slow]);
  const word = waiting ? t.write.waiting : editing ? t.write.saveEdit : slow > 0 ? clockOf(slow) : t.send;
  return (
    <button
      type="button"
      class={`send ${waiting ? "waits" : ""}`}
      aria-disabled={!sending.ready.value}
      title={waiting ? t.write.stopWaiting : slow > 0 ? t.standing.slowWait(slow) : undefined}
      aria-label={slow > 0 ? t.send : undefined}
      // The field keeps the focus, and a phone its keyboard.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => {
        if (waiting) sending.stop();
        else {
          if (sending.send()) sent();
          if (!sending.asking.peek()) compose.focus.value += 1;
        }
      }}
    >
      {waiting ? (
        <i class="send-dots" aria-hidden="true" />
      ) : (
        <Icon name={editing ? "check" : slow > 0 ? "clock" : "send"} size={18} />
      )}
      <span class={`send-word ${slow > 0 ? "counts" : ""}`}>{word}</span>
      {waiting && <span class="unseen">{t.write.stopWaiting}</span>}
    </button>
  );
}

/** Who is typing; under which name a visitor will speak; what Send waits for. Its line is always kept. */
function Typing({ visitor }: { visitor: string }) {
  const { chat, view, compose } = useScreen();
  const t = strings.value;
  const you = chat.you.value?.id;
  const names = view.typing.value.filter(({ id }) => id !== you).map(({ name }) => name);
  const line =
    names.length > 3 ? t.typingMany : names.length > 0 ? t.typing(listed(names), names.length) : "";
  if (compose.sending.waiting.value)
    return (
      <p class="typing one-line" role="status">
        {t.write.waitingHint}
      </p>
    );
  const { slow_seconds: seconds } = view.state.value ?? { slow_seconds: 0 };
  const exempt = allowed(roleIn(chat.role.value, view.state.value, you ?? null), "message.send_closed");
  const stays = compose.whisperStays.value
    ? t.write.whisperStays(isolate(compose.picked.value?.name ?? ""), coarsePointer.value ? "×" : "Esc")
    : "";
  if (line === "" && stays === "" && seconds > 0 && !exempt && !visitor)
    return <p class="typing one-line">{t.standing.slowMode(lasting(seconds))}</p>;
  return (
    <p class="typing one-line">
      {line !== "" && <i class="dots" aria-hidden="true" />}
      {line || stays || (visitor && t.visitorHint(isolate(visitor)))}
    </p>
  );
}
