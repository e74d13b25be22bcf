"""Two offices that worked without link, and what comes of it once both are heard."""

import itertools
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.sync.people import PeopleOfCentre
from desktop.usecases import elsewhere, pending, reception
from domain.identities import identity_of
from domain.people import DocumentType, Person
from tests.central.server import Centre as Server
from tests.office import MORNING
from tests.sync.linked import Linked, Made, sync
from ui.pending.page import PendingPage
from ui.shell import MainWindow, Section


def register(office: Linked, document: str, name: str) -> Person:
    draft = reception.PersonDraft(DocumentType.PASSPORT, document, name)
    actor = office.office.actor("recepcion-1")
    person = reception.register_person(office.desk, actor, draft)
    reception.issue(office.desk, actor, reception.NewTicket((6,), person.id))
    return person


def told(office: Linked, type_: str) -> list[str]:
    with office.desk.units.read() as unit:
        return [one.payload or "" for one in unit.log.all() if one.type == type_]


def test_the_same_document_in_two_offices_without_link_is_one_person_in_whatever_order(
    centre: Server, made: Made
) -> None:
    quito, guayaquil = made("Quito"), made("Guayaquil")
    both = {"q": quito, "g": guayaquil}
    # Who syncs before both are heard: everything up to two, and each in the middle of the other.
    orders = ["".join(order) for order in itertools.product("qg", repeat=2)] + ["qgq", "gqg"]
    for number, order in enumerate(orders):
        document = f"D{uuid4().hex[:10].upper()}"
        people = {key: register(office, document, f"Rosa {number} Quishpe")
                  for key, office in both.items()}  # fmt: skip
        for key in order:
            sync(both[key])
        sync(quito, guayaquil, quito, guayaquil)
        rows = centre.rows(
            "SELECT office_id, person_id FROM identity_member WHERE canonical = %s",
            identity_of("passport", document),
        )
        assert {(row["office_id"], row["person_id"]) for row in rows} == {
            (both[key].office.office.id, person.id) for key, person in people.items()
        }
        for key, office in both.items():
            actor, person = office.office.actor("recepcion-1"), people[key]
            (visit,) = reception.visits(office.desk, actor, person.id)
            assert visit.services == (6,)
            assert list(reception.find_people(office.desk, actor, document)) == [person]
            known = elsewhere.also_known(office.desk, actor, person.id)
            assert known is not None
            assert known.offices == ("Guayaquil" if key == "q" else "Quito")
            merges = [one for one in told(office, "centre_person_merged") if str(person.id) in one]
            assert len(merges) == 1
        records = elsewhere.full_record(
            quito.desk,
            quito.office.actor("recepcion-1"),
            PeopleOfCentre(quito.asking()),
            people["q"].id,
        )
        assert {record.office for record in records} == {"Quito", "Guayaquil"}
        assert [len(record.visits) for record in records] == [1, 1]
    looks = centre.rows(
        "SELECT count(*) AS n FROM access_log WHERE office_id = %s", quito.office.office.id
    )
    assert looks == [{"n": len(orders)}]


def shown(qtbot: QtBot, office: Linked) -> PendingPage:
    page = PendingPage(office.desk, office.office.actor("supervisor-1"), poll_ms=20)
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_sections([Section("pending", "Pendientes", "inbox", lambda: page)])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: page.presenter.state is not None)
    return page


def lines(page: PendingPage) -> list[str]:
    state = page.presenter.state
    assert state is not None
    return [line.title for line in state.lines]


def test_a_doubt_is_shown_answered_by_keys_and_over_in_both_offices(
    qtbot: QtBot, centre: Server, made: Made
) -> None:
    quito, guayaquil = made("Quito"), made("Guayaquil")
    document = f"D{uuid4().hex[:10].upper()}"
    register(quito, document, "Rosa Quishpe")
    register(guayaquil, document, "Luis Pinto")
    sync(quito, guayaquil, quito)
    page = shown(qtbot, quito)
    assert lines(page) == ["¿Es la misma persona?"]
    assert "Luis Pinto" in page.reading.what.text()
    QTest.keyClick(page.list.table, Qt.Key.Key_F2)
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: bool(told(quito, "task_answered")))
    qtbot.waitUntil(lambda: not page.presenter.is_acting)
    for office in (quito, guayaquil):
        actor = office.office.actor("supervisor-1")
        assert len(pending.pending(office.desk, actor).items) == 1
    sync(quito, guayaquil, quito)
    for office in (quito, guayaquil):
        actor = office.office.actor("supervisor-1")
        assert not pending.pending(office.desk, actor).items
        assert told(office, "centre_person_merged")
        with office.desk.units.read() as unit:
            (closed,) = unit.exchange.tasks(10, closed=True)
        assert closed.resolved_by == "Sara Supervisora"
    qtbot.waitUntil(lambda: not lines(page))


def test_what_the_centre_does_not_know_is_shown_and_offered_again(
    qtbot: QtBot, centre: Server, made: Made
) -> None:
    quito = made("Quito")
    person = register(quito, f"D{uuid4().hex[:10].upper()}", "Rosa Quishpe")
    with quito.desk.units.write() as unit:
        unit.log.append("person", person.id, 2, "person_of_tomorrow", {}, actor_id=None, at=MORNING)
    register(quito, f"D{uuid4().hex[:10].upper()}", "Eva Mora")
    sync(quito)
    sync(quito)
    with quito.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 0
    page = shown(qtbot, quito)
    assert lines(page) == ["No aceptado por el centro"]
    assert page.reading.about.text() == "Persona: Rosa Quishpe"
    QTest.keyClick(page.list.table, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: bool(told(quito, "operation_offered_again")))
    qtbot.waitUntil(lambda: not page.presenter.is_acting)
    sync(quito)
    sync(quito)
    qtbot.waitUntil(lambda: lines(page) == ["No aceptado por el centro"])
    kept = centre.rows(
        "SELECT state FROM operation WHERE office_id = %s AND state <> 'applied'",
        quito.office.office.id,
    )
    assert kept == [{"state": "quarantined"}]
