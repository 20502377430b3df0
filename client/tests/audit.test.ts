import { expect, it } from "vitest";
import { ALL, auditPath } from "../src/ui/admin/AuditFilters";

const ann = { id: 7, name: "Ann" };

it("asks the server for what is wanted of the log, and for the page before", () => {
  expect(auditPath(ALL, 50)).toBe("audit?limit=50");
  expect(auditPath({ ...ALL, side: "about" }, 50)).toBe("audit?limit=50");
  expect(auditPath({ ...ALL, person: ann }, 50, 12)).toBe("audit?limit=50&before=12&by=7");
  const all = { action: "sanction.mute", room: "3", person: ann, side: "about" } as const;
  expect(auditPath(all, 9, 4)).toBe("audit?limit=9&before=4&act=sanction.mute&room=3&about=7");
});
