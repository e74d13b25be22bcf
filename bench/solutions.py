"""The bank of solutions as one types: 50,000 of them, from the first letter to nothing found.

The texts are put together from parts, so that common words are in tens of thousands of them and
rare ones in a few, as in the work of many years.
"""

import hashlib
import random
import statistics
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.base import Executable

from bench.figures import Figure, at_most, recorded
from bench.office import KEY, StillClock, make_office, open_desk
from db.engine import connect
from db.fulltext import FULL_TEXT
from db.statements import Prepared
from db.tables import SOLUTION_SEARCH, solution
from desktop.usecases import solutions
from domain.ids import new_id
from domain.ports import Clock
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from domain.staff import Actor

SOLUTIONS = 50_000
RUNS = 9
SEARCH_MS = 50.0
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
TYPED = (
    *("", "e", "p", "s", "x", "re", "pago", "el pago", "p r c", "e d l s", "pago rechazado"),
    *("certificación presupuestaria", "usuario bloqueado por", "rev cert env pag", "no se puede"),
    *("catorce mil", "S-0042", "42", "zzz", "pago zzz", "¿?"),
)
"""From nothing and a common letter, the worst, to words in a few texts and in none."""
_DIALECT = dialect()
_SUBJECTS = (
    "El pago", "La transferencia", "El usuario", "La clave", "La certificación presupuestaria",
    "El compromiso", "El devengado", "La nómina", "El contrato", "La factura", "El anticipo",
    "La reforma presupuestaria", "El fondo rotativo", "La conciliación bancaria", "El reporte",
    "El comprobante único de registro", "La cuenta monetaria", "El beneficiario", "El cierre mensual",
    "El inventario de bienes", "La firma", "El kit biométrico", "El equipo autorizado", "El viático",
)  # fmt: skip
_FAULTS = (
    "no aparece", "fue rechazado por el banco", "está bloqueado", "no se puede aprobar",
    "quedó en estado solicitado", "muestra un error al guardar", "no genera el archivo",
    "sale duplicado", "tiene otro valor", "venció", "no corresponde a la entidad",
    "no se puede anular", "está en otro ejercicio fiscal", "pide un permiso que no se tiene",
)  # fmt: skip
_WHERE = (
    "en eSIGEF", "al consultar", "desde ayer", "en la entidad nueva", "después del cierre",
    "con otro navegador", "en el menú de tesorería", "en la pantalla de aprobación", "",
)  # fmt: skip
_DOINGS = (
    "Revise que los datos del beneficiario estén completos",
    "Compruebe el saldo de la partida en la cédula presupuestaria",
    "Pida al administrador financiero que habilite el permiso",
    "Cierre la sesión, borre los archivos temporales e ingrese otra vez",
    "Anule el registro, corrija la cuenta y vuelva a enviarlo",
    "Espere la confirmación del banco, que llega hasta el siguiente día laborable",
    "Verifique que el comprobante esté aprobado por quien corresponde",
    "Adjunte el oficio con los nombres, la cédula y el código de la entidad",
    "Use el reporte de ejecución para comparar los valores",
    "Registre la reforma antes de la certificación",
    "Solicite la reversión indicando el número del registro y el motivo",
    "Explique que el plazo terminó y que debe hacerse en el ejercicio vigente",
)


def measure(folder: Path) -> Sequence[Figure]:
    """Measure the search on the big bank."""
    path, actor = _bank(folder)
    slowest, words = _slowest(path, actor, StillClock(NOW))
    return [
        recorded("solutions: in the bank", float(SOLUTIONS), "count"),
        recorded("solutions: size of the file", path.stat().st_size / 1e6, "MB"),
        at_most(f"solutions: search, slowest («{words}»)", slowest, "ms", SEARCH_MS),
    ]


def _slowest(path: Path, actor: Actor, clock: Clock) -> tuple[float, str]:
    """Return the slowest text typed, for a topic and system or none: its median, and the text."""
    engine, desk = open_desk(path, clock)
    catalogue = desk.catalogue
    places = (("", ""), (catalogue.topics[0].code, catalogue.systems[0]))
    spent: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for topic, system in places:
            for typed in TYPED:
                began = perf_counter()
                solutions.find(desk, actor, typed, topic, system)
                asked = f"{typed} + {topic}" if topic else typed
                spent.setdefault(asked, []).append(perf_counter() - began)
    engine.dispose()
    middle = {asked: statistics.median(times) * 1000 for asked, times in spent.items()}
    slowest = max(middle, key=lambda asked: middle[asked])
    return middle[slowest], slowest


def _bank(folder: Path) -> tuple[Path, Actor]:
    """Return the database and who looks, building what is missing."""
    path = folder / f"solutions-{_fingerprint()}.db"
    built = path.with_suffix(".built")
    if not built.exists():
        for old in folder.glob("solutions-*"):
            old.unlink()
        make_office(path, 1)
        _fill(path)
        built.touch()
    engine, desk = open_desk(path, StillClock(NOW))
    with desk.units.read() as unit:
        (member,) = unit.staff.all()
    engine.dispose()
    return path, member.actor


def _fingerprint() -> str:
    words = [f"{SOLUTIONS} {_SUBJECTS} {_FAULTS} {_WHERE} {_DOINGS}"]
    words.append(str(CreateTable(solution).compile(dialect=_DIALECT)))
    words += sorted(str(CreateIndex(i).compile(dialect=_DIALECT)) for i in solution.indexes)
    return hashlib.sha256("\n".join([*words, *SOLUTION_SEARCH["sqlite"]]).encode()).hexdigest()[:16]


def _fill(path: Path) -> None:
    engine, desk = open_desk(path)
    with desk.units.read() as unit:
        office, (member,) = unit.offices.office(), unit.staff.all()
    engine.dispose()
    first = Solution(
        new_id(),
        office.id,
        1,
        SolutionContent(SolutionType.EXPLAINED, "", ""),
        SolutionState.APPROVED,
        member.id,
        NOW,
        reviewed_by=member.id,
        reviewed_at=NOW,
    )
    topics = ["", *(topic.code for topic in desk.catalogue.topics)]
    made = list(_made(first, topics, ["", *desk.catalogue.systems]))
    words = FULL_TEXT["sqlite"]
    with closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _insert(connection, insert(solution), map(_row, made))
        _insert(connection, words.add, map(words.entry, made))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(connection: Any, statement: Executable, rows: Iterator[dict[str, Any]]) -> None:
    prepared = Prepared(statement, _DIALECT)
    connection.executemany(prepared.sql, (prepared.bound(row) for row in rows))


def _made(first: Solution, topics: list[str], systems: list[str]) -> Iterator[Solution]:
    chance = random.Random(3)
    for number in range(1, SOLUTIONS + 1):
        told = [chance.choice(part) for part in (_SUBJECTS, _FAULTS, _WHERE)]
        text = ". ".join(chance.sample(_DOINGS, k=chance.randrange(2, 6)))
        content = SolutionContent(
            chance.choice(list(SolutionType)),
            " ".join(filter(None, told)),
            f"{text}. Referencia {chance.randrange(20_000)}.",
            chance.choice(topics),
            chance.choice(systems),
        )
        yield replace(first, id=new_id(), number=number, content=content, uses=chance.randrange(50))


def _row(value: Solution) -> dict[str, Any]:
    row = {column.key: getattr(value, column.key) for column in solution.columns}
    return {**row, "type": value.type.value, "state": value.state.value}
