"""How solutions are found by words on each database, behind one repository.

Both look among the keys of ``domain.text.search_key`` for the beginnings of all words typed.
Nothing typed reaches either query language: a key holds only a-z and digits, and each word is
quoted. Ranking every match of a common letter takes longer than typing the next one, so only the
newest ``MOST_RANKED`` of the matches are ranked.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    String,
    bindparam,
    case,
    column,
    desc,
    func,
    select,
    text,
)
from sqlalchemy.sql.base import Executable

from db.tables import solution
from domain.solutions import Solution
from domain.text import search_key

MOST_RANKED = 2000
"""How many matches are ranked, the newest first."""
_LONGEST = 600
"""As far as words are compared, in letters: PostgreSQL refuses those over 2,046."""


class FullText(Protocol):
    """The statements of one database over its ``solution_fts``."""

    @property
    def add(self) -> Executable: ...
    @property
    def drop(self) -> Executable: ...
    @property
    def clear(self) -> Executable: ...
    @property
    def find(self) -> Select[Any]: ...

    def entry(self, value: Solution) -> dict[str, Any]:
        """Return what ``add`` takes for a solution; ``drop`` takes its number only."""
        ...

    def asked(self, words: Sequence[str], topic: str, system: str) -> dict[str, Any]:
        """Return what ``find`` takes to find what has all ``words`` and any of the marks given.

        There must be a word or a mark.
        """
        ...


def _find(found: str) -> Select[Any]:
    """Return the search, from the SQL that gives the number of each match and its share.

    A share is the rank in terms of the best one. Shares are compared in tenths, so that of two
    that answer about as well the one that was of more use comes first.
    """
    matches = (
        text(found)
        .bindparams(bindparam("query", type_=String), newest=MOST_RANKED)
        .columns(column("number", Integer), column("share", Float))
        .subquery("found")
    )
    # The best are chosen from an index that covers what they are compared by: reading the rows of
    # all matches would decrypt a page for each.
    one = solution.alias("one")
    best = (
        select(
            one.c.number,
            (_is(one.c.topic, "topic") + _is(one.c.system, "system")).label("fits"),
            func.round(10 * matches.c.share).label("tenths"),
            one.c.uses,
        )
        .join(matches, matches.c.number == one.c.number)
        .order_by(desc("fits"), desc("tenths"), one.c.uses.desc(), one.c.number.desc())
        .limit(bindparam("most"))
        .subquery("best")
    )
    return (
        select(solution)
        .join(best, best.c.number == solution.c.number)
        .order_by(
            best.c.fits.desc(), best.c.tenths.desc(), best.c.uses.desc(), best.c.number.desc()
        )
    )


def _is(where: ColumnElement[str], name: str) -> ColumnElement[int]:
    return case((where == bindparam(name), 1), else_=0)


def _mark(name: str) -> str:
    """Return a topic's or system's name as one word; empty for none."""
    return search_key(name).replace(" ", "")


class SqliteFullText:
    """FTS5: its columns tell titles, texts and marks apart."""

    add = text(
        "INSERT INTO solution_fts (rowid, title, text, topic, system)"
        " VALUES (:number, :title, :text, :topic, :system)"
    )
    drop = text("DELETE FROM solution_fts WHERE rowid = :number")
    clear = text("INSERT INTO solution_fts (solution_fts) VALUES ('delete-all')")
    find = _find(
        "SELECT number, rank / nullif(min(rank) OVER (), 0) AS share FROM"
        " (SELECT rowid AS number, bm25(solution_fts, 5, 1, 0, 0) AS rank FROM solution_fts"
        " WHERE solution_fts MATCH :query ORDER BY rowid DESC LIMIT :newest)"
    )

    def entry(self, value: Solution) -> dict[str, Any]:
        """Return the row of a solution."""
        return {
            "number": value.number,
            "title": search_key(value.title),
            "text": search_key(value.text),
            "topic": _mark(value.topic),
            "system": _mark(value.system),
        }

    def asked(self, words: Sequence[str], topic: str, system: str) -> dict[str, Any]:
        """Return the query in FTS5's words."""
        typed = " AND ".join(f'"{word}" *' for word in words)
        marks = " OR ".join(
            f'{{{name}}} : "{mark}"'
            for name, mark in (("topic", _mark(topic)), ("system", _mark(system)))
            if mark
        )
        parts = [typed and f"{{title text}} : ({typed})", marks and f"({marks})"]
        return {"query": " AND ".join(filter(None, parts))}


class PostgresFullText:
    """A ``tsvector`` of our own making: titles weigh A, texts D, marks are words with a colon.

    Written out and cast, so that PostgreSQL's own parser never sees a text.
    """

    add = text(
        "INSERT INTO solution_fts (number, words) VALUES (:number, CAST(:words AS tsvector))"
    )
    drop = text("DELETE FROM solution_fts WHERE number = :number")
    clear = text("DELETE FROM solution_fts")
    find = _find(
        "SELECT number, rank / nullif(max(rank) OVER (), 0) AS share FROM"
        " (SELECT number, ts_rank(words, CAST(:said AS tsquery)) AS rank FROM"
        " (SELECT number, words FROM solution_fts WHERE words @@ CAST(:query AS tsquery)"
        " ORDER BY number DESC LIMIT :newest) newest) ranked"
    )

    def entry(self, value: Solution) -> dict[str, Any]:
        """Return the row of a solution."""
        title = _words(value.title)
        places = [f"'{word}':{place}A" for place, word in enumerate(title, 1)]
        places += [
            f"'{word}':{place}D" for place, word in enumerate(_words(value.text), len(title) + 1)
        ]
        return {
            "number": value.number,
            "words": " ".join(places + _marks(value.topic, value.system)),
        }

    def asked(self, words: Sequence[str], topic: str, system: str) -> dict[str, Any]:
        """Return the query in PostgreSQL's words; ``said`` is what it is ranked by."""
        said = " & ".join(f"'{word[:_LONGEST]}':*" for word in words)
        marks = " | ".join(_marks(topic, system))
        parts = [said, marks and f"({marks})"]
        return {"query": " & ".join(filter(None, parts)), "said": said}


def _words(text: str) -> list[str]:
    return [word[:_LONGEST] for word in search_key(text).split()]


def _marks(topic: str, system: str) -> list[str]:
    return [
        f"'{kind}:{mark}'" for kind, mark in (("t", _mark(topic)), ("s", _mark(system))) if mark
    ]


FULL_TEXT: Mapping[str, FullText] = {
    "sqlite": SqliteFullText(),
    "postgresql": PostgresFullText(),
}
"""By the dialect's name."""
