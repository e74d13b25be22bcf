"""The manual as it lies in ``docs/manual``: its pages, their parts, and the search in them.

A page is a Markdown file; ``indice.md`` lists them in groups. A topic names a page, or a part of
one by its heading as Markdown readers do: ``"recepcion"``, ``"recepcion#emitir-el-turno"``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.errors import KnownError
from domain.text import search_key, search_terms

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual"
"""In a clone, and at the same place in the packaged program."""
INDEX = "indice"
FOUND_AT_MOST = 40
SHORT = 5
"""Words of so few letters are searched for whole."""
EXCERPT = 90
"""How many characters of what was found are shown."""

_HEADING = re.compile(r"(#{1,3}) (.+)")
_ENTRY = re.compile(r"- \[([^\]]+)\]\(([\w-]+)\.md\)")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"[`*|>#]+|^\s*[-:|\s]+$", re.MULTILINE)
_SPACES = re.compile(r"\s+")
_NO_ANCHOR = re.compile(r"[^\w\s-]")


class ManualUnreadable(KnownError):
    """The manual's files are not there, or are not what the program came with."""

    what = "No se puede abrir el manual."
    kept = "Lo demás funciona como siempre."
    todo = "Avise al administrador: faltan archivos del programa."


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the contents."""

    name: str
    title: str
    group: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading of a page.

    Args:
        page: the page's name.
        anchor: the heading as a topic names it; empty for what stands first on the page.
        title: the heading.
        text: its words without markup.
    """

    page: str
    anchor: str
    title: str
    text: str

    @property
    def topic(self) -> str:
        """What opens it."""
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


@dataclass(frozen=True, slots=True)
class Hit:
    """A part that holds what was searched for, and the words around it."""

    part: Part
    page_title: str
    excerpt: str


class Manual:
    """The whole manual, read once.

    Args:
        folder: where its pages lie.

    Raises:
        ManualUnreadable: its contents, or a page that they name, cannot be read.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self._texts = {INDEX: _read(folder, INDEX)}
        self.entries = tuple(_entries(self._texts[INDEX]))
        for entry in self.entries:
            self._texts[entry.name] = _read(folder, entry.name)
        self.parts = tuple(
            part for entry in self.entries for part in _parts(entry.name, self._texts[entry.name])
        )
        self._titles = {entry.name: entry.title for entry in self.entries}

    @cached_property
    def _keys(self) -> list[tuple[str, str]]:
        """What is searched in, made by the first search."""
        return [(search_key(part.title), search_key(part.text)) for part in self.parts]

    def text(self, name: str) -> str:
        """Return a page as Markdown.

        Raises:
            KeyError: there is no such page.
        """
        return self._texts[name]

    def has(self, topic: str) -> bool:
        """Tell whether page and heading of ``topic`` exist."""
        name, _, anchor = topic.partition("#")
        if name not in self._texts:
            return False
        return not anchor or any(p.page == name and p.anchor == anchor for p in self.parts)

    def find(self, words: str) -> tuple[Hit, ...]:
        """Return the parts that hold every word, those with all of them in the heading first.

        Accents and capitals do not count, the beginning of a word is enough, and so is a word
        that ends otherwise: "imprimir" finds "imprime".
        """
        terms = tuple(_stem(term) for term in search_terms(words))
        if not terms:
            return ()
        ranked: list[tuple[int, int, Hit]] = []
        for place, (part, (title, text)) in enumerate(zip(self.parts, self._keys, strict=True)):
            page_title = self._titles[part.page]
            everything = f" {search_key(page_title)} {title} {text}"
            if all(f" {term}" in everything for term in terms):
                in_title = all(f" {term}" in f" {title}" for term in terms)
                hit = Hit(part, page_title, _excerpt(part.text, terms))
                ranked.append((0 if in_title else 1, place, hit))
        ranked.sort(key=lambda one: one[:2])
        return tuple(hit for _, _, hit in ranked[:FOUND_AT_MOST])


def _stem(term: str) -> str:
    return term[:-2] if len(term) > SHORT else term


def anchor(heading: str) -> str:
    """Return the name by which a link reaches a heading: ``"Emitir el turno"``, ``emitir-el-turno``."""
    words = _NO_ANCHOR.sub("", _plain(heading).casefold())
    return _SPACES.sub("-", words.strip())


def _read(folder: Path, name: str) -> str:
    try:
        return (folder / f"{name}.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ManualUnreadable from exc


def _entries(index: str) -> Iterator[Entry]:
    group = ""
    for line in index.splitlines():
        if heading := _HEADING.match(line):
            group = heading[2]
        elif entry := _ENTRY.match(line):
            yield Entry(entry[2], entry[1], group)


def _parts(page: str, text: str) -> Iterator[Part]:
    title, name, lines = "", "", list[str]()
    for line in [*text.splitlines(), "# "]:
        heading = _HEADING.match(line)
        if heading is None and line != "# ":
            lines.append(line)
            continue
        if title:
            yield Part(page, name, title, _plain("\n".join(lines)))
        if heading is not None:
            title = _plain(heading[2])
            name = "" if heading[1] == "#" else anchor(title)
            lines = []


def _plain(text: str) -> str:
    """Return the words of ``text`` without its markup."""
    words = _LINK.sub(r"\1", _PICTURE.sub("", text))
    return _SPACES.sub(" ", _MARKUP.sub(" ", words)).strip()


def _excerpt(text: str, terms: tuple[str, ...]) -> str:
    """Return the words around the first term found, cut at spaces."""
    words = text.split()
    spot = next(
        (n for n, word in enumerate(words) if any(search_key(word).startswith(t) for t in terms)), 0
    )
    shown = " ".join(words[max(spot - 4, 0) :])[:EXCERPT]
    return f"… {shown}" if spot > 4 else shown
