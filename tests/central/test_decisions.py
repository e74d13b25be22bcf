"""What the centre decides across offices: who is one person, who holds a seat, who answers."""

import itertools
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from central.__main__ import main
from domain.identities import identity_of
from domain.ids import new_id
from tests.central.client import Log, Workstation
from tests.central.server import Centre

RUC = "1760001550001"


@dataclass
class Office:
    """An office, its log, and how far it followed the feed."""

    at: Workstation
    log: Log
    place: int = 0
    epoch: str = ""

    @property
    def id(self) -> UUID:
        """The office's id."""
        return self.log.office_id

    def tell(self, *people: dict[str, Any]) -> dict[str, Any]:
        """Send people."""
        rows = [{"table": "person", "key": one["id"], "row": one} for one in people]
        return self.send([self.log.add("person_registered", aggregate="person")], rows)

    def send(
        self, operations: Sequence[Any], rows: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        """Push, and insist that it was taken."""
        answer = self.at.push(list(operations), rows or [])
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def heard(self, *kinds: str) -> list[dict[str, Any]]:
        """Return what the feed tells since it was last asked, of these kinds."""
        found: list[dict[str, Any]] = []
        more = True
        while more:
            answer = self.at.ask("GET", f"/v1/pull?epoch={self.epoch}&after={self.place}").json()
            self.epoch = answer["feed_epoch"]
            found += answer["entries"]
            more = answer["more"]
            self.place = found[-1]["place"] if found else self.place
        return [
            {**entry["body"], "kind": entry["kind"]}
            for entry in found
            if not kinds or entry["kind"] in kinds
        ]

    def answer(self, task: dict[str, Any], choice: str) -> None:
        """Answer a task."""
        words = "Es la misma persona." if choice == "same" else "Son distintas."
        self.send(
            [
                self.log.add(
                    "task_answered",
                    aggregate="task",
                    aggregate_id=UUID(task["id"]),
                    choice=choice,
                    resolution=words,
                    by="Sara",
                )
            ]
        )

    def ask(self, type_: str, request: UUID, **payload: Any) -> UUID:
        """Ask for a seat; return the operation's id."""
        operation = self.log.add(type_, aggregate="authoriser", aggregate_id=request, **payload)
        self.send([operation])
        return operation.id


def cedula() -> str:
    """A document nobody else of these tests has."""
    return f"X{uuid4().hex[:12]}"


def person(document: str, name: str = "Rosa Quishpe", key: str = "", **more: Any) -> dict[str, Any]:
    """A person as the row of an office."""
    row = {
        "id": key or str(new_id()),
        "document_type": "passport",
        "document": document,
        "name": name,
        "phone": "099",
        "email": "",
        "version": 1,
    }
    return {**row, **more}


@pytest.fixture(scope="module")
def linked(centre: Centre, http: httpx.Client) -> list[Office]:
    """Three offices, paired once: how often codes may be tried is limited."""
    made = []
    for name in ("Quito", "Guayaquil", "Cuenca"):
        at = Workstation(centre, http)
        office_id = centre.known_office(f"{name} {uuid4().hex[:4]}")
        assert at.pair(centre.code(office_id)).status_code == 200
        made.append(Office(at, Log(office_id)))
    return made


@pytest.fixture
def offices(linked: list[Office]) -> list[Office]:
    """The three, each with what was told so far already heard."""
    for one in linked:
        one.heard()
    return linked


def mine(told: Sequence[dict[str, Any]], document: str) -> list[dict[str, Any]]:
    return [one for one in told if one.get("document") == document]


def members(centre: Centre, document: str) -> set[tuple[UUID, UUID]]:
    rows = centre.rows(
        "SELECT office_id, person_id FROM identity_member WHERE canonical = %s",
        identity_of("passport", document),
    )
    return {(row["office_id"], row["person_id"]) for row in rows}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_same_document_in_three_offices_is_one_person_in_whatever_order(
    centre: Centre, offices: list[Office], order: tuple[int, ...]
) -> None:
    document = cedula()
    people = [person(document, name) for name in ("Rosa Quishpe", "QUISHPE ROSA", "Rósa quishpe")]
    for which in order:
        offices[which].tell(people[which])
    canonical = str(identity_of("passport", document))
    assert members(centre, document) == {
        (office.id, UUID(one["id"])) for office, one in zip(offices, people, strict=True)
    }
    for office, one in zip(offices, people, strict=True):
        told = office.heard("merged", "person", "task")
        known = mine(told, document)[-1]
        assert known["canonical"] == canonical
        assert len(known["offices"]) == 3
        assert set(known) == {
            "kind", "document_type", "document", "name", "canonical", "offices"
        }  # no phone, no mail  # fmt: skip
        merged = [entry for entry in told if entry["kind"] == "merged"][-1]
        assert merged["members"] == [one["id"]]
        assert merged["offices"] == known["offices"]
        assert not [entry for entry in told if entry["kind"] == "task"]


def test_what_is_told_again_changes_nothing(centre: Centre, offices: list[Office]) -> None:
    document = cedula()
    one, two = person(document), person(document)
    for _ in range(2):
        offices[0].tell(one)
        offices[1].tell(two)
    told = offices[0].heard("person", "merged")
    assert len(mine(told, document)) == 2
    assert len([entry for entry in told if entry["kind"] == "merged"]) == 1


def test_nobody_is_merged_by_name_or_without_a_document(
    centre: Centre, offices: list[Office]
) -> None:
    offices[0].tell(person(cedula()), person("", document_type="none"))
    offices[1].tell(person(cedula()), person("", document_type="none"))
    assert not offices[0].heard("merged", "task")


def doubted(offices: list[Office], document: str) -> list[dict[str, Any]]:
    offices[0].tell(person(document, "Rosa Quishpe"))
    offices[1].tell(person(document, "Luis Pinto"))
    tasks = [office.heard("task", "merged") for office in offices[:2]]
    assert [[entry["kind"] for entry in told] for told in tasks] == [["task"], ["task"]]
    return [told[0] for told in tasks]


def test_names_that_differ_are_asked_about_in_both_offices_and_one_answer_settles_it(
    centre: Centre, offices: list[Office]
) -> None:
    document = cedula()
    tasks = doubted(offices, document)
    assert "Rosa Quishpe" in tasks[0]["words"]
    assert "Luis Pinto" in tasks[0]["words"]
    offices[1].answer(tasks[1], "same")
    for office in offices[:2]:
        told = office.heard("task", "task_closed", "merged")
        assert sorted(entry["kind"] for entry in told) == ["merged", "task_closed"]
        (closed,) = [entry for entry in told if entry["kind"] == "task_closed"]
        assert (closed["by"], closed["resolution"]) == ("Sara", "Es la misma persona.")
    assert not offices[2].heard("task", "merged")
    offices[0].answer(tasks[0], "different")  # too late: it is over
    assert not offices[0].heard("task", "task_closed", "merged")


def test_whoever_is_somebody_else_has_the_document_corrected(
    centre: Centre, offices: list[Office]
) -> None:
    document, right = cedula(), cedula()
    tasks = doubted(offices, document)
    offices[0].answer(tasks[0], "different")
    told = offices[1].heard("task", "merged")
    assert [entry["kind"] for entry in told] == ["task"]
    assert "personas distintas" in told[0]["words"]
    wrong = next(iter(member for member in members(centre, document) if member[0] == offices[1].id))
    offices[1].tell(person(right, "Luis Pinto", str(wrong[1])))
    for office in offices[:2]:
        assert [entry["kind"] for entry in office.heard("task_closed", "merged")][-1] == (
            "task_closed"
        )
    assert members(centre, right) == {wrong}
    assert len(members(centre, document)) == 1
    known = mine(offices[2].heard("person"), document)
    assert len(known[-1]["offices"]) == 1


def test_a_corrected_document_moves_the_person_to_the_other_identity(
    centre: Centre, offices: list[Office]
) -> None:
    wrong, right = cedula(), cedula()
    offices[0].tell(person(wrong))
    moved = person(wrong)
    offices[1].tell(moved)
    offices[2].tell(person(right))
    for office in offices:
        office.heard()
    offices[1].tell({**moved, "document": right})
    assert len(members(centre, wrong)) == 1
    assert (offices[1].id, UUID(moved["id"])) in members(centre, right)
    assert len(offices[0].heard("merged")[-1]["offices"]) == 1
    joined = offices[1].heard("merged")
    assert joined[-1]["canonical"] == str(identity_of("passport", right))
    assert len(joined[-1]["offices"]) == 2


def test_a_person_who_is_gone_is_nobodys(centre: Centre, offices: list[Office]) -> None:
    document = cedula()
    one = person(document)
    offices[0].tell(one)
    gone = [{"table": "person", "key": one["id"], "row": None}]
    offices[0].send([offices[0].log.add("person_corrected")], gone)
    assert not members(centre, document)
    assert mine(offices[1].heard("person"), document)[-1]["offices"] == []


def test_another_offices_task_cannot_be_answered(centre: Centre, offices: list[Office]) -> None:
    task = doubted(offices, cedula())[0]
    offices[2].answer(task, "same")
    offices[2].answer({"id": str(new_id())}, "same")
    offices[0].answer(task, "quizás")
    assert not offices[0].heard("task_closed")


def test_five_hundred_people_are_merged_at_once(centre: Centre, offices: list[Office]) -> None:
    people = [person(cedula(), f"Persona {number}") for number in range(500)]
    offices[0].tell(*people)
    offices[1].tell(*({**one, "id": str(new_id())} for one in people))
    assert len(offices[0].heard("merged")) == 500


def test_offices_that_tell_of_the_same_people_at_once_do_not_stop_each_other(
    centre: Centre, offices: list[Office]
) -> None:
    documents = [cedula() for _ in range(60)]

    def tell(which: int) -> None:
        for start in range(0, 60, 20):
            some = documents[start : start + 20]
            some = some if which else list(reversed(some))
            offices[which].tell(*(person(document) for document in some))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(tell, range(3)))
    assert {len(members(centre, document)) for document in documents} == {3}
    for office in offices:
        told = office.heard("merged")
        assert {len(entry["offices"]) for entry in told if entry["canonical"]} >= {3}


def wants(name: str, document: str, **more: Any) -> dict[str, Any]:
    return {
        "person": {"document_type": "passport", "document": document, "name": name},
        **more,
    }


def test_an_entity_has_one_active_authoriser_and_the_first_to_ask_is_it(
    centre: Centre, offices: list[Office]
) -> None:
    ruc = _entity()
    first, second = new_id(), new_id()
    granted = offices[0].ask(
        "authoriser_requested", first, **wants("Ana", "ABC123"), entity_ruc=ruc, role="titular"
    )
    refused = offices[1].ask(
        "authoriser_requested", second, **wants("Luis", "DEF456"), entity_ruc=ruc, role="alterno"
    )
    (told,) = offices[0].heard("decision")
    assert (told["operation_id"], told["outcome"]) == (str(granted), "granted")
    decision, task = offices[1].heard("decision", "task")
    assert (decision["operation_id"], decision["outcome"]) == (str(refused), "refused")
    assert "Ana" in decision["words"]
    assert task["subject"]["operation_id"] == str(refused)
    (announced,) = offices[2].heard("authoriser")
    assert (announced["name"], announced["state"]) == ("Ana", "active")

    third = new_id()
    offices[1].ask(
        "authoriser_requested",
        third,
        **wants("Luis", "DEF456"),
        entity_ruc=ruc,
        role="alterno",
        gives_up=str(first),
    )
    assert [entry["outcome"] for entry in offices[1].heard("decision")] == ["granted"]
    assert [(entry["name"], entry["state"]) for entry in offices[2].heard("authoriser")] == [
        ("Ana", "released"),
        ("Luis", "active"),
    ]
    offices[1].ask("authoriser_released", third, entity_ruc=ruc)
    offices[1].ask("authoriser_released", third, entity_ruc=ruc)
    assert [entry["state"] for entry in offices[2].heard("authoriser")] == ["released"]


def test_a_seat_of_another_entity_is_not_given_up(centre: Centre, offices: list[Office]) -> None:
    held, other = _entity(), _entity()
    holder, elsewhere = new_id(), new_id()
    for request, ruc in ((holder, held), (elsewhere, other)):
        offices[0].ask(
            "authoriser_requested",
            request,
            **wants("Ana", "ABC123"),
            entity_ruc=ruc,
            role="titular",
        )
    offices[1].ask(
        "authoriser_requested",
        new_id(),
        **wants("Luis", "DEF456"),
        entity_ruc=held,
        role="titular",
        gives_up=str(elsewhere),
    )
    assert [entry["outcome"] for entry in offices[1].heard("decision")] == ["refused"]


def test_roles_of_access_are_one_each_and_count_what_is_given_up(
    centre: Centre, offices: list[Office]
) -> None:
    ruc, first = _entity(), new_id()
    for role, request in (("liquidador", first), ("auditor", new_id()), ("liquidador", new_id())):
        offices[0].ask(
            "access_role_requested", request, **wants("Ana", "ABC123"), entity_ruc=ruc, role=role
        )
    outcomes = [entry["outcome"] for entry in offices[0].heard("decision", "authoriser")]
    assert outcomes == ["granted", "granted", "refused"]
    offices[0].ask(
        "access_role_requested",
        new_id(),
        **wants("Eva", "GHI789"),
        entity_ruc=ruc,
        role="liquidador",
        gives_up=str(first),
    )
    assert [entry["outcome"] for entry in offices[0].heard("decision")] == ["granted"]


@pytest.mark.parametrize("broken", [{}, {"entity_ruc": 7}, {"entity_ruc": RUC, "person": []}])
def test_a_request_that_cannot_be_read_is_refused_in_words(
    centre: Centre, offices: list[Office], broken: dict[str, Any]
) -> None:
    offices[0].ask("authoriser_requested", new_id(), **broken, role="titular")
    (told,) = offices[0].heard("decision")
    assert told["outcome"] == "refused"
    assert told["words"]
    json.dumps(told)


def test_those_who_ask_at_once_leave_one_holder(centre: Centre, offices: list[Office]) -> None:
    for _ in range(4):
        ruc = _entity()

        def ask(office: Office, ruc: str = ruc) -> None:
            office.ask(
                "authoriser_requested",
                new_id(),
                **wants("Ana", "ABC123"),
                entity_ruc=ruc,
                role="titular",
            )

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(ask, offices))
        states = centre.rows("SELECT state FROM seat WHERE entity_ruc = %s", ruc)
        assert sorted(row["state"] for row in states) == ["active", "refused", "refused"]


_ENTITIES = itertools.count(9_000_000)


def _entity() -> str:
    """A RUC nobody else of these tests has; its check digit only warns."""
    return f"179{next(_ENTITIES):07}001"


def command(centre: Centre, *arguments: str) -> int:
    return main(["--database", centre.connected, *arguments])


def test_the_ministry_sees_what_waits_and_resolves_it(
    centre: Centre, offices: list[Office], capsys: pytest.CaptureFixture[str]
) -> None:
    (task, _) = doubted(offices, cedula())
    assert command(centre, "tasks") == 0
    shown = capsys.readouterr().out
    assert task["id"] in shown
    assert "same (Es la misma persona)" in shown
    assert command(centre, "resolve", task["id"], "--choice", "quizás", "--words", "x") == 1
    assert command(centre, "resolve", task["id"], "--choice", "same", "--words", "Es ella.") == 0
    (closed,) = offices[0].heard("task_closed")
    assert (closed["by"], closed["resolution"]) == ("Ministerio", "Es ella.")
    assert command(centre, "resolve", task["id"], "--words", "x") == 1
    assert command(centre, "tasks", "--office", "NO-HAY") == 1


def test_the_ministry_tells_an_office_of_itself(
    centre: Centre, offices: list[Office], tmp_path: Path
) -> None:
    (row,) = centre.rows("SELECT code FROM office WHERE id = %s", offices[0].id)
    file = tmp_path / "oficina.json"
    file.write_text('{"name": "Quito Norte"}', encoding="utf-8")
    assert command(centre, "tell", row["code"], "office", str(file)) == 0
    assert [one["name"] for one in offices[0].heard("office")] == ["Quito Norte"]
    assert not offices[1].heard("office")
    for wrong in ("[]", "{", '{"name": "\\u0000"}'):
        file.write_text(wrong, encoding="utf-8")
        assert command(centre, "tell", row["code"], "office", str(file)) == 1
    assert command(centre, "tell", row["code"], "office", str(tmp_path / "no-hay.json")) == 1
