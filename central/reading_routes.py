"""The endpoints that give back what was sent; docs/protocol.md tells what each means."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from central import decisions, refusals, snapshots
from central.models import (
    Day,
    DayRows,
    OfficeFigures,
    OfficeOfDay,
    OfficeTold,
    OperationKept,
    Operations,
    PersonKept,
    PersonTold,
    Resolve,
    Resolved,
    Snapshot,
    StaffNamed,
    Tasks,
    TaskTold,
    Visit,
)
from central.pairing import head_of
from central.routes import REFUSALS, After, Limit
from central.work import MINISTRY, SUPERVISION, TheCall
from db.central import access, figures, images, offices, operations, tasks
from domain.identities import identity_of
from domain.tasks import TaskKind

router = APIRouter(prefix="/v1", responses=REFUSALS)

Cursor = Annotated[str, Query(max_length=200)]
NewerThan = Annotated[int, Query(ge=-1, le=2**63 - 1)]
#: Days that can be reckoned with on either side.
ADay = Annotated[date, Path(ge=date(2000, 1, 1), le=date(2399, 12, 31))]
_VISITS = 20


@router.get("/operations")
def own_operations(call: TheCall, after: After = 0, limit: Limit = 500) -> Operations:
    """Return the operations of the caller's own office after a place, of every branch, in order."""
    office_id = call.office_id
    with call.work() as work:
        found = operations.after(work.link, office_id, after, limit)
        office = offices.get(work.link, office_id)
    return Operations(
        operations=[OperationKept(office_id=office_id, **row) for row in found],
        head=head_of(office),
    )


@router.get("/snapshot")
def own_snapshot(
    call: TheCall, after: Cursor = "", newer_than: NewerThan = -1, limit: Limit = 500
) -> Snapshot:
    """Return the rows of the caller's own office in pages, parents before children.

    Only those told after place ``newer_than`` of its log, for who was restored.
    """
    office_id = call.office_id
    with call.work() as work:
        office = offices.get(work.link, office_id)
        assert office is not None
        rows, following = snapshots.snapshot(work.link, office_id, after, limit, newer_than)
    return Snapshot(
        schema_=office["schema"],
        head=head_of(office),
        rows=rows,
        next=following,
        epoch=office["epoch"],
    )


@router.get("/people/{document_type}/{document}")
def person(
    document_type: Annotated[str, Path(max_length=10, pattern=r"^[A-Za-z_]+$")],
    document: Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z._-]+$")],
    staff: Annotated[UUID, Query()],
    call: TheCall,
) -> PersonTold:
    """Return what every office keeps of whoever has a document; the look is noted."""
    office_id = call.seen_as
    with call.work() as work:
        found = images.by_document(work.link, document_type, document)
        access.note(
            work.link,
            at=work.now,
            office_id=office_id,
            workstation_id=call.caller.workstation_id,
            staff_id=staff,
            what="person",
            subject=f"{document_type}:{document}",
        )
        records = []
        for row in found:
            office = offices.get(work.link, row["office_id"])
            assert office is not None
            seen = images.visits(work.link, row["office_id"], row["key"], _VISITS)
            told = row["row"]
            records.append(
                PersonKept(
                    office=OfficeTold(id=office["id"], code=office["code"], name=office["name"]),
                    person_id=UUID(row["key"]),
                    name=str(told.get("name", "")),
                    phone=str(told.get("phone", "")),
                    email=str(told.get("email", "")),
                    as_of=row["at"],
                    visits=[_visit(visit["row"]) for visit in seen],
                )
            )
    canonical = identity_of(document_type, document)
    if not records or canonical is None:
        raise refusals.not_found()
    return PersonTold(
        document_type=document_type,
        document=document,
        canonical=canonical,
        records=records,
    )


def _visit(row: dict[str, object]) -> Visit:
    services = row.get("services")
    number = row.get("number")
    return Visit(
        day=str(row.get("day", "")),
        code=f"{row.get('series', '')}{number:03}" if isinstance(number, int) else "",
        services=services if isinstance(services, list) else [],
        state=str(row.get("state", "")),
    )


@router.get("/days/{day}")
def offices_of_day(day: ADay, call: TheCall) -> Day:
    """Return the offices that the caller may see, each with the age of its data."""
    own = call.seen_as
    with call.work() as work:
        seen = [
            office
            for office in offices.all_of_them(work.link)
            if call.caller.scope == SUPERVISION or office["id"] == own
        ]
    return Day(
        offices=[
            OfficeOfDay(
                id=office["id"],
                code=office["code"],
                name=office["name"],
                as_of=office["data_at"],
                last_seen=office["last_seen"],
                head=head_of(office),
            )
            for office in seen
        ],
        server_time=datetime.now(UTC),
    )


@router.get("/offices/{office_id}/day/{day}")
def day_of_office(
    office_id: UUID,
    day: ADay,
    call: TheCall,
    after: Cursor = "",
    limit: Annotated[int, Query(ge=1, le=2000)] = 2000,
) -> DayRows:
    """Return what a supervisor sees of an office's day, in pages."""
    call.require_sight_of(office_id)
    with call.work() as work:
        rows, following = snapshots.day(work.link, office_id, day, after, limit)
    return DayRows(rows=rows, next=following)


@router.get("/offices/{office_id}/figures")
def figures_of_office(
    office_id: UUID,
    call: TheCall,
    since: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    after: Cursor = "",
    limit: Annotated[int, Query(ge=1, le=2000)] = 2000,
) -> OfficeFigures:
    """Return what an office counted of its days since a place of its log, in pages."""
    call.require_sight_of(office_id)
    with call.work() as work:
        office = offices.get(work.link, office_id)
        if office is None:
            raise refusals.not_found()
        rows, following = snapshots.counted(work.link, office_id, since, after, limit)
        many = figures.count(work.link, office_id)
        return OfficeFigures(
            rows=rows,
            next=following,
            head=head_of(office),
            epoch=office["epoch"],
            count=many,
            due=figures.due(work.link, office_id) if many and not after else 0,
            staff=[]
            if after
            else [StaffNamed(**one) for one in figures.staff(work.link, office_id)],
        )


@router.get("/tasks")
def waiting_tasks(call: TheCall) -> Tasks:
    """Return what waits for somebody at the caller's office, or anywhere for a supervision."""
    office_id = None if call.caller.scope == SUPERVISION else call.office_id
    with call.work() as work:
        found = tasks.open_of(work.link, office_id)
    return Tasks(tasks=[TaskTold(**{name: row[name] for name in _TOLD}) for row in found])


_TOLD = tuple(TaskTold.model_fields)


@router.post("/tasks/{task_id}/resolve")
def resolve_task(task_id: UUID, asked: Resolve, call: TheCall) -> Resolved:
    """Resolve a task of the caller's office."""
    with call.work() as work:
        # Not locked before its office is: a push of the office locks in that order.
        task = tasks.get(work.link, task_id)
        if task is None:
            raise refusals.not_found()
        by = str(asked.staff_id)
        if task["office_id"] is None:
            if call.caller.scope != SUPERVISION:
                raise refusals.not_found()
            if task["kind"] == TaskKind.BIOMETRIC_MATCH:
                raise refusals.forbidden()  # only who has looked at both (central.biometrics)
            waiting = tasks.lock(work.link, task_id)
            resolved = waiting is not None and waiting["resolved_at"] is None
            if resolved:
                work.close_task(task_id, None, asked.resolution, by)
        else:
            if call.caller.scope != SUPERVISION and call.caller.office_id != task["office_id"]:
                raise refusals.not_found()  # nobody is told which tasks others have
            if task["owner_role"] == MINISTRY and call.caller.scope != SUPERVISION:
                raise refusals.forbidden()
            office = offices.lock(work.link, task["office_id"])
            resolved = decisions.resolve(work, office, task_id, asked.choice, asked.resolution, by)
    return Resolved(resolved=resolved)
