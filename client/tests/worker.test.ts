import { describe, expect, it } from "vitest";
import { assetsOf, isWord, placeIn, soon, told } from "../src/worker/kept";
import { isKept } from "../src/worker/page-cache";

describe("the page's parts", () => {
  it("are those that it names, each once", () => {
    const html = `<link rel="icon" href="/assets/a-1.svg"><script src="/assets/b-2.js"></script>
      <link rel="modulepreload" href="/assets/b-2.js"><link rel="manifest" href="/manifest.webmanifest">
      <script src="https://elsewhere.example/assets/c.js"></script>`;
    expect(assetsOf(html)).toEqual(["/assets/a-1.svg", "/assets/b-2.js"]);
    expect(assetsOf("<h1>Sign in to this network</h1>")).toEqual([]);
  });

  it("are kept, and nothing of the API, the sockets and people's files", () => {
    const paths = ["/assets/a-1.js", "/icons/192.png", "/favicon.svg", "/manifest.webmanifest"];
    expect(paths.filter((path) => !isKept(path))).toEqual([]);
    const others = ["/", "/api/v1/me", "/ws", "/files/x/y.png", "/sw.js", "/api/assets/x", "/metrics"];
    expect(others.filter(isKept)).toEqual([]);
  });
});

describe("the server's word", () => {
  it("is everything but its own trouble", () => {
    expect([200, 0, 302, 401, 403, 500, 502, 503].map((status) => isWord({ status }))).toEqual([
      ...[true, true, true, true, true, false, false, false],
    ]);
  });

  it("is waited for a while", async () => {
    expect(await soon(Promise.resolve(1), 1_000)).toBe(1);
    expect(await soon(Promise.reject(new TypeError("gone")), 1_000)).toBeNull();
    expect(await soon(new Promise(() => {}), 1)).toBeNull();
  });
});

describe("a notice", () => {
  it("is read with care", () => {
    const whole = { title: "t", text: "x", link: "/#/r/1/2", tag: "room-1", language: "en" };
    expect(told(JSON.stringify(whole))).toEqual(whole);
    expect(told('{"title":"t","link":5}')).toEqual({ title: "t", text: "", link: "", tag: "", language: "" });
    expect(["", "null", "[]", "5", '{"title":5}', "{"].map(told)).toEqual(Array(6).fill(null));
  });

  it("leads to its place, the worker's and the page's own", () => {
    expect(placeIn("/#/r/1/2")).toBe("/#/r/1/2");
    expect(placeIn({ place: "#/r/1/2" })).toBe("/#/r/1/2");
    expect([null, undefined, 5, {}, { place: 5 }].map(placeIn)).toEqual(Array(5).fill("/"));
  });
});
