"""The office is linked with the centre, and unlinked; who may is in ``test_security``."""

import pytest

from desktop.usecases.centre_link import (
    NotLinked,
    keep_link,
    link_office,
    link_view,
    unlink_office,
)
from desktop.usecases.desk import Desk
from domain.operations import LogHead
from tests.office import SmallOffice
from tests.usecases.hall import issue
from tests.usecases.linked import LINK, refuse


def test_an_office_is_linked_and_everything_waits(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("admin-1")
    assert link_view(desk, who).link is None
    link_office(desk, who, LINK, None)
    seen = link_view(desk, who)
    assert seen.link == LINK
    assert seen.waiting == 2
    refuse(desk, 1)
    assert link_view(desk, who).refused_count == len(link_view(desk, who).refused) == 1
    with desk.units.read() as unit:
        told = unit.log.at(2)
        marked = {image.table for image in unit.exchange.marked(1000)}
    assert told is not None
    assert (told.type, told.actor_id) == ("centre_linked", who.staff_id)
    assert {"office", "staff", "counter"} <= marked


def test_what_the_centre_has_already_is_not_sent_again(desk: Desk, office: SmallOffice) -> None:
    issue(desk, office)
    with desk.units.write() as unit:
        head = unit.log.head()
        keep_link(desk, unit, LINK, head)
    with desk.units.read() as unit:
        assert [one.sequence for one in unit.exchange.unsent(9)] == [head.sequence + 1]
        (told,) = unit.exchange.unsent(9)
    assert told.actor_id is None


@pytest.mark.parametrize("known", [LogHead(1, "0" * 64), LogHead(99, "0" * 64)])
def test_what_the_centre_says_it_has_is_believed_only_where_it_is_the_same(
    desk: Desk, office: SmallOffice, known: LogHead
) -> None:
    with desk.units.write() as unit:
        keep_link(desk, unit, LINK, known)
    with desk.units.read() as unit:
        assert [one.sequence for one in unit.exchange.unsent(9)] == [1, 2]


def test_the_link_is_taken_away_and_nothing_waits_any_more(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("admin-1")
    with pytest.raises(NotLinked):
        unlink_office(desk, who)
    link_office(desk, who, LINK, None)
    unlink_office(desk, who)
    seen = link_view(desk, who)
    assert (seen.link, seen.waiting) == (None, 0)
    with desk.units.read() as unit:
        told = unit.log.at(unit.log.head().sequence)
        assert not unit.exchange.marked(9)
    assert told is not None
    assert told.type == "centre_unlinked"
