/** What one may do here, as the server last said: one's role, what is forbidden, how the house is run. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import {
  type Hello,
  type House,
  type HouseChanged,
  type QueueChanged,
  ROLES,
  type Role,
  type Sanction,
  type StandingChanged,
} from "../wire.gen";

export { ROLES, type Role };

export class Standing {
  readonly #role = signal<Role>("visitor");
  readonly #sanctions = signal<readonly Sanction[]>([]);
  readonly #house = signal<House | null>(null);
  readonly #queue = signal({ reports: 0, held: 0 });
  readonly role: ReadonlySignal<Role> = this.#role;
  readonly sanctions: ReadonlySignal<readonly Sanction[]> = this.#sanctions;
  readonly house: ReadonlySignal<House | null> = this.#house;
  readonly queue: ReadonlySignal<{ reports: number; held: number }> = this.#queue;

  onHello({ role, sanctions, house }: Hello): void {
    batch(() => {
      this.#stand(role, sanctions);
      if (house !== null) this.#house.value = house;
    });
  }

  onEvent(event: StandingChanged | HouseChanged | QueueChanged): void {
    if (event.type === "standing.changed") batch(() => this.#stand(event.role, event.sanctions));
    else if (event.type === "house.changed") this.#house.value = event.house;
    else this.#queue.value = { reports: event.reports, held: event.held };
  }

  /** The screen is a visitor's. */
  forget(): void {
    batch(() => {
      this.#stand("visitor", []);
      this.#queue.value = { reports: 0, held: 0 };
    });
  }

  #stand(role: string, sanctions: readonly Sanction[]): void {
    // A role that a newer server knows is no more than a member's here.
    this.#role.value = ROLES.find((known) => known === role) ?? "member";
    this.#sanctions.value = sanctions;
  }
}
