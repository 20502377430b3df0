"""A room as one page of HTML that needs nothing else: no script, no network, no server.

Images are in the page up to a bound, other files a list with their sizes. Every message has
an anchor; the page prints, follows the theme, and is in Chinese or English as its reader chooses.
"""

from __future__ import annotations

import base64
import html
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from teahouse.files.folder import FolderBlobs
from teahouse.model.errors import NotFoundError
from teahouse.model.files import preview_of
from teahouse.moves.gathering import Gathering
from teahouse.moves.markdown import to_html
from teahouse.moves.outgoing import NO_EXTRAS, NO_FOLD, free_place, keep, pieces
from teahouse.moves.page_style import STYLE
from teahouse.moves.report import Report, Told
from teahouse.outbound.notice import LOBBY
from teahouse.protocol.parts import Extras, File
from teahouse.store.port import Place, StoredEvent

IMAGE_BYTES: Final = 1 << 20
"""A larger image comes as its small preview."""

IMAGES_BYTES: Final = 100 << 20
"""All images of a page together; those beyond are only listed."""

TOGETHER_MS: Final = 5 * 60_000
"""What one person said within this time stands under one name, as in the chat."""

EXCERPT: Final = 80
NAMES_CACHED: Final = 100_000
EXCERPTS: Final = 100_000
"""So far back an answer shows what it answers."""

HEAD: Final = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Teahouse">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{heading}</h1>
{topic}
<p>{about}</p>
<div class="tongue" role="radiogroup" aria-label="语言 / Language"><label><input type="radio" name="lang" id="zh"{zh}> <span lang="zh-CN">中文</span></label>
<label><input type="radio" name="lang" id="en"{en}> <span lang="en">English</span></label></div>
</header>
<main>
"""


def both(zh: str, en: str) -> str:
    """The same in both languages; one of them is shown."""
    return f'<span class="zh" lang="zh-CN">{html.escape(zh)}</span><span class="en" lang="en">{html.escape(en)}</span>'


class Page:
    """One page, written as it is made: only what answers need of earlier messages is kept."""

    def __init__(self, gathering: Gathering, place: Place, blobs: FolderBlobs, report: Report) -> None:
        self._gathering = gathering
        self._place = place
        self._blobs = blobs
        self._report = report
        self._excerpts: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._images = 0
        self._day = ""
        self._group: tuple[object, ...] = ()
        """Who said what stands last, and to whom, and when the first of it was said; empty if nothing joins it."""
        self._group_at = 0

    async def write(self, out: Path, language: str, now: int, told: Told) -> None:
        """Under its name only when it is whole. MoveError if `out` is there already."""
        part = free_place(out)
        try:
            with part.open("w", encoding="utf-8", newline="\n") as file:
                file.write(self._head(language, now))
                async for events in self._gathering.messages(self._place):
                    await self._learn_names(events)
                    for event in events:
                        await self._message(file, event)
                    self._report.messages += len(events)
                    told(len(events))
                file.write("</main>\n</body>\n</html>\n")
                file.flush()
                os.fsync(file.fileno())
            self._report.rooms += 1
            keep(part, out)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def _head(self, language: str, now: int) -> str:
        info = self._place.info
        zh = language.startswith("zh")
        title, heading = info.title or info.name, html.escape(info.title or info.name)
        if not info.title and info.name == "lobby":
            title, heading = LOBBY["zh-CN" if zh else "en"], both(LOBBY["zh-CN"], LOBBY["en"])
        when = _minute(now)
        about = both(f"导出于 {when}（所有时间均为 UTC）", f"Exported on {when}; all times are in UTC")
        return HEAD.format(
            lang="zh-CN" if zh else "en",
            title=html.escape(title),
            heading=heading,
            topic=f"<p>{html.escape(info.topic)}</p>" if info.topic else "",
            about=about,
            style=STYLE,
            zh=" checked" if zh else "",
            en="" if zh else " checked",
        )

    async def _learn_names(self, events: list[StoredEvent]) -> None:
        """Of those who reacted or voted: the log has the names of authors alone."""
        wanted: set[int] = set()
        for event in events:
            fold = event.folded or NO_FOLD
            wanted.update(person for reaction in fold.reactions for person in reaction.people)
            wanted.update(person for voters in fold.votes for person in voters)
        missing = wanted - self._names.keys()
        if missing:
            if len(self._names) > NAMES_CACHED:
                self._names.clear()
                missing = wanted
            self._names |= {person.id: person.name for person in await self._gathering.names(missing)}

    async def _message(self, file: TextIO, event: StoredEvent) -> None:
        extras, fold = event.extras or NO_EXTRAS, event.folded or NO_FOLD
        day = _minute(event.at)[:10]
        if day != self._day:
            self._day = day
            self._group = ()
            file.write(f"<h2>{day}</h2>\n")
        body = event.body or ""
        self._excerpts[event.seq] = f"{event.sender.name}: {' '.join(body.split())[:EXCERPT]}"
        if len(self._excerpts) > EXCERPTS:
            del self._excerpts[next(iter(self._excerpts))]
        about = [
            f'<a class="at" href="#m{event.seq}"><time datetime="{_iso(event.at)}">{_minute(event.at)[11:]}</time></a>'
        ]
        if fold.edited_at is not None:
            about.append(f'<span class="about">{both("已编辑", "edited")}</span>')
        if fold.pinned:
            about.append(f'<span class="about">📌 {both("已置顶", "pinned")}</span>')
        if event.to is not None:
            to = event.to.name
            about.append(f'<span class="about">{both(f"悄悄话，给 {to}", f"whispered to {to}")}</span>')
        joins = self._joins(event, extras)
        kind = ' class="action"' if extras.action else ' class="more"' if joins else ""
        file.write(
            f'<article id="m{event.seq}"{kind}>'
            f'<p><span class="name">{html.escape(event.sender.name)}</span> {" ".join(about)}</p>\n'
        )
        if event.target is not None and event.target in self._excerpts:
            said = html.escape(self._excerpts[event.target])
            file.write(f'<a class="reply" href="#m{event.target}">↩ {said}</a>\n')
        if body:
            file.write(f'<div class="body">{to_html(body)}</div>\n')
        if extras.options:
            file.write(self._poll(extras.options, fold.votes, closed=fold.closed))
        await self._files(file, extras.files)
        if fold.reactions:
            shown = (
                f'<li title="{html.escape(self._people(each.people))}">{html.escape(each.emoji)} {len(each.people)}</li>'
                for each in fold.reactions
            )
            file.write(f'<ul class="reactions">{"".join(shown)}</ul>\n')
        file.write("</article>\n")

    def _joins(self, event: StoredEvent, extras: Extras) -> bool:
        """Whether it stands under the name of what was said before it. What people do stands alone."""
        group = () if extras.action else (event.sender.id, event.sender.name, event.to and event.to.id)
        if group and group == self._group and event.at - self._group_at < TOGETHER_MS:
            return True
        self._group, self._group_at = group, event.at
        return False

    def _people(self, people: Iterable[int]) -> str:
        return ", ".join(self._names.get(person, str(person)) for person in people)

    def _poll(self, options: tuple[str, ...], votes: tuple[tuple[int, ...], ...], *, closed: bool) -> str:
        rows = []
        for number, option in enumerate(options):
            voters = votes[number] if number < len(votes) else ()
            who = f" ({html.escape(self._people(voters))})" if voters else ""
            rows.append(f"<li>{html.escape(option)} — {len(voters)}{who}</li>")
        end = f'<p class="about">{both("投票已结束", "The poll is closed")}</p>' if closed else ""
        return f'<ul class="poll">{"".join(rows)}</ul>{end}\n'

    async def _files(self, file: TextIO, files: tuple[File, ...]) -> None:
        listed: list[File] = []
        for each in files:
            data = await self._image(each) if each.type.startswith("image/") else None
            if data is None:
                listed.append(each)
                continue
            name = html.escape(each.name)
            size = f' width="{each.width}" height="{each.height}"' if each.width and each.height else ""
            file.write(
                f'<figure><img src="{data}" alt="{name}"{size} decoding="async" loading="lazy"><figcaption>{name}</figcaption></figure>\n'
            )
        if listed:
            rows = "".join(f"<li>📎 {html.escape(each.name)} · {size_of(each.size)}</li>" for each in listed)
            file.write(f'<ul class="files">{rows}</ul>\n')

    async def _image(self, file: File) -> str | None:
        """As a data: address; the preview of a large one, None where there is no room for it."""
        if file.size <= IMAGE_BYTES:
            blob, kind = file.id, file.type
        elif file.preview:
            blob, kind = preview_of(file.id), "image/webp"
        else:
            return None
        try:
            content = b"".join([piece async for piece in pieces(self._blobs, blob)])
        except NotFoundError:
            self._report.note("files that are no more", file.name)
            return None
        if len(content) > IMAGE_BYTES or self._images + len(content) > IMAGES_BYTES:
            self._report.note("images that are only listed, as the page would be too large", file.name)
            return None
        self._images += len(content)
        self._report.files += 1
        return f"data:{html.escape(kind)};base64,{base64.b64encode(content).decode()}"


def size_of(size: int) -> str:
    """A size for people."""
    value = float(size)
    for unit in ("B", "KB", "MB"):
        if value < 1_000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1_000
    return f"{value:.1f} GB"


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1_000, UTC)


def _minute(at: int) -> str:
    return _moment(at).strftime("%Y-%m-%d %H:%M")


def _iso(at: int) -> str:
    return _moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")
