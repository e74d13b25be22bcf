"""Taking back from the centre what an office had and a restored copy of its data has not.

The log tells where this copy stands. Where the centre's operations go on from its head, nothing was
done here since: they are appended as they were, and the rows made as the centre has them. Where
both went on from an earlier place there are two branches: this one stays, the other one's operations
are kept beside it, and of its rows is added what can stand beside what is here; the rest waits in
Pendientes for a person. Nothing is thrown away, and nothing is counted twice.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import NAMESPACE_URL, UUID, uuid5

from desktop.usecases.desk import Desk
from domain.errors import InvalidInput, Stale
from domain.exchange import BranchEntry, CentreLink, PendingTask, RowImage
from domain.operations import GENESIS, LogBroken, LogHead, Operation, follows
from domain.ports import UnitOfWork
from domain.staff import Role
from domain.tasks import SEEN, WORDS_LIMIT, TaskKind
from domain.text import clean_text
from domain.tickets import ticket_code

_TAKEN = "quedó en la otra copia de los datos y aquí su lugar está ocupado."
_CHANGED = "cambió en las dos copias de los datos; aquí vale lo que se hizo en esta."
_HOW = (
    "Compare los dos con quien atendió ese día. Lo de la otra copia está guardado entero en este"
    " pendiente."
)
_COMPARED = ("ticket", "case_file")
_SECRETS = ("password_hash", "pin_hash")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far this copy's log and the centre's agree.

    Attributes:
        place: the last place of the log before which neither has what the other has not.
        missing: how many of the centre's operations this copy has not.
        apart: whether this copy went on by itself after it.
    """

    place: int
    missing: int
    apart: bool


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was taken back.

    Attributes:
        operations: appended to the log, or kept of another branch.
        rows: made as the centre had them.
        apart: what could not stand beside what is here.
    """

    operations: int = 0
    rows: int = 0
    apart: int = 0


def asked_from(unit: UnitOfWork) -> int:
    """Return from which place of the log on the centre has to be asked for what it has."""
    place = unit.exchange.sent_through()
    for task in _forks(unit):
        forked = json.loads(task.subject).get("sequence")
        if isinstance(forked, int):
            place = min(place, max(forked - 1, 0))
    return place


def is_parted(unit: UnitOfWork) -> bool:
    """Tell whether another history of the office was told of and not looked for yet."""
    return bool(_forks(unit))


def settle(desk: Desk) -> None:
    """Note that all of another history that was told of is here."""
    with desk.units.write() as unit:
        _settle_forks(desk, unit)


_MOST_TASKS = 200


def standing(unit: UnitOfWork, place: int, theirs: Sequence[Operation]) -> Standing:
    """Compare this copy's log with what the centre has of it.

    Args:
        place: up to which both are known to agree.
        theirs: the centre's operations after it, of all branches.
    """
    head = unit.log.head()
    missing = unit.exchange.unknown(operation.id for operation in theirs)
    both = {(operation.sequence, operation.hash) for operation in theirs}
    for mine in unit.log.since(place):
        if (mine.sequence, mine.hash) not in both:
            break
        place = mine.sequence
    first = min((one.sequence for one in theirs if one.id in missing), default=place + 1)
    place = min(place, first - 1)
    follows = any(
        operation.id in missing and operation.previous_hash == head.hash for operation in theirs
    )
    return Standing(place, len(missing), apart=not follows)


def outrank(desk: Desk, epoch: int) -> None:
    """Have what this copy sends count more than what any other was known by at the centre.

    Asked once after linking: a computer that takes an office over, or is linked anew, is the one
    that works from then on.

    Args:
        epoch: the highest that the centre knows of this office.
    """
    with desk.units.write() as unit:
        link = unit.exchange.link()
        behind = epoch - unit.exchange.epoch()
        if link is not None and behind >= 0:
            unit.exchange.set_link(replace(link, branch=link.branch + behind + 1))


def chains(
    operations: Iterable[Operation], after: str = GENESIS
) -> tuple[list[Operation], list[Operation]]:
    """Split an office's operations into the log to go on with, and those of other branches.

    Of several branches the one goes on that took back what the others had; else the longest.

    Args:
        after: the hash that the log goes on from.
    """
    by_hash = {operation.hash: operation for operation in operations}
    parents = {operation.previous_hash for operation in by_hash.values()}
    best: list[Operation] = []
    for tip in by_hash.values():
        if tip.hash in parents:
            continue
        branch = [tip]
        while (before := by_hash.get(branch[-1].previous_hash)) is not None:
            branch.append(before)
        if branch[-1].previous_hash == after and _weight(branch) > _weight(best):
            best = branch
    best = _sound(best[::-1])
    kept = {operation.id for operation in best}
    return best, [one for one in by_hash.values() if one.id not in kept]


def _sound(chain: list[Operation]) -> list[Operation]:
    """Return it up to what is no link: of what the centre could not read it tells an outline."""
    head = LogHead(chain[0].sequence - 1, chain[0].previous_hash) if chain else LogHead(0, GENESIS)
    for count, one in enumerate(chain):
        try:
            head = follows(head, one)
        except LogBroken:
            return chain[:count]
    return chain


def _weight(branch: Sequence[Operation]) -> tuple[int, int]:
    return sum(operation.type == "log_recovered" for operation in branch), len(branch)


def take_over(
    desk: Desk,
    link: CentreLink,
    operations: Iterable[Operation],
    rows: Iterable[RowImage],
) -> Recovered:
    """Put an office, as the centre has it, into this empty database.

    Args:
        operations: all of its log; ``rows`` all of its rows, parents before their children.

    Raises:
        LogBroken, ImageDamaged: what came is no whole office; nothing may be kept.
    """
    with desk.units.write() as unit:
        log, beside = chains(operations)
        if beside and not log:
            raise LogBroken(1, "falta el principio")
        unit.log.go_on_with(log)
        now = desk.clock.now()
        for one in beside:
            unit.exchange.put_branch(BranchEntry(one.id, one.sequence, _as_json(one), now))
        told = [*log, *beside]
        count = 0
        for page in batched(rows, _TOGETHER):
            unit.exchange.apply(page)
            count += len(page)
        unit.exchange.set_link(link)
        unit.exchange.acknowledge_through(unit.log.head().sequence)
        _open_again(unit, told)
        recovered = Recovered(len(log) + len(beside), count)
        unit.log.append(
            "office",
            unit.offices.office().id,
            1,
            "office_taken_over",
            {"operations": recovered.operations, "rows": count},
            actor_id=None,
            at=now,
        )
        return recovered


def batched(rows: Iterable[RowImage], size: int) -> Iterator[list[RowImage]]:
    """Yield rows so many at a time."""
    left = iter(rows)
    while page := list(islice(left, size)):
        yield page


_TOGETHER = 500


def recover(
    desk: Desk, asked: int, theirs: Sequence[Operation], rows: Sequence[RowImage], seen: Standing
) -> Recovered:
    """Take back what the centre has of this office and this copy has not.

    Args:
        asked: the place asked from; ``theirs`` what the centre has after it.
        rows: those that the centre was told of after ``seen.place``.
        seen: what ``standing`` told before the rows were asked for.

    Raises:
        Stale: somebody worked meanwhile: to be looked at anew.
        LogBroken, ImageDamaged: what came is not what this office had.
    """
    with desk.units.write() as unit:
        if standing(unit, asked, theirs) != seen:
            raise Stale
        missing = unit.exchange.unknown(operation.id for operation in theirs)
        lacking = [one for one in theirs if one.id in missing]
        chain, beside = chains(lacking, unit.log.head().hash)
        unit.log.go_on_with(chain)
        unit.exchange.acknowledge(one.sequence for one in chain)
        now = desk.clock.now()
        for one in beside:
            unit.exchange.put_branch(BranchEntry(one.id, one.sequence, _as_json(one), now))
        _open_again(unit, lacking)
        apart: Sequence[RowImage] = ()
        if seen.apart:
            ours = {str(one.aggregate_id) for one in unit.log.since(seen.place)}
            both = [row for row in rows if _is_of(row, ours)]
            for row in unit.exchange.contest(both):
                if row.table in _COMPARED:
                    _put_apart(desk, unit, row, _CHANGED)
            rows = [row for row in rows if not _is_of(row, ours)]
            apart = unit.exchange.adopt(rows)
        else:
            unit.exchange.apply(rows)
        link = unit.exchange.link()
        if link is not None and (seen.apart or beside):
            # What this copy sends counts more than what the other sent from the same places on.
            unit.exchange.set_link(replace(link, branch=link.branch + 1))
        named = {row.key for row in apart}
        for row in apart:
            if not _goes_with(row, named):
                _put_apart(desk, unit, row, _TAKEN)
        _settle_forks(desk, unit)
        recovered = Recovered(len(missing), len(rows) - len(apart), len(apart))
        unit.log.append(
            "office",
            unit.offices.office().id,
            1,
            "log_recovered",
            {**asdict(recovered), "from": seen.place, "beside": len(beside)},
            actor_id=None,
            at=now,
        )
        return recovered


def _is_of(row: RowImage, ours: set[str]) -> bool:
    """Tell whether a row is of something that was changed here since the branches parted."""
    return not ours.isdisjoint(row.key.split("|")) or _goes_with(row, ours)


def _goes_with(row: RowImage, things: set[str]) -> bool:
    """Tell whether a row is a call of one of these turnos, or a part of one of these cases."""
    owner = _PART_OF.get(row.table)
    return owner is not None and (row.row or {}).get(owner) in things


_PART_OF = {"ticket_call": "ticket_id", "case_finding": "case_id", "case_return": "case_id"}


def _put_apart(desk: Desk, unit: UnitOfWork, row: RowImage, why: str) -> None:
    office, now = unit.offices.office(), desk.clock.now()
    values = {name: value for name, value in (row.row or {}).items() if name not in _SECRETS}
    words = f"{_named(row)} {why}"
    told = {
        "table": row.table,
        "key": row.key,
        "row": values,
        "both": why is _CHANGED,
        "words": words,
    }
    key = uuid5(NAMESPACE_URL, f"apart/{office.id}/{row.table}/{row.key}")
    if unit.exchange.task(key) is None:
        subject = json.dumps(told, ensure_ascii=False)
        unit.exchange.put_task(_task(key, office.name, now, words, subject))
        # Told, so that who is restored or takes over has it too.
        unit.log.append("task", key, 1, "put_apart", told, actor_id=None, at=now)


def _task(key: UUID, office: str, at: datetime, words: str, subject: str) -> PendingTask:
    kind, owner = TaskKind.RECOVERED_APART, Role.SUPERVISOR.value
    return PendingTask(key, kind, owner, office, at, words, _HOW, subject)


def _open_again(unit: UnitOfWork, operations: Iterable[Operation]) -> None:
    """Have what another copy put apart, and nobody answered there, wait here too."""
    waiting: dict[UUID, Operation] = {}
    for one in sorted(operations, key=lambda operation: operation.sequence):
        if one.type == "put_apart":
            waiting[one.aggregate_id] = one
        elif one.type == "task_answered":
            waiting.pop(one.aggregate_id, None)
    for key, one in waiting.items():
        told = one.payload or "{}"
        try:
            words = clean_text(json.loads(told)["words"], label="Pendiente", limit=WORDS_LIMIT)
        except (ValueError, LookupError, TypeError, InvalidInput):  # what came is damaged
            words = f"Un dato {_TAKEN}"
        if unit.exchange.task(key) is None:
            unit.exchange.put_task(_task(key, unit.offices.office().name, one.at, words, told))


def _named(row: RowImage) -> str:
    values = row.row or {}
    series, number = values.get("series"), values.get("number")
    if row.table == "ticket" and isinstance(series, str) and isinstance(number, int):
        day = "/".join(reversed(str(values.get("day", "")).split("-")))
        return f"El turno {ticket_code(series, number)} del {day}"
    if row.table == "case_file":
        return f"El trámite {number}"
    return _NAMES.get(row.table, "Un dato")


_NAMES = {
    "ticket_call": "Una llamada",
    "counter_session": "Una apertura de ventanilla",
    "queue_day": "Una jornada",
    "solution": "Una solución",
    "approval": "Una autorización",
}


def _forks(unit: UnitOfWork) -> list[PendingTask]:
    """Return the tasks that tell of another history and are not over."""
    return [
        task
        for task in unit.exchange.tasks(_MOST_TASKS)
        if task.kind == TaskKind.LOG_FORKED and task.resolved_at is None
    ]


def _settle_forks(desk: Desk, unit: UnitOfWork) -> None:
    now, by = desk.clock.now(), "Ventanilla"
    resolution = "Se tomó del centro lo de la otra copia."
    for task in _forks(unit):
        told = {"kind": task.kind, "choice": SEEN, "resolution": resolution, "by": by}
        unit.log.append("task", task.id, 1, "task_answered", told, actor_id=None, at=now)
        unit.exchange.put_task(
            replace(task, resolved_at=now, resolved_by=by, resolution=resolution, closed_at=now)
        )


def _as_json(operation: Operation) -> str:
    return json.dumps(
        {name: _plain(value) for name, value in asdict(operation).items()}, ensure_ascii=False
    )


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int) else str(value)
