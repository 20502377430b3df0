"""One page of the room, by what a person sees of it and does with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE_MS = 15_000

SHOWN = """() => [...document.querySelectorAll("[data-seq]")].map((said) => {
  const group = said.closest(".group");
  const marks = [];
  const tag = group.querySelector(".group-tag");
  if (group.classList.contains("whispered")) marks.push(`whisper: ${tag?.textContent ?? ""}`);
  for (const at of said.querySelectorAll(".at")) marks.push(`${at.className} ${at.textContent}`);
  for (const link of said.querySelectorAll("a")) marks.push(`link ${link.href}`);
  const gone = said.querySelector(".said-gone");
  if (gone) marks.push("gone");
  return {
    seq: Number(said.dataset.seq),
    author: group.querySelector(".group-name")?.textContent ?? "",
    text: (gone ?? said.querySelector(".said-body"))?.textContent ?? "",
    marks,
  };
})"""

AT_END = """() => {
  const log = document.querySelector(".log");
  return log.scrollHeight - log.scrollTop - log.clientHeight <= 2;
}"""


# One presses "Try now" as soon as it is there.
BACK_AND_SEES = """(text) => {
  document.querySelector(".banner button")?.click();
  return [...document.querySelectorAll("[data-seq] .said-text")].some((said) => said.textContent === text);
}"""

ARRIVED = """(seq) => {
  const found = document.querySelector(`[data-seq="${seq}"]`);
  if (!found || !("found" in found.dataset)) return false;
  const log = document.querySelector(".log").getBoundingClientRect();
  const { top, bottom } = found.getBoundingClientRect();
  return top >= log.top && bottom <= log.bottom;
}"""

# All that the page keeps in the browser's databases, as text.
ON_DISK = """async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      found.push(...await done(database.transaction(store).objectStore(store).getAll()));
    database.close();
  }
  return JSON.stringify(found);
}"""

# How far one has read in the lobby, as the server knows.
READ = "() => fetch('/api/v1/rooms').then((answer) => answer.json()).then(({ rooms }) => rooms[0].read)"

# As when another tab is in front, or the window is minimised: without a window nothing is ever behind another.
PUT_AWAY = """(away) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => away ? "hidden" : "visible" });
  Object.defineProperty(document, "hidden", { configurable: true, get: () => away });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

# Playwright's own wait_for_function evaluates strings in the page, which the policy refuses there.
UNTIL = """async ([argument, patience]) => {
  const condition = %s;
  const end = performance.now() + patience;
  while (!(await condition(argument))) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}"""


class Shown(Struct, frozen=True):
    """A message of the log as it stands on the screen."""

    seq: int
    author: str
    text: str
    marks: list[str]


class Tab:
    """A page that shows the room."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.received: list[str] = []
        """Every text frame that came over any of its sockets."""
        page.set_default_timeout(PATIENCE_MS)
        page.on("websocket", lambda socket: socket.on("framereceived", self._receive))

    def _receive(self, payload: str | bytes) -> None:
        self.received.append(payload if isinstance(payload, str) else payload.decode())

    def load(self, query: str = "") -> None:
        """Go there and wait until the room is drawn."""
        self.page.goto(f"{self.address}/{query}")
        self.drawn()

    def reload(self) -> None:
        self.page.reload()
        self.drawn()

    def drawn(self) -> None:
        """Wait until the history stands there, or that there is none."""
        self.until("() => document.querySelector('.log[aria-busy=false]') !== null")

    def until(self, condition: str, argument: Any = None, *, patience_ms: float = PATIENCE_MS) -> None:
        """Wait until a JavaScript function (of `argument`) gives true; fail after `patience_ms`."""
        held = self._holds(condition, argument, patience_ms)
        assert held, f"did not come to hold within {patience_ms} ms: {condition} of {argument!r}"

    def _holds(self, condition: str, argument: Any, patience_ms: float = PATIENCE_MS) -> bool:
        held: bool = self.page.evaluate(UNTIL % condition, [argument, patience_ms])
        return held

    # What one does.

    @property
    def field(self) -> Locator:
        return self.page.locator("#composer")

    def write(self, text: str) -> None:
        """Type at the caret."""
        self.field.focus()
        self.page.keyboard.insert_text(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def enter(self, text: str) -> None:
        """Write it and press Enter."""
        self.write(text)
        self.press("Enter")

    def say(self, text: str) -> None:
        """Enter it, and wait until it has its place in the log."""
        self.enter(text)
        self.sees(text)

    def say_to(self, written: str, text: str) -> None:
        """Enter what is written, and wait for the text that it becomes."""
        self.enter(written)
        self.sees(text)

    def rename(self, name: str) -> None:
        self.page.locator(".name-chip").click()
        field = self.page.locator(".name-field")
        field.fill(name)
        field.press("Enter")
        expect(field).to_have_count(0)
        self.until("name => document.querySelector('.name-chip')?.title === name", name)

    def named(self, name: str, first_words: str) -> None:
        """Take a name and say something, which makes the visitor a person."""
        self.rename(name)
        self.say(first_words)

    def put_away(self, away: bool = True) -> None:
        """Another tab is in front of it, or not any more."""
        self.page.evaluate(PUT_AWAY, away)

    def deed(self, text: str, name: str) -> None:
        """Choose from the menu of the message with this text."""
        self.sees(text)
        self.said(text).click(button="right")
        self.page.get_by_role("menuitem", name=name, exact=True).click()

    def scroll_to(self, top: int) -> None:
        self.page.evaluate("top => { document.querySelector('.log').scrollTop = top; }", top)

    # What one sees.

    def said(self, text: str) -> Locator:
        """The message of the log that has this text."""
        exactly = re.compile(f"^{re.escape(text)}$")
        return self.page.locator("[data-seq]").filter(has=self.page.locator(".said-text", has_text=exactly))

    def seq_of(self, text: str) -> int:
        return int(self.said(text).get_attribute("data-seq") or "0")

    def arrived_at(self, seq: int) -> None:
        """Wait until this message was brought on the screen and flashes."""
        self.until(ARRIVED, seq)

    def sees(self, text: str) -> None:
        """Wait until a message of the log has this text."""
        held = self._holds(
            "text => [...document.querySelectorAll('[data-seq] .said-text')]"
            ".some((said) => said.textContent === text)",
            text,
        )
        assert held, f"no message says {text!r}; the last of the log: {self.shown()[-5:]}"

    def back_and_sees(self, text: str) -> None:
        """Reconnect without waiting for the next try, until a message of the log has this text."""
        self.until(BACK_AND_SEES, text)

    def shown(self) -> list[Shown]:
        """The messages of the log that the page holds."""
        return convert(self.page.evaluate(SHOWN), list[Shown])

    def read(self) -> int:
        """How far one has read in the lobby, as the server knows."""
        found: int = self.page.evaluate(READ)
        return found

    def has_read(self, seq: int) -> None:
        """Wait until the server knows that one has read so far."""
        self.until(f"seq => ({READ})().then((read) => read >= seq)", seq)

    def on_disk(self) -> str:
        """What the page keeps for its next start."""
        found: str = self.page.evaluate(ON_DISK)
        return found

    def keeps(self, text: str, *, kept: bool = True) -> None:
        """Wait until the page keeps this for its next start, or not any more."""
        self.until(f"async ([text, kept]) => (await ({ON_DISK})()).includes(text) === kept", [text, kept])

    def texts(self) -> list[str]:
        return [message.text for message in self.shown()]

    def own_texts(self) -> list[str]:
        """One's own messages that have no place yet."""
        texts: list[str] = self.page.locator("[data-key] .said-text").all_text_contents()
        return texts

    def last_seq(self) -> int:
        shown = self.shown()
        return shown[-1].seq if shown else 0

    def comes_to_end(self) -> None:
        """Wait until the newest message is on the screen."""
        self.until(AT_END)

    def at_end(self) -> bool:
        found: bool = self.page.evaluate(AT_END)
        return found

    def people(self) -> list[str]:
        """The names in the list of who is here."""
        names: list[str] = self.page.locator(".people-list .person > bdi").all_text_contents()
        return sorted(names)

    def until_people(self, *names: str) -> None:
        """Wait until exactly these are here, and the counts say so."""
        self.until(
            """names => {
              const list = document.querySelectorAll(".people-list .person > bdi");
              const here = [...list].map((name) => name.textContent).sort();
              const count = Number(document.querySelector(".people-count").textContent);
              const told = Number.parseInt(document.querySelector(".room-count").textContent || "0", 10);
              const same = here.length === names.length && here.every((name, i) => name === names[i]);
              return same && count === names.length && told === names.length;
            }""",
            sorted(names),
        )

    def name(self) -> str:
        """One's own name; empty while it is being changed, or nobody knows it yet."""
        chip = self.page.locator(".name-chip[title]")
        return chip.get_attribute("title") or "" if chip.count() else ""
