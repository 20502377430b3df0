"""Every state of the page in every language, width and light: words, sizes, accessibility."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.features import features
from tests.browser.keeping import SETUP, Keeping, keeping, setting_up
from tests.browser.line import Line
from tests.browser.own_room import own_room
from tests.browser.tab import Tab
from tests.browser.tour import SOCKET, Scene, tour, troubles
from tests.browser.visits import PHONE, WIDE
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.visits import Visits
    from tests.harness.proxy import Proxy

AXE = Path(__file__).resolve().parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"
LOCALES = {"en": "en-US", "zh-CN": "zh-CN", "pseudo": "en-US"}

# Names, the brand, keys and units are the same in every language.
SAME = ["Teahouse", "茶馆", "Alt+W", "KB", "MB", "Ctrl", "Esc", "Enter", "Tab", "Shift"]

FOREIGN_WORDS = r"""([foreign, same]) => {
  const pattern = new RegExp(foreign, "u");
  const found = [];
  const check = (where, text) => {
    let rest = text.replace(/\u2068[^\u2069]*\u2069/gu, "");
    for (const word of same) rest = rest.replaceAll(word, "");
    if (pattern.test(rest)) found.push(`${where}: ${text.trim()}`);
  };
  // What people wrote, and what they called things, is in whatever language they speak.
  const written = ".said-text, .file-sheet, .tray-picture, .option-name, .option-command, .emoji-code, .option:has(.emoji), option, .webhooks-example, .unsent-text, .avatar, code, kbd, bdi, [lang]:not(html), [aria-live=polite] p";
  const named = ".said, .said-quote, .poll-option, .picture, .lightbox, .lightbox-picture, .code, code, video, audio, a";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest(written)) continue;
    check(parent.className || parent.localName, node.data);
  }
  for (const element of document.body.querySelectorAll(`:not(${named}, bdi)`))
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"])
      if (element.hasAttribute(name)) check(`${element.className} ${name}`, element.getAttribute(name));
  check("document.title", document.title);
  return found;
}"""

OVERFLOWS = """() => {
  const found = [];
  const told = (element) => `${element.localName}.${element.className}: "${element.textContent.slice(0, 40)}"`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("svg, .unseen, .skip, .code-text, .katex, .katex-display") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const ends = style.textOverflow === "ellipsis" || ["auto", "scroll"].includes(style.overflowX);
    // What hangs over on purpose: bubbles, a button whose padding stands in the margin, the ground of a message.
    const children = [...element.querySelectorAll(":scope > *, :scope > li > *")].map((child) => getComputedStyle(child));
    // So does the sign of one that is on its way, which a held message may be at any moment.
    const hung = children.some(({ position }) => position === "absolute") || element.querySelector(".said-sign");
    const grounds = [element, ...element.children, ...element.querySelectorAll(".said, .edited")];
    const ground = grounds.flatMap((each) =>
      ["::before", "::after"].map((name) => getComputedStyle(each, name).right));
    const outside = [...ground, ...children.map(({ marginRight }) => marginRight)].map((px) => -Number.parseFloat(px));
    const margin = Math.max(0, ...outside.filter((px) => px > 0 && px < 20));
    // One pixel wide: only for those who hear the page.
    const over = element.clientWidth > 1 ? element.scrollWidth - element.clientWidth - margin : 0;
    if (!ends && !hung && over > 1)
      found.push(`${told(element)}: ${element.scrollWidth} > ${element.clientWidth}`);
    const clips = (each) => !each.matches(".log, .log *, body") && getComputedStyle(each).overflowX !== "visible";
    // What is cut off or scrolls in itself, within something that is not wider than the page.
    let around = element.parentElement;
    while (around && !clips(around)) around = around.parentElement;
    if (around) continue;
    const { left, right, width } = element.getBoundingClientRect();
    if (width > 0 && (right > innerWidth + 1 || left < -1)) found.push(`${told(element)}: ${left} to ${right}`);
  }
  return found;
}"""

RUN_AXE = """async (rules) => {
  const only = rules === null ? {} : { runOnly: { type: "rule", values: rules } };
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, failureSummary }) =>
      `${html.slice(0, 200)} ${failureSummary}`).join("; ")}`);
}"""

# By what rules of axe to judge: by all, and in the dark, where nothing but the colours is another, by those about colours.
LIGHTS: list[tuple[Literal["light", "dark"], list[str] | None]] = [
    ("light", None),
    ("dark", ["color-contrast", "link-in-text-block"]),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A server with its limits, and a conversation under way."""
    server = Server(tmp_path_factory.mktemp("scene"))
    try:
        server.start()
        yield Scene(server)
    finally:
        server.close()


@pytest.fixture(scope="module")
def gathering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A server without limits, and a conversation under way."""
    server = Server(tmp_path_factory.mktemp("gathering"), "--limits", "off", "--link-previews", "off")
    try:
        server.start()
        yield Scene(server)
    finally:
        server.close()


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server at which nobody has spoken."""
    server = Server(tmp_path_factory.mktemp("empty"))
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """A place that somebody keeps in order."""
    server = Server(tmp_path_factory.mktemp("kept"), "--limits", "off", "--link-previews", "off")
    try:
        server.start()
        yield Keeping(server)
    finally:
        server.close()


def words_and_sizes(tab: Tab, language: str, names: list[str]) -> list[str]:
    """What is in another language, and what does not fit."""
    found: list[str] = []
    if language != "pseudo":
        foreign = r"\p{Script=Han}" if language == "en" else "[A-Za-z]{2,}"
        same = sorted({*SAME, *names, tab.name()} - {""}, key=len, reverse=True)
        found += tab.page.evaluate(FOREIGN_WORDS, [foreign, same])
    return found + list(tab.page.evaluate(OVERFLOWS))


def not_accessible(tab: Tab) -> list[str]:
    """What axe finds serious or critical, in light and in dark."""
    assert AXE.is_file(), "axe-core is installed with the client's packages: make page"
    found: list[str] = []
    if not tab.page.evaluate("'axe' in window"):
        tab.page.evaluate(AXE.read_text() + "\n0")
    for light, rules in LIGHTS:
        tab.page.emulate_media(color_scheme=light, reduced_motion="reduce")
        found += [f"{light}: {problem}" for problem in tab.page.evaluate(RUN_AXE, rules)]
    return found


def nothing_is_wrong(
    states: Iterator[str], tab: Tab, language: str, names: list[str], *, axe: bool = True
) -> None:
    """Go through the states, and fail with what is wrong in any of them, each once."""
    problems: dict[str, list[str]] = {}
    for state in states:
        found = words_and_sizes(tab, language, names)
        if axe and language != "pseudo":
            found += not_accessible(tab)
        for problem in found:
            problems.setdefault(problem, []).append(state)
    told = [f"{problem} ({found[0]}, and {len(found) - 1} more)" for problem, found in problems.items()]
    assert told == [], "\n".join(told)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-CN", "pseudo"])
def test_every_screen(
    scene: Scene,
    visits: Visits,
    make_proxy: Callable[[Server], Proxy],
    size: tuple[int, int],
    language: str,
) -> None:
    visits.expect_network_errors()
    visits.expect("status of 409")  # the name that is taken
    proxy = make_proxy(scene.server)
    context = visits.context(LOCALES[language], size=size, finger=size == PHONE, reduced_motion="reduce")
    tab = visits.tab(context, proxy.http)
    if language == "pseudo":
        tab.load("?lang=pseudo")
    nothing_is_wrong(tour(tab, scene, proxy, phone=size == PHONE), tab, language, scene.names)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-CN", "pseudo"])
def test_everything_that_opens(
    gathering: Scene, visits: Visits, size: tuple[int, int], language: str
) -> None:
    visits.expect("status of 4(13|15|22)")  # the file that is refused
    context = visits.context(LOCALES[language], size=size, finger=size == PHONE, reduced_motion="reduce")
    tab = visits.tab(context, gathering.server.http)
    if language == "pseudo":
        tab.load("?lang=pseudo")
    states = features(tab, gathering, phone=size == PHONE)
    nothing_is_wrong(states, tab, language, gathering.names)


@pytest.mark.parametrize(
    ("language", "size"), [("zh-CN", WIDE), ("en", PHONE), ("pseudo", PHONE)], ids=["zh-CN", "en", "pseudo"]
)
def test_a_room_of_ones_own(gathering: Scene, visits: Visits, size: tuple[int, int], language: str) -> None:
    context = visits.context(LOCALES[language], size=size, finger=size == PHONE, reduced_motion="reduce")
    tab = visits.tab(context, gathering.server.http)
    if language == "pseudo":
        tab.load("?lang=pseudo")
    nothing_is_wrong(own_room(tab, gathering, phone=size == PHONE), tab, language, gathering.names)


# Those about who may use it are looked at once for each width.
@pytest.mark.parametrize(
    ("language", "size", "axe"),
    [("en", WIDE, True), ("zh-CN", PHONE, True), ("en", PHONE, False), ("zh-CN", WIDE, False)],
    ids=["en-wide", "zh-CN-phone", "en-phone", "zh-CN-wide"],
)
def test_keeping_a_place(
    kept: Keeping, empty_house: Server, visits: Visits, language: str, size: tuple[int, int], axe: bool
) -> None:
    visits.expect(r"status of 40[14]")  # the wrong password, the link that was used
    context = visits.context(LOCALES[language], size=size, finger=size == PHONE, reduced_motion="reduce")
    first = Tab(context.new_page(), empty_house.http)
    setup = SETUP.search(empty_house.log())
    assert setup is not None, empty_house.log()
    first.page.goto(f"{empty_house.http}/{setup[0]}")
    nothing_is_wrong(setting_up(first), first, language, [], axe=axe)
    first.page.close()
    tab = visits.tab(context, kept.server.http)
    nothing_is_wrong(keeping(tab, kept, phone=size == PHONE), tab, language, kept.names, axe=axe)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-CN", "pseudo"])
def test_every_trouble(scene: Scene, visits: Visits, size: tuple[int, int], language: str) -> None:
    visits.expect_network_errors()
    context = visits.context(LOCALES[language], size=size, finger=size == PHONE, reduced_motion="reduce")
    tab = Tab(context.new_page(), scene.server.http)
    line = Line(tab.page)
    tab.load("?lang=pseudo" if language == "pseudo" else "")
    nothing_is_wrong(troubles(tab, scene, line, phone=size == PHONE), tab, language, scene.names)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-CN", "pseudo"])
def test_the_empty_room_and_the_room_that_does_not_load(
    empty_house: Server,
    visits: Visits,
    make_proxy: Callable[[Server], Proxy],
    size: tuple[int, int],
    language: str,
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(empty_house)
    context = visits.context(LOCALES[language], size=size, finger=size == PHONE, reduced_motion="reduce")
    tab = visits.tab(context, proxy.http)
    query = "?lang=pseudo" if language == "pseudo" else ""
    tab.load(query)
    expect(tab.page.locator(".empty")).to_be_visible()
    found = words_and_sizes(tab, language, []) + not_accessible(tab)
    proxy.refuse(SOCKET)
    proxy.cut(SOCKET)
    # Somebody who was never here: nothing of the room is kept for them.
    context = visits.context(LOCALES[language], size=size, finger=size == PHONE, reduced_motion="reduce")
    first = Tab(context.new_page(), proxy.http)
    first.page.goto(f"{proxy.http}/{query}")
    expect(first.page.locator(".skeleton")).to_be_visible()
    assert found + words_and_sizes(first, language, []) + not_accessible(first) == []
