"""What is kept of LOTAIP tables, on either database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import Stale
from domain.figures.lotaip import ALL, Figures, Holder, Issue, Line, LotaipTable, Opening
from domain.ids import new_id
from domain.ports import Units
from tests.contracts.test_units import tell
from tests.office import MORNING, SmallOffice

NOVEMBER = date(2026, 11, 1)


def opening(office: SmallOffice, service: int, month: date = NOVEMBER) -> Opening:
    return Opening(
        new_id(),
        office.office.id,
        "QUITO",
        month,
        service,
        Figures(1045, 10832, None),
        "cuadro ñ.xlsx",
        office.staff["supervisor-1"].id,
        MORNING + timedelta(microseconds=3),
    )


def test_old_figures_are_kept_changed_and_removed(units: Units, office: SmallOffice) -> None:
    first, second = opening(office, 6), opening(office, 7)
    other_year = opening(office, 6, date(2025, 12, 1))
    with units.write() as unit:
        tell(unit)
        for one in (second, first, other_year):
            unit.lotaip.put_opening(one)
    with units.read() as unit:
        assert unit.lotaip.openings("QUITO", 2026) == [first, second]
        assert unit.lotaip.openings("QUITO", 2025) == [other_year]
        assert unit.lotaip.openings(ALL, 2026) == []
    changed = replace(first, figures=Figures(1, 2, 70), version=2)
    with units.write() as unit:
        tell(unit)
        unit.lotaip.put_opening(changed)
        unit.lotaip.remove_opening(second)
    with units.read() as unit:
        assert unit.lotaip.openings("QUITO", 2026) == [changed]
    for wrong in (changed, replace(changed, version=4)):
        with units.write() as unit:
            tell(unit)
            with pytest.raises(Stale):
                unit.lotaip.put_opening(wrong)
    with units.write() as unit:
        tell(unit)
        with pytest.raises(Stale):
            unit.lotaip.remove_opening(first)


def test_tables_are_kept_as_they_were_published(units: Units, office: SmallOffice) -> None:
    table = LotaipTable(
        NOVEMBER,
        ALL,
        "Todas",
        (Line(6, {"name": "Soporte «ñ» 🙂"}, Figures(1, 2, 70)), Line(7, {}, Figures())),
        Holder("Unidad", "Ana", "a@b.ec", "1"),
        3,
        1,
        ("Falta Cuenca.",),
        ("El catálogo cambió.",),
    )
    who = office.staff["supervisor-1"].id
    issues = [
        Issue(new_id(), office.office.id, replace(table, number=n), n, who, MORNING) for n in (2, 1)
    ]
    with units.write() as unit:
        tell(unit)
        for issue in issues:
            unit.lotaip.add_issue(issue)
    with units.read() as unit:
        assert unit.lotaip.issues(ALL, 2026) == issues[::-1]
        assert unit.lotaip.issues(ALL, 2025) == []
        assert unit.lotaip.issues("QUITO", 2026) == []


def test_who_answers_for_it(units: Units, office: SmallOffice) -> None:
    key = office.office.id
    with units.read() as unit:
        assert unit.lotaip.holder(key) == Holder()
    for version in (1, 2):
        holder = Holder("Unidad", "Ana", "a@b.ec", str(version), version)
        with units.write() as unit:
            tell(unit)
            unit.lotaip.save_holder(key, holder)
        with units.read() as unit:
            assert unit.lotaip.holder(key) == holder
        with units.write() as unit:
            tell(unit)
            with pytest.raises(Stale):
                unit.lotaip.save_holder(key, holder)


def test_other_offices_add_nothing_where_none_is_known(units: Units, office: SmallOffice) -> None:
    with units.read() as unit:
        assert unit.lotaip.served_elsewhere(NOVEMBER, date(2026, 11, 30)) == {}
        assert unit.lotaip.scores_elsewhere(NOVEMBER, date(2026, 11, 30)) == {}
