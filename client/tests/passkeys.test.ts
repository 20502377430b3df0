import { describe, expect, it } from "vitest";
import {
  creation,
  fromBase64url,
  passkeysFill,
  passkeysWork,
  request,
  toBase64url,
} from "../src/state/passkeys";

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;
const list = (buffer: unknown): number[] => [...new Uint8Array(buffer as ArrayBuffer)];

describe("base64url", () => {
  it("has the letters of RFC 4648, section 5, and no padding", () => {
    expect(toBase64url(bytes(0xfb, 0xff, 0xfe))).toBe("-__-");
    expect(toBase64url(bytes(1))).toBe("AQ");
    expect(list(fromBase64url("-__-"))).toEqual([0xfb, 0xff, 0xfe]);
    expect(list(fromBase64url("AQ=="))).toEqual([1]);
  });

  it("brings every length back as it was", () => {
    for (let length = 0; length < 70; length += 1) {
      const values = Array.from({ length }, (_, i) => (i * 89 + length) % 256);
      expect(list(fromBase64url(toBase64url(bytes(...values))))).toEqual(values);
    }
  });

  it("refuses what is none", () => {
    expect(() => fromBase64url("%%%")).toThrow();
  });
});

describe("what the server asks", () => {
  it("becomes bytes where the browser wants bytes, and stays as it is elsewhere", () => {
    const made = creation({
      challenge: "AQI",
      rp: { id: "localhost", name: "Teahouse" },
      user: { id: "Aw", name: "山间清风", displayName: "山间清风" },
      excludeCredentials: [{ id: "BA", type: "public-key" }],
      timeout: 300_000,
    });
    expect(list(made.challenge)).toEqual([1, 2]);
    expect(list(made.user.id)).toEqual([3]);
    expect(made.user.name).toBe("山间清风");
    expect(made.excludeCredentials?.map(({ id, type }) => [list(id), type])).toEqual([[[4], "public-key"]]);
    expect([made.timeout, made.rp.id]).toEqual([300_000, "localhost"]);
  });

  it("may name no credential: any passkey of this place answers then", () => {
    const made = request({ challenge: "AQI", rpId: "localhost", userVerification: "required" });
    expect([list(made.challenge), made.allowCredentials, made.rpId]).toEqual([[1, 2], [], "localhost"]);
  });
});

it("is not offered where the browser has none", async () => {
  expect(passkeysWork()).toBe(false);
  expect(await passkeysFill()).toBe(false);
});
