"""The endpoints of the link; docs/protocol.md tells what each means."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse

from central import __version__, pairing, refusals
from central.models import (
    Entry,
    Error,
    Health,
    NewOffice,
    OfficeTold,
    Pair,
    Paired,
    Pulled,
    Push,
    Pushed,
)
from central.push import push
from central.work import TheCall, TheCentre, working
from db.central import feed, offices, upkeep
from db.central.database import UNREACHABLE, one

REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"model": Error} for code in (401, 403, 404, 408, 409, 413, 422, 426, 429, 500, 503)
}
router = APIRouter(prefix="/v1", responses=REFUSALS)

Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[int, Query(ge=0, lt=2**63)]


@router.post("/pair")
def pair_workstation(asked: Pair, centre: TheCentre) -> Paired:
    """Give a workstation an identity, for a one-time code and its public key."""
    with working(centre.database) as work:
        return pairing.pair(work, centre.settings, asked)


@router.post("/office")
def found_office(asked: NewOffice, call: TheCall) -> OfficeTold:
    """Give an office that the centre did not know its identity, once."""
    if call.caller.office_id is not None or call.caller.scope != "office":
        raise refusals.forbidden()
    with call.work() as work:
        return pairing.found_office(work, call.caller.workstation_id, asked)


@router.post("/push")
def push_operations(asked: Push, call: TheCall) -> Pushed:
    """Take in operations and rows of the caller's office."""
    office_id = call.office_id
    with call.work() as work:
        answer = push(work, office_id, asked)
    call.centre.metrics.operations(
        accepted=len(answer.accepted), quarantined=len(answer.quarantined)
    )
    return answer


@router.get("/pull")
def pull_feed(
    call: TheCall,
    epoch: Annotated[str, Query(max_length=40)] = "",
    after: After = 0,
    limit: Limit = 500,
) -> Pulled:
    """Return what the centre told the caller's office since a place."""
    office_id = call.seen_as
    with call.work() as work:
        current, last = feed.state(work.link)
        begin = after if epoch == current else 0
        found = feed.after(work.link, office_id, begin, last, limit + 1)
        office = None if office_id is None else offices.get(work.link, office_id)
    return Pulled(
        feed_epoch=current,
        entries=[Entry(**row) for row in found[:limit]],
        last=last,
        more=len(found) > limit,
        backed_up_through=0 if office is None else office["backed_up_through"],
        offline_days=call.centre.settings.offline_days,
        server_time=datetime.now(UTC),
    )


@router.get("/health", responses={503: {"model": Health}})
def health(centre: TheCentre, response: Response) -> Health:
    """Tell whether the centre can be worked with, after asking its database."""
    try:
        with centre.database.write() as link:
            one(link, "SELECT last FROM feed_state")
    except UNREACHABLE:
        response.status_code = 503
        return Health(status="unavailable", database="unavailable", version=__version__)
    return Health(status="ok", database="ok", version=__version__)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(centre: TheCentre) -> PlainTextResponse:
    """Tell what this process counts, as Prometheus reads it."""
    try:
        with centre.database.write() as link:
            gauges = {"database_up": 1.0} | upkeep.gauges(link)
    except UNREACHABLE:
        gauges = {"database_up": 0.0}
    return PlainTextResponse(centre.metrics.text(gauges), media_type="text/plain; version=0.0.4")
