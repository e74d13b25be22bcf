"""Judging once more what an older centre did not know, after it was brought up to date."""

import json
from uuid import UUID

from central import decisions
from central.models import operation_sent
from central.reading import UNKNOWN_SCHEMA, UNKNOWN_TYPE, Unfit, operation_of
from central.work import Work
from db.central import offices, upkeep
from domain.operations import Operation

_REASONS = [UNKNOWN_SCHEMA.reason, UNKNOWN_TYPE.reason]


def rejudge(work: Work) -> int:
    """Take in what was put aside as unknown and is known now, and what waited behind it.

    Returns:
        how many operations were taken in.
    """
    fit: dict[UUID, list[Operation]] = {}
    for row in upkeep.put_aside_for(work.link, _REASONS):
        sent = operation_sent(json.loads(row["body"]))
        try:
            operation = operation_of(sent, row["office_id"])
        except Unfit:
            continue  # not yet
        fit.setdefault(row["office_id"], []).append(operation)
    taken = 0
    for office_id, known in fit.items():
        office = offices.lock(work.link, office_id)
        upkeep.apply(work.link, office_id, [operation.id for operation in known])
        waited = [Operation(**row) for row in upkeep.ready(work.link, office_id)]
        upkeep.apply(work.link, office_id, [operation.id for operation in waited])
        both = sorted([*known, *waited], key=lambda operation: operation.sequence)
        decisions.decide(work, office, both, ())
        taken += len(both)
    return taken
