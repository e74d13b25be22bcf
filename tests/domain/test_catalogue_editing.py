"""Small changes of a catalogue that is being edited."""

from dataclasses import replace

import pytest

from domain.catalogue import Catalogue
from domain.catalogue_editing import (
    moved,
    next_number,
    put,
    removed,
    with_papers,
    with_service,
    without_service,
)
from domain.requirements import Requirement
from domain.service_steps import OutsideStep
from tests.domain.test_catalogue import a_service


def test_a_service_is_replaced_in_its_place_or_added_at_the_end() -> None:
    one, two = a_service(1), a_service(2)
    catalogue = Catalogue(1, (one, two))
    renamed = replace(one, name="Otro")

    assert with_service(catalogue, renamed).services == (renamed, two)
    assert next_number(catalogue) == 3
    assert next_number(Catalogue(1, ())) == 1
    assert with_service(catalogue, a_service(3)).services == (one, two, a_service(3))
    assert without_service(catalogue, 1).services == (two,)


def test_papers_are_numbered_by_their_place_and_what_depends_on_them_follows() -> None:
    first = Requirement(1, "A", "A", condition="Si hay")
    second = Requirement(2, "B", "B", depends_on=(1,))
    new = Requirement(0, "C", "C")

    steps = (OutsideStep("a", "S", "A", only_with=1), OutsideStep("b", "S", "B"))
    service = replace(a_service(1), requirements=(first, second), steps=steps)

    moved_on = with_papers(service, (new, second, first))
    assert [(r.number, r.document, r.depends_on) for r in moved_on.requirements] == [
        (1, "C", ()),
        (2, "B", (3,)),
        (3, "A", ()),
    ]
    assert [step.only_with for step in moved_on.steps] == [3, 0]
    left = with_papers(service, (new, second))
    assert [(r.number, r.depends_on) for r in left.requirements] == [(1, ()), (2, ())]
    assert [step.only_with for step in left.steps] == [0, 0]


@pytest.mark.parametrize(
    ("place", "step", "result"),
    [(0, 1, "bac"), (2, -1, "acb"), (0, -1, "abc"), (2, 1, "abc"), (0, 9, "bca")],
)
def test_moving(place: int, step: int, result: str) -> None:
    assert "".join(moved("abc", place, step)) == result


def test_putting_and_removing() -> None:
    assert put("abc", None, "d") == tuple("abcd")
    assert put("abc", 1, "d") == tuple("adc")
    assert removed("abc", 1) == tuple("ac")
