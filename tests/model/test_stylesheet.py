"""Stylesheets of the owner's: what passes, and what names another host in whatever disguise."""

from __future__ import annotations

import pytest

from teahouse.model.errors import BadFieldError
from teahouse.model.stylesheet import STYLE_BYTES, check_style


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":root { --accent: #aa3322; } /* 茶 */",
        "body { background: url(/house/logo) no-repeat, url('paper.png') }",
        ".a::before { content: '\\201C'; }",
        "a { background: url(data:image/svg+xml;utf8,<svg xmlns='http:) }".replace("'http:", ""),
        'b { background: url("data:image/png;base64,iVBORw0KGgo//8=") }',
        "@media (max-width: 40rem) { p { color: red } }",
        "#x > li:nth-child(2n+1):hover { color: rgb(1 2 3 / 50%) }",
    ],
)
def test_what_stays_here_passes_as_it_is(text: str) -> None:
    assert check_style(text, "custom_css") == text


@pytest.mark.parametrize(
    "text",
    [
        "@import 'more.css';",
        "@IMPORT url(more.css);",
        "@\\69mport 'more.css';",
        "@\\000069 mport 'more.css';",
        "a { background: url(https://elsewhere.example/x) }",
        "a { background: url( '//elsewhere.example/x' ) }",
        "a { background: url(/\\/elsewhere.example/x) }",
        "a { background: url('/\t/elsewhere.example/x') }",
        "a { background: url('/\\\n/elsewhere.example/x') }",
        "a { background: u\\72l(https:elsewhere.example) }",
        "a { background: url(https:elsewhere.example/x) }",
        "a { background: url(h\\74 tps:elsewhere) }",
        "a { background: image-set('https:elsewhere' 1x) }",
        "a { background: image-set('//elsewhere.example' 1x) }",
        "a { background: url(javascript:alert(1)) }",
        "a { background: url(data:text/html,x) }",
        '.b { content: "/*"; background: url(//elsewhere.example); x: "*/" }',
        "@font-face { font-family: x; src: url(ftp:x) }",
        "a { color: red }\0",
        "a { content: '\ud800' }",
        "/" + "*" * STYLE_BYTES,
        "茶" * (STYLE_BYTES // 3 + 1),
    ],
)
def test_what_reaches_out_or_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(BadFieldError) as refused:
        check_style(text, "custom_css")
    assert refused.value.field == "custom_css"
