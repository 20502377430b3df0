import type { ComponentType } from "preact";
import type { Chat } from "../../contract";
import type { SectionName } from "../../i18n/admin";
import { allowed } from "../../state/rights";
import type { Action, Role } from "../../wire.gen";
import { AuditLog } from "./AuditLog";
import type { HouseSettings } from "./house-settings";
import { Overview } from "./Overview";
import { People } from "./People";
import { RoomsPage } from "./RoomsPage";
import { Limits, Place, Retention } from "./Rules";
import { Theme } from "./Theme";
import { Tokens } from "./Tokens";
import { WordFilter } from "./WordFilter";

export interface SectionProps {
  chat: Chat;
  settings: HouseSettings;
}

interface Section {
  id: SectionName;
  group: "now" | "rules" | "programs";
  /** Who may do this may see the page. */
  action: Action;
  page: ComponentType<SectionProps>;
}

export const SECTIONS: readonly Section[] = [
  { id: "overview", group: "now", action: "house.see", page: Overview },
  { id: "people", group: "now", action: "people.manage", page: People },
  { id: "rooms", group: "now", action: "house.see", page: RoomsPage },
  { id: "audit", group: "now", action: "audit.see", page: AuditLog },
  { id: "place", group: "rules", action: "house.change", page: Place },
  { id: "limits", group: "rules", action: "house.change", page: Limits },
  { id: "words", group: "rules", action: "house.change", page: WordFilter },
  { id: "retention", group: "rules", action: "house.change", page: Retention },
  { id: "theme", group: "rules", action: "house.change", page: Theme },
  { id: "tokens", group: "programs", action: "house.see", page: Tokens },
];

export const sectionsFor = (role: Role): readonly Section[] =>
  SECTIONS.filter(({ action }) => allowed(role, action));
