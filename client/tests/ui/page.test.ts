import { describe, expect, it } from "vitest";
import { pageHref, pageOf } from "../../src/ui/parts/page";

describe("the address of a page", () => {
  it("names it, and what it is about", () => {
    expect(pageOf("#/admin")).toEqual({ name: "admin", rest: "" });
    expect(pageOf("#/admin/")).toEqual({ name: "admin", rest: "" });
    expect(pageOf("#/admin/people")).toEqual({ name: "admin", rest: "people" });
    expect(pageOf(pageHref("admin", "theme"))).toEqual({ name: "admin", rest: "theme" });
  });

  it("is none of a room, of a link, and of anything else", () => {
    for (const hash of ["", "#", "#/r/1", "#/r/1/2", "#/reset/abc", "#/admins", "#/admin/a/b", "#admin"])
      expect(pageOf(hash), hash).toBeNull();
  });
});
