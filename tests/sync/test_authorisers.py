"""Two offices, one entity, and a real centre: it alone makes an authoriser active."""

from desktop.usecases import absences, authorisers, pending
from domain.authorisers import AuthoriserState, ChangeState
from domain.tasks import TaskKind
from tests.sync.linked import Linked, Made, sync
from tests.usecases.authorising import (
    A_WEEK,
    FOR_GOOD,
    TITULAR,
    Body,
    a_body,
    absence_case,
    both,
    changes,
    enrolled,
    require_one_step,
    states,
    technician,
)

ACTIVE, SUSPENDED = AuthoriserState.ACTIVE, AuthoriserState.SUSPENDED
ENDED, INACTIVE = AuthoriserState.ENDED, AuthoriserState.ENROLLED_INACTIVE


def standing(office: Linked, body: Body) -> dict[str, AuthoriserState]:
    require_one_step(office.desk, body.entity)
    return states(office.desk, body.entity)


def elsewhere(office: Linked, body: Body) -> list[str]:
    who = technician(office.office)
    seen = authorisers.entity_authorisers(office.desk, who, body.entity.id)
    return [one.name for one in seen.elsewhere]


def test_of_two_offices_the_first_at_the_centre_has_its_titular_active(made: Made) -> None:
    quito, guayaquil = made("Quito"), made("Guayaquil")
    here, there = (a_body(one.desk, one.office) for one in (quito, guayaquil))
    titular, alterno = both(quito.desk, quito.office, here)
    theirs = enrolled(guayaquil.desk, guayaquil.office, there, there.titular, TITULAR)
    assert standing(quito, here) == {"Tatiana": INACTIVE, "Alberto": INACTIVE}
    sync(guayaquil, quito)
    sync(guayaquil, quito)
    assert standing(guayaquil, there) == {"Tatiana": ACTIVE}
    assert standing(quito, here) == {"Tatiana": INACTIVE, "Alberto": INACTIVE}
    assert changes(quito.desk, here.entity) == [ChangeState.REFUSED]
    assert (elsewhere(quito, here), elsewhere(guayaquil, there)) == (["Tatiana Titular"], [])
    waiting = pending.pending(quito.desk, quito.office.actor("supervisor-1")).items
    assert TaskKind.SEAT_TAKEN in {one.kind for one in waiting}

    leaves = absence_case(guayaquil.desk, technician(guayaquil.office), there, FOR_GOOD)
    absences.register(guayaquil.desk, technician(guayaquil.office), leaves.id, theirs.id)
    authorisers.activate(quito.desk, technician(quito.office), titular.id)
    sync(guayaquil, quito)
    sync(guayaquil, quito)
    assert standing(guayaquil, there) == {"Tatiana": ENDED}
    assert standing(quito, here) == {"Tatiana": ACTIVE, "Alberto": INACTIVE}
    assert (elsewhere(quito, here), elsewhere(guayaquil, there)) == ([], ["Tatiana Titular"])

    who = technician(quito.office)
    case = absence_case(quito.desk, who, here, A_WEEK)
    done = absences.register(quito.desk, who, case.id, titular.id, alterno.id)
    assert standing(quito, here)["Tatiana"] is ACTIVE  # to be confirmed
    sync(quito)
    sync(quito)
    assert standing(quito, here) == {"Tatiana": SUSPENDED, "Alberto": ACTIVE}
    absences.confirm_return(quito.desk, who, done.absence.id, "Volvió antes")
    sync(quito, guayaquil)
    sync(quito, guayaquil)
    assert standing(quito, here) == {"Tatiana": ACTIVE, "Alberto": INACTIVE}
    assert elsewhere(guayaquil, there) == ["Tatiana Titular"]
