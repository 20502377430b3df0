"""The style of an exported page: no script, no font, nothing from elsewhere."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #24211c; --soft: #6f695e; --line: #e3ded3;
  --tint: #f1ede4; --accent: #8a5a1c; --mark: #fff3c9; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1916; --ink: #ece7dd; --soft: #a39b8d; --line: #38342d;
  --tint: #26231f; --accent: #e0ad66; --mark: #453a1c; } }
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%;
  font: 16px/1.6 system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.3; }
h2 { margin: 2rem 0 .5rem; font-size: .875rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
a { color: var(--accent); }
header p, footer { margin: .25rem 0; color: var(--soft); font-size: .875rem; }
.tongue { display: inline-flex; gap: .75rem; margin: .5rem 0 0; color: var(--soft); font-size: .875rem; }
.tongue label { display: inline-flex; gap: .25rem; align-items: center; min-height: 2.75rem; cursor: pointer; }
:root:has(#zh:checked) .en, :root:has(#en:checked) .zh { display: none; }
article { padding: .5rem; margin: 0 -.5rem; border-radius: .5rem; scroll-margin-top: 1rem; }
article:target { background: var(--mark); }
article > p:first-child { margin: 0; }
.name { font-weight: 600; }
article:has(+ .more) { padding-bottom: .125rem; } .more { padding-top: .125rem; }
.more > p:first-child { float: right; margin-left: .75rem; }
.more .name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.at, .about { color: var(--soft); font-size: .8125rem; text-decoration: none; }
.body > :first-child { margin-top: 0; } .body > :last-child { margin-bottom: 0; }
.body p, .body ul, .body ol { margin: .25rem 0; }
.body ul, .body ol { padding-left: 1.5rem; }
.action .body { font-style: italic; }
blockquote { margin: .25rem 0; padding-left: .75rem; border-left: 3px solid var(--line); color: var(--soft); }
pre, code { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--tint); border-radius: .25rem; }
code { padding: .1em .3em; } pre { padding: .75rem; overflow-x: auto; } pre code { padding: 0; background: none; }
.reply { display: block; color: var(--soft); font-size: .8125rem; padding-left: .75rem; border-left: 3px solid var(--line);
  text-decoration: none; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
figure { margin: .25rem 0; } figcaption { color: var(--soft); font-size: .8125rem; }
img { display: block; max-width: 100%; height: auto; max-height: 24rem; border-radius: .5rem; }
.files, .poll { list-style: none; margin: .25rem 0; padding: 0; font-size: .875rem; }
.files li, .poll li { padding: .25rem .5rem; margin: .25rem 0; border: 1px solid var(--line); border-radius: .25rem; }
.reactions { display: flex; flex-wrap: wrap; gap: .25rem; margin: .25rem 0 0; padding: 0; list-style: none; font-size: .8125rem; }
.reactions li { padding: 0 .5rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--tint); }
@media print { html { background: #fff; color: #000; font-size: 10pt; } .tongue { display: none; }
  body { max-width: none; padding: 0; } article { break-inside: avoid; } img { max-height: 12cm; } a { color: inherit; } }
"""
