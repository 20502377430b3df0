/** A room of the fake server: its log, who is in it, and what each has read. */
import type {
  DurableEvent,
  MessageCreated,
  NoticeCreated,
  Person,
  ReadChanged,
  RoomInfo,
  RoomSummary,
} from "../src/wire.gen";
import { aboutAt, pagesAt, pinsAt, rawAt, seenBy } from "./model";

export class FakeRoom {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly members: Person[] | null;
  log: DurableEvent[] = [];
  first = 1;
  readonly read = new Map<number, number>();
  access = "public";
  /** Who has a role here; of a private room these are its members. */
  readonly roles = new Map<number, string>();
  readonly notify = new Map<number, string>();

  constructor(id: number, name: string, title: string, members: Person[] | null) {
    this.id = id;
    this.name = name;
    this.title = title;
    this.members = members;
  }

  mayEnter(person: Person | null): boolean {
    if (this.access === "private") return person !== null && this.roles.has(person.id);
    return this.members?.some((member) => member.id === person?.id) ?? true;
  }

  info(): RoomInfo {
    const about = {
      ...{ title: this.title, topic: "", archived: false, read_only: false, access: this.access },
      ...{ history: "all", slow_seconds: 0, retention_days: null },
    };
    return {
      id: this.id,
      kind: this.members === null ? "room" : "direct",
      name: this.name,
      ...aboutAt(this.log, this.log.length, about),
      owner: null,
      head: this.log.length,
      first_seq: this.first,
      count: this.count(this.log.length),
      people: this.members ?? [],
    };
  }

  summary(you: Person | null, otherwise = 0): RoomSummary {
    const { read, unread, mentions, notify } = this.readState(you, otherwise);
    return {
      ...this.info(),
      read,
      unread: you === null ? null : unread,
      mentions,
      notify,
      role: this.roles.get(you?.id ?? 0) ?? "",
    };
  }

  readState(you: Person | null, otherwise = 0): ReadChanged {
    const id = you?.id ?? 0;
    const read = this.read.get(id) ?? (you === null ? 0 : otherwise);
    const others = this.said().filter((one) => one.seq > read && one.sender.id !== id);
    return {
      type: "read.changed",
      room: this.id,
      read,
      count: this.count(this.log.length),
      unread: others.filter((one) => !one.to).length,
      mentions: others.filter((one) => one.mentions?.includes(id) || one.to?.id === id).length,
      notify: this.notify.get(id) ?? "mentions",
    };
  }

  said(): MessageCreated[] {
    return this.log.filter((event) => event.type === "message.created");
  }

  /** Messages that everyone may see. */
  count(head: number): number {
    return this.said().filter((one) => one.seq <= head && !one.to).length;
  }

  pages(you: Person | null): DurableEvent[] {
    return pagesAt(this.log, this.log.length).map((event) => seenBy(you?.id ?? null, event, this.log));
  }

  raw(you: Person | null): DurableEvent[] {
    return rawAt(this.log, this.log.length).map((event) => seenBy(you?.id ?? null, event, this.log));
  }

  pins(you: Person | null): number[] {
    return pinsAt(this.log, this.log.length, you?.id ?? null);
  }

  /** What a person is told of an event that calls them. */
  notice(you: Person | null, event: DurableEvent): NoticeCreated | null {
    if (you === null || event.type !== "message.created" || event.sender.id === you.id) return null;
    if (!this.mayEnter(you)) return null;
    const direct = this.members === null ? null : "direct";
    const mention = event.mentions?.includes(you.id) ? "mention" : event.everyone ? "everyone" : null;
    const reason = event.to?.id === you.id ? "whisper" : (direct ?? mention);
    return reason === null ? null : { type: "notice.created", reason, message: event };
  }
}
