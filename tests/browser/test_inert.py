"""What others write is text: nothing of it runs, leads anywhere by itself, or reaches beyond its own lines."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.http import unique
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.visits import Visits

RAN = "window.ran = true"
ENCODED = base64.b64encode(f"<script>top.{RAN}</script>".encode()).decode()

CORPUS = [
    f"<script>{RAN}</script>",
    f"<img src=x onerror='{RAN}'>",
    f"<img/src/onerror={RAN}>",
    f"<svg onload='{RAN}'><animate onbegin='{RAN}' attributeName=x dur=1s>",
    f"<svg><script>{RAN}</script></svg>",
    f"<details open ontoggle='{RAN}'>x</details>",
    f"<iframe srcdoc='<script>top.{RAN}</script>'></iframe>",
    f"<iframe src='javascript:top.{RAN}'></iframe>",
    f"<object data='data:text/html;base64,{ENCODED}'></object>",
    f"<a href='javascript:{RAN}'>press me</a>",
    f"<form action='javascript:{RAN}'><button autofocus onfocus='{RAN}'>x</button></form>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror='{RAN}'>",
    f"<style>@import 'data:text/css,*{{background:url(javascript:{RAN})}}'</style>",
    "<meta http-equiv=refresh content='0;url=about:blank'>",
    "<base href='https://example.org/'>",
    f"<!--<img src='--><img src=x onerror={RAN}//'>",
    f"<noscript><p title='</noscript><img src=x onerror={RAN}>'>",
    f"[press me](javascript:{RAN})",
    f"[press me](JaVaScRiPt&colon;{RAN})",
    f"[press me](&#106;avascript:{RAN})",
    f"[press me](java\tscript:{RAN})",
    f"[press me]( javascript:{RAN})",
    f"[press me](<javascript:{RAN}>)",
    f"[press me](data:text/html;base64,{ENCODED})",
    "[press me](vbscript:msgbox)",
    "[press me](file:///etc/passwd)",
    "[press me](blob:https://example.org/1)",
    f"[press me][1]\n\n[1]: javascript:{RAN}",
    f"![x](javascript:{RAN})",
    f"![x](x 'onerror={RAN}')",
    f'![x" onerror="{RAN}](http://127.0.0.1:9/x.png)',
    f"<javascript:{RAN}>",
    f"<http://x.example/' onclick='{RAN}>",
    f'https://x.example/"onmouseover="{RAN}',
    f"http://x.example/<img src=x onerror={RAN}>",
    f"www.x.example/javascript:{RAN}",
    f"**<img src=x onerror='{RAN}'>**",
    f"~~`</code><img src=x onerror='{RAN}'>`~~",
    f"```html\n</code></pre><img src=x onerror='{RAN}'>\n```",
    f'```" onmouseover="{RAN}\nx\n```',
    f"||<img src=x onerror='{RAN}'>||",
    f"> <img src=x onerror='{RAN}'>\n\n- <script>{RAN}</script>",
    f"$$\\href{{javascript:{RAN}}}{{x}}$$",
    f"$\\url{{javascript:{RAN}}}$ and $\\htmlData{{x=y}}{{z}}$ and $\\includegraphics{{x}}$",
    "$\\def\\x{\\x\\x}\\x$",
    f":</span><img src=x onerror={RAN}>:",
    f"@all<img src=x onerror={RAN}>",
    "{{constructor.constructor('window.ran=true')()}} ${window.ran=true} <%= 7*7 %>",
    '{"__html": "<img src=x onerror=\'window.ran=true\'>"}',
    "\u202e<img src=x onerror='window.ran=true'>\u202c",
    "&lt;img src=x onerror=window.ran=true&gt; &#60;script&#62;window.ran=true&#60;/script&#62;",
    "]]><script>window.ran=true</script><![CDATA[",
    "x" * 2_000 + f"<img src=x onerror='{RAN}'>",
    ("> " * 400) + f"<img src=x onerror='{RAN}'>",
    ("[" * 2_000) + f"](javascript:{RAN})",
    ("*_" * 2_000),
]

# Everything that a text is made of, and the attributes that any of it has.
MADE_OF = """() => {
  const elements = new Set();
  const attributes = new Set();
  const links = new Set();
  const sources = new Set();
  for (const text of document.querySelectorAll(".said-text, .quote-text, .pins-text, .unseen[aria-live]"))
    for (const element of text.querySelectorAll("*")) {
      elements.add(element.localName);
      // A formula is set through the CSSOM, which the policy allows and which shows as an attribute.
      for (const { name } of element.attributes)
        if (name !== "style" || !element.closest(".katex")) attributes.add(name);
      if (element.hasAttribute("href")) links.add(new URL(element.href).protocol);
      if (element.hasAttribute("src")) sources.add(element.src);
    }
  return [[...elements], [...attributes], [...links], [...sources]];
}"""

DANGEROUS = {
    *("script", "style", "iframe", "object", "embed", "img", "image", "form", "input", "textarea", "select"),
    *("meta", "base", "link", "video", "audio", "source", "template", "noscript", "frame", "animate", "set"),
}

# Marks, embeddings, overrides and isolates without their ends, and ends without beginnings.
BIDI = [
    "\u202eevil\u202e \u2066never ends",
    "\u2069\u2069\u202c\u202c\u202cends that close what is not theirs",
    "\u2067\u2067\u2067\u2067\u2067 right \u202b\u202b\u202b to left",
    "\u200f\u061c\u200e\u202a\u202d\u2068" * 200 + "marks",
    "שלום \u202eעולם\u202c hello",
]

GEOMETRY = """(text) => {
  const said = [...document.querySelectorAll("[data-seq]")].find((each) => each.textContent.includes(text));
  const group = said.closest(".group");
  const left = (selector) => Math.round(group.querySelector(selector).getBoundingClientRect().left);
  const frame = document.querySelector(".log").getBoundingClientRect();
  const { left: begin, right: end } = said.querySelector(".said-text").getBoundingClientRect();
  return {
    order: [left(".group-avatar"), left(".group-name"), left(".group-time")],
    within: begin >= frame.left && end <= frame.right,
    isolated: getComputedStyle(said.querySelector(".said-text")).unicodeBidi,
    name: group.querySelector(".group-name").textContent,
  };
}"""


@pytest.fixture(scope="module")
def den(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server at which somebody tried everything."""
    server = Server(tmp_path_factory.mktemp("den"), "--limits", "off", "--link-previews", "off")
    try:
        server.start()
        Voice(server, "Mallory").say_all(CORPUS)
        yield server
    finally:
        server.close()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_nothing_that_is_written_runs(den: Server, visits: Visits, locale: str) -> None:
    asked: list[str] = []
    context = visits.context(locale)
    context.on("request", lambda request: asked.append(request.url))
    tab = visits.tab(context, den.http)
    tab.until("count => document.querySelectorAll('[data-seq]').length >= count", len(CORPUS))
    # As it comes live, too: told aloud, answered, pinned, and looked for.
    voice = Voice(den, unique("Mallory"))
    for number, text in enumerate(CORPUS[:4]):
        seq = voice.say(text, reply_to=number + 2)
        voice.change("PUT", seq, "pin")
        tab.until("seq => document.querySelector(`[data-seq='${seq}']`) !== null", seq)
    tab.press("Control+f")
    tab.page.get_by_role("searchbox").fill("ran")
    tab.page.locator(".hit-text").first.wait_for()
    for spoiler in tab.page.locator(".said-text .spoiler").all():
        spoiler.click()
    elements, attributes, links, sources = tab.page.evaluate(MADE_OF)
    assert DANGEROUS.isdisjoint(elements), elements
    assert not [name for name in attributes if name.startswith("on") or name in ("srcdoc", "style", "action")]
    assert set(links) <= {"http:", "https:", "mailto:"}
    assert sources == []
    assert tab.page.evaluate("window.ran") is None
    # Whatever looks like something to press is pressed; links open elsewhere, and this page stays.
    tab.page.evaluate(
        """() => { for (const link of document.querySelectorAll(".said-text a")) {
          link.addEventListener("click", (event) => event.preventDefault());
          link.click();
          if (link.target !== "_blank" || !link.rel.includes("noopener")) throw new Error(link.outerHTML);
        } }"""
    )
    assert tab.page.evaluate("window.ran") is None
    assert tab.page.evaluate("document.baseURI").startswith(den.http)
    assert all(url.startswith((den.http, "blob:")) for url in asked), asked
    # And the room works as before.
    tab.page.keyboard.press("Escape")
    text = unique("still here")
    tab.say(text)
    tab.reload()
    tab.sees(text)
    assert tab.page.evaluate("window.ran") is None


def test_the_policy_allows_nothing_inline(den: Server, visits: Visits) -> None:
    tab = visits.open(den.http)
    policy: str = tab.page.evaluate(
        "fetch('/').then((answer) => answer.headers.get('content-security-policy'))"
    )
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    assert "unsafe" not in policy
    assert rules["script-src"] == ["'self'"]
    assert rules["style-src"] == ["'self'"]
    assert rules["require-trusted-types-for"] == ["'script'"]
    assert rules["object-src" if "object-src" in rules else "default-src"] == ["'none'"]
    assert rules["base-uri"] == ["'none'"]


def test_bidi_controls_stay_within_their_message(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Arranger"))
    tab = visits.open(house.http)
    others = [Voice(house, unique("Plain")) for _ in BIDI]
    seqs = []
    for other, text in zip(others, BIDI, strict=True):
        seqs.append(voice.say(text))
        other.say(f"plain words of {other.name}")
    tab.sees(f"plain words of {others[-1].name}")
    plain = tab.page.evaluate(GEOMETRY, f"plain words of {others[-1].name}")
    assert plain["order"] == sorted(plain["order"])
    for words in ("evil", "ends that close", "right", "marks", "hello", f"plain words of {others[0].name}"):
        found = tab.page.evaluate(GEOMETRY, words)
        assert found["order"][:2] == plain["order"][:2], words
        assert found["order"] == sorted(found["order"]), words
        assert found["within"], words
        assert found["isolated"] == "isolate", words
    # In every other place that shows it: an answer's excerpt, a pin, what was found.
    voice.change("PUT", seqs[0], "pin")
    voice.say("an answer to that", reply_to=seqs[0])
    tab.sees("an answer to that")
    for place in (".pins-text bdi", ".said-quote bdi.quote-text"):
        expect(tab.page.locator(place).first).to_have_count(1)
        assert (
            tab.page.locator(place).first.evaluate("element => getComputedStyle(element).unicodeBidi")
            == "isolate"
        )


def test_a_name_cannot_hold_what_turns_or_hides(house: Server, visits: Visits) -> None:
    visits.expect("status of 4(00|22)")  # what the server refuses stands in the console, too
    tab = visits.open(house.http)
    tab.say(unique("before"))
    for name in ("\u202eetaerced", "inv\u200bisible", "tag\U000e0041", "<b>\u0000"):
        tab.page.locator(".name-chip").click()
        field = tab.page.locator(".name-field")
        field.fill(name)
        field.press("Enter")
        expect(tab.page.locator(".name-problem")).to_be_visible()
        field.press("Escape")
