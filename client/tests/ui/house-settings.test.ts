import { describe, expect, it } from "vitest";
import type { Method } from "../../src/net/platform";
import { Api } from "../../src/state/api";
import { HouseSettings, type LiveSettings } from "../../src/ui/admin/house-settings";

/** A server that has some settings, and whoever else changes them. */
class Place {
  values: Record<string, unknown> = { name: "Teahouse", guests: true, edit_hours: 24 };
  patches: unknown[] = [];
  refusal: { code: string; field: string | null } | null = null;
  down = false;

  readonly api = new Api({
    ask: async (method: Method, _path: string, body?: unknown) => {
      if (this.down) throw new TypeError("no answer");
      if (method === "PATCH") {
        this.patches.push(body);
        if (this.refusal) return { status: 400, body: { error: this.refusal }, retryAfter: null };
        for (const [key, value] of Object.entries(body as object))
          this.values[key] = value ?? { name: "Teahouse", guests: true, edit_hours: 24 }[key];
      }
      const settings: LiveSettings = Object.fromEntries(
        Object.entries(this.values).map(([key, value]) => [key, { value, default: value }]),
      );
      return { status: 200, body: settings, retryAfter: null };
    },
  });
}

async function opened(): Promise<{ place: Place; settings: HouseSettings }> {
  const place = new Place();
  const settings = new HouseSettings(place.api);
  await settings.live.load();
  return { place, settings };
}

describe("settings of the house", () => {
  it("saves what was edited, and nothing else", async () => {
    const { place, settings } = await opened();
    settings.edit("name", "Three Cups");
    settings.edit("edit_hours", 12);
    settings.edit("edit_hours", 24);
    expect([...settings.dirty.value]).toEqual(["name"]);
    expect(await settings.save(["name", "guests", "edit_hours"])).toBe(true);
    expect(place.patches).toEqual([{ name: "Three Cups" }]);
    expect([settings.value("name"), settings.dirty.value.size, settings.saved.value]).toEqual([
      "Three Cups",
      0,
      1,
    ]);
  });

  it("saves nothing over what somebody else changed meanwhile, until one insists", async () => {
    const { place, settings } = await opened();
    settings.edit("name", "Mine");
    settings.edit("guests", false);
    place.values["name"] = "Theirs";
    expect(await settings.save(["name", "guests"])).toBe(false);
    expect([place.patches, [...settings.conflicts.value], settings.value("name")]).toEqual([
      [],
      ["name"],
      "Mine",
    ]);
    settings.insist("name");
    expect(await settings.save(["name", "guests"])).toBe(true);
    expect(place.values).toMatchObject({ name: "Mine", guests: false });
  });

  it("takes theirs, and then has nothing to save", async () => {
    const { place, settings } = await opened();
    settings.edit("name", "Mine");
    place.values["name"] = "Theirs";
    await settings.live.load();
    settings.discard(["name"]);
    expect([settings.value("name"), settings.conflicts.value.size, settings.dirty.value.size]).toEqual([
      "Theirs",
      0,
      0,
    ]);
  });

  it("keeps what was written when it is refused, and says where", async () => {
    const { place, settings } = await opened();
    place.refusal = { code: "bad_field", field: "name" };
    settings.edit("name", "\u202e");
    expect(await settings.save(["name"])).toBe(false);
    expect([settings.problem.value, settings.value("name")]).toEqual([
      { code: "bad_field", field: "name" },
      "\u202e",
    ]);
    settings.edit("name", "Tea");
    expect(settings.problem.value).toBeNull();
  });

  it("keeps what was written while nobody answers", async () => {
    const { place, settings } = await opened();
    settings.edit("name", "Mine");
    place.down = true;
    expect(await settings.save(["name"])).toBe(false);
    expect([settings.problem.value?.code, settings.value("name"), settings.saving.value]).toEqual([
      "offline",
      "Mine",
      false,
    ]);
    place.down = false;
    expect(await settings.save(["name"])).toBe(true);
  });

  it("goes back to the default by telling the server so", async () => {
    const { place, settings } = await opened();
    place.values["guests"] = false;
    await settings.live.load();
    await settings.reset("guests");
    expect([place.patches, settings.value("guests")]).toEqual([[{ guests: null }], true]);
  });
});
