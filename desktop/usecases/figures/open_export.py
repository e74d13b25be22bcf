"""Everything the office owns, in a file that any program reads: the open export."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from desktop.ports import Files
from desktop.ports.open_export import OpenArchive, OpenArchives, OpenCell, OpenSheet, Progress
from desktop.usecases.desk import Desk, begin
from desktop.usecases.figures import open_words
from domain.errors import InvalidInput, KnownError
from domain.identifiers import is_of_a_person
from domain.ids import new_id
from domain.offices import Office
from domain.open_data import Cells, Holds, OpenChoice, OpenColumn, OpenDictionary, OpenTable
from domain.ports.open_rows import OpenRows
from domain.ports.pieces import Pieces
from domain.staff import Action, Actor

EVERY = 500
"""Rows between two calls of the progress."""
_PART = 1 << 20
_VEIL_BYTES = 16
_Way = Callable[[Any], OpenCell]
"""Turns what is kept into what leaves."""
_MIXED = 5_000
"""So many rows lose their order together: those of many days."""
_CHANCE = secrets.SystemRandom()


class TrainingStays(KnownError):
    """What was practised never leaves the computer."""

    what = "Los datos de la práctica no se exportan."
    kept = "No se guardó ningún archivo."
    todo = "Ábralo en la oficina de verdad."


@dataclass(frozen=True, slots=True)
class OpenMade:
    """What was written.

    Attributes:
        tables, rows, documents: how many.
        without_sheet: files of tables too long for a spreadsheet.
        path: where.
    """

    tables: int
    rows: int
    documents: int = 0
    without_sheet: tuple[str, ...] = ()
    path: Path = Path()


@dataclass(frozen=True, slots=True)
class OpenTools:
    """What an export is made with."""

    dictionary: OpenDictionary
    archives: OpenArchives
    pieces: Pieces
    files: Files


def export(
    desk: Desk,
    actor: Actor,
    tools: OpenTools,
    choice: OpenChoice,
    *,
    progress: Progress = lambda done, total: None,
) -> OpenMade:
    """Save everything that may leave as one file in the person's own folder; others work on.

    That it was begun is told first: nothing of a person leaves without a trace.

    Args:
        desk: the workstation.
        actor: an administrator or a supervisor.
        tools: what it is made with.
        choice: what it is to hold.
        progress: told every ``EVERY`` rows; may raise ``ExportStopped``.

    Raises:
        NotAllowed: neither administrator nor supervisor.
        InvalidInput: documents without personal data.
        TrainingStays: the office is one for practising.
        ExportStopped: ``progress`` raised it; no file is left.
        PrintFailed: the disk refuses; no file is left.
    """
    if choice.documents and not choice.personal:
        raise InvalidInput(
            "Los documentos recibidos son de personas: salen solo con los datos personales.",
            kept="No se guardó ningún archivo.",
            todo="Elija «Con datos personales», o déjelos fuera.",
        )
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.EXPORT_DATA)
        office = unit.offices.office()
        if office.training:
            raise TrainingStays
        step.tell(
            "export",
            new_id(),
            1,
            "figures_exported",
            {
                "what": "all",
                "personal": choice.personal,
                "documents": choice.documents,
                "sheets": choice.sheets,
            },
        )
    name = f"{_name(choice)} {office.imprint} {step.day.isoformat()}.zip"
    made: list[OpenMade] = []

    def write(out: BinaryIO) -> None:
        with tools.archives.begun(out) as archive:
            made.append(_written(desk, actor, tools, choice, progress, archive))

    path = tools.files.hand_out_by(name, write)
    return replace(made[0], path=path)


def _name(choice: OpenChoice) -> str:
    return "Datos con personas" if choice.personal else "Datos abiertos"


def _written(
    desk: Desk,
    actor: Actor,
    tools: OpenTools,
    choice: OpenChoice,
    progress: Progress,
    archive: OpenArchive,
) -> OpenMade:
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.EXPORT_DATA)
        office = unit.offices.office()
        there = unit.open_rows.tables()
        tables = [
            (table, given)
            for table in tools.dictionary.tables
            if table.name in there and (given := table.given(personal=choice.personal))
        ]
        counts = {table.name: unit.open_rows.count(table.name) for table, _ in tables}
        counter = _Counter(progress, sum(counts.values()) * (2 if choice.sheets else 1))
        veil = _Veil(office, secrets.token_bytes(_VEIL_BYTES), personal=choice.personal)
        without = []
        for table, given in tables:
            sheet = OpenSheet(
                table.file,
                [column.heading for column in given],
                _reader(unit.open_rows, table, given, veil, counter, mixed=not choice.personal),
                counts[table.name],
            )
            archive.table(sheet)
            if choice.sheets and not archive.spreadsheet(sheet):
                without.append(table.file)
        digests = _digests(unit.open_rows) if choice.with_documents else []
        archive.table(open_words.dictionary_sheet(tools.dictionary, choice))
        files = [(table.file, counts[table.name]) for table, _ in tables]
        words = open_words.read_me(tools.dictionary, choice, office, step.now, files, without)
        archive.file("LEAME.txt", [words.encode()])
    counter.finished()
    for digest in digests:
        archive.file(f"documentos/{digest}", _piece(tools.pieces, digest))
    return OpenMade(len(tables), sum(counts.values()), len(digests), tuple(without))


# ------------------------------------------------------------------------------- inside


class _Counter:
    """Tells how far it is."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def one(self) -> None:
        self._done += 1
        if self._done % EVERY == 0:
            self._progress(self._done, self._total)

    def finished(self) -> None:
        self._progress(self._total, self._total)


class _Veil:
    """Turns what is kept into what leaves.

    Without personal data keys are others, the same in all tables of one export and in no other
    export, and moments are given to the hour: who saw somebody at the counter at 10:32 does not
    find out what for.
    """

    def __init__(self, office: Office, key: bytes, *, personal: bool) -> None:
        self._office, self._key, self._personal = office, key, personal

    def ways(self, column: OpenColumn) -> Mapping[type, _Way | None]:
        """Return what turns each kind of value of a column; None leaves it as it is."""
        veiled = column.holds is Holds.KEY and not self._personal
        return {
            **_AS_THEY_ARE,
            UUID: self._other_key if veiled else str,
            datetime: self._office.local if self._personal else self._hour,
            tuple: _joined,
        }

    def _other_key(self, value: UUID) -> str:
        return blake2b(value.bytes, key=self._key, digest_size=12).hexdigest()

    def _hour(self, value: datetime) -> datetime:
        return self._office.local(value).replace(minute=0, second=0, microsecond=0)


def _joined(values: tuple[int, ...]) -> str:
    return ",".join(map(str, values))


_AS_THEY_ARE: Mapping[type, None] = dict.fromkeys((type(None), str, bool, int, float, date))
"""What a database gives besides keys, moments and lists; anything else is a bug, and stops it."""


def _reader(
    rows: OpenRows,
    table: OpenTable,
    given: Sequence[OpenColumn],
    veil: _Veil,
    counter: _Counter,
    *,
    mixed: bool,
) -> Callable[[], Iterator[Sequence[OpenCell]]]:
    names = [column.name for column in given]
    ways = [veil.ways(column) for column in given]

    def read() -> Iterator[Sequence[OpenCell]]:
        found: Iterator[Any] = rows.rows(table.name, names)
        if mixed:
            found = _mixed(_nameless(found, names) if table.name == "entity" else found)
        for row in found:
            # Found by its class: asking of each value what it is took most of the time.
            yield [
                value if (way := kinds[value.__class__]) is None else way(value)
                for kinds, value in zip(ways, row, strict=True)
            ]
            counter.one()

    return read


def _nameless(rows: Iterator[Cells], names: Sequence[str]) -> Iterator[Cells]:
    """Yield public bodies, those that are one person without what tells who: their RUC does."""
    place = names.index("ruc")
    for row in rows:
        if is_of_a_person(str(row[place])):
            told = zip(names, row, strict=True)
            row = tuple(_OF_A_PERSON if name in _TELLING else value for name, value in told)
        yield row


_TELLING = {"ruc", "name"}
_OF_A_PERSON = "Persona natural"


def _mixed(rows: Iterator[Cells]) -> Iterator[Cells]:
    """Yield rows in no order, so many at a time.

    They come by their keys, and those are in order of time: the seventh turno of a day would be
    A-007, whose number does not leave.
    """
    while piece := list(islice(rows, _MIXED)):
        _CHANCE.shuffle(piece)
        yield from piece


def _digests(rows: OpenRows) -> list[str]:
    found: Iterator[Cells] = rows.rows("received_file", ("sha256",))
    return [str(row[0]) for row in found]


def _piece(pieces: Pieces, digest: str) -> Iterator[bytes]:
    """Yield a received file in parts; nothing of one whose bytes are not here."""
    offset, size = 0, pieces.size(digest)
    while offset < size:
        part = pieces.read(digest, offset, _PART)
        offset += len(part)
        yield part
