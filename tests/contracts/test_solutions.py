"""What every bank of solutions must do: SQLite's full text and PostgreSQL's, the same tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.ports import UnitOfWork, Units
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from domain.text import search_key
from tests.contracts.test_units import Refused, tell
from tests.office import MORNING, SmallOffice

LETTERS = "abcdefghijklmnñopqrstuvwxyzáéíóúüÁÉÍÓÚÑ0123456789"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=8)
MARKS = st.text(st.characters(exclude_categories=["C"]), max_size=20)


@pytest.fixture
def store(units: Units, office: SmallOffice) -> Callable[..., Solution]:
    """Stores an approved solution and returns it."""

    def stored(title: str, text: str = "Nada", **changes: Any) -> Solution:
        with units.write() as unit:
            tell(unit)
            made = solution(office, unit.solutions.next_number(), title, text)
            content: dict[str, Any] = {
                name: changes.pop(name) for name in ("topic", "system") if name in changes
            }
            made = replace(made, content=replace(made.content, **content), **changes)
            unit.solutions.add(made)
        return made

    return stored


def solution(office: SmallOffice, number: int, title: str, text: str) -> Solution:
    return Solution(
        new_id(),
        office.office.id,
        number,
        SolutionContent(SolutionType.EXPLAINED, title, text),
        SolutionState.APPROVED,
        office.staff["asesor-1"].id,
        MORNING + timedelta(microseconds=7),
        None,
        office.staff["supervisor-1"].id,
        MORNING + timedelta(days=1),
        "Un motivo",
        3,
        2,
    )


def found(
    units: Units, text: str, *, limit: int = 10, topic: str = "", system: str = ""
) -> list[str]:
    with units.read() as unit:
        return [one.title for one in unit.solutions.search(text, limit, topic, system)]


def test_what_is_stored_comes_back_as_it_was(units: Units, store: Callable[..., Solution]) -> None:
    stored = store("Pago rechazado", "Envíelo otra vez", topic="pagos", system="eSIGEF")
    bare = store("Otra", state=SolutionState.PROPOSED, reviewed_by=None, reviewed_at=None)
    with units.read() as unit:
        assert [unit.solutions.get(one.id) for one in (stored, bare)] == [stored, bare]
        assert unit.solutions.by_number(2) == bare
        assert unit.solutions.by_number(3) is None
        assert unit.solutions.next_number() == 3
        assert unit.solutions.search("rechaz", 5) == [stored]
        with pytest.raises(NotFound):
            unit.solutions.get(new_id())


def test_a_number_taken_back_goes_to_the_next(units: Units, office: SmallOffice) -> None:
    with suppress(Refused), units.write() as unit:
        tell(unit)
        unit.solutions.add(solution(office, unit.solutions.next_number(), "Pago", "Nada"))
        raise Refused
    with units.read() as unit:
        assert unit.solutions.next_number() == 1
    assert found(units, "pago") == []


def test_who_saves_over_a_newer_value_is_refused(
    units: Units, store: Callable[..., Solution]
) -> None:
    stored = store("Pago rechazado")
    content = replace(stored.content, title="Clave caducada")
    edited = stored.edited(stored.proposed_by, MORNING, content)
    save(units, edited)
    with pytest.raises(Stale):
        save(units, edited)
    with units.read() as unit:
        assert unit.solutions.get(stored.id) == edited


def save(units: Units, value: Solution) -> None:
    with units.write() as unit:
        tell(unit)
        unit.solutions.save(value)


def test_what_waits_is_listed_oldest_first_and_the_rest_newest_first(
    units: Units, store: Callable[..., Solution]
) -> None:
    for title in "abc":
        store(f"Propuesta {title}", state=SolutionState.PROPOSED)
        store(f"Aprobada {title}")
    with units.read() as unit:
        assert [one.title[-1] for one in unit.solutions.pending(9)] == ["a", "b", "c"]
        assert [one.title[-1] for one in unit.solutions.pending(2)] == ["a", "b"]
        assert unit.solutions.count_pending() == 3
        newest = unit.solutions.all(SolutionState.APPROVED, 2)
        assert [one.number for one in newest] == [6, 4]
        assert unit.solutions.all(SolutionState.RETIRED, 2) == []


def test_it_is_found_by_the_beginnings_of_all_words(
    units: Units, store: Callable[..., Solution]
) -> None:
    store("Pago rechazado por el banco", "Revise la certificación y envíelo")
    store("Clave caducada", "Pida una nueva, código 1e5")
    texts = {
        "pag": 1, "PÁGO": 1, "banco rech": 1, "certificacion": 1, "pago CERTIFICACIÓN": 1, "envi": 1,
        "clave": 1, "1e": 1, "1e5": 1, "cod 1e5": 1, "c": 2,
        "pago clave": 0, "ago": 0, "pagos": 0, "a b c d e f g h": 0,
    }  # fmt: skip
    assert {text: len(found(units, text)) for text in texts} == texts


def test_the_best_comes_first(units: Units, store: Callable[..., Solution]) -> None:
    store("Un pago", uses=1)
    store("De otra cosa", "Y también un pago", uses=9)
    store("Un pago", "Nada", uses=5, topic="usuarios")
    store("El cierre", "Dura un mes")
    assert found(units, "pago") == ["Un pago", "Un pago", "De otra cosa"]
    with units.read() as unit:
        assert [one.uses for one in unit.solutions.search("pago", 9)] == [5, 1, 9]


def test_those_of_the_topic_and_system_come_first(
    units: Units, store: Callable[..., Solution]
) -> None:
    store("Pago general", uses=99)
    store("Pago del tema", topic="pagos-rechazados")
    store("Pago del sistema", system="eSIGEF", uses=4)
    store("Pago de ambos", topic="pagos-rechazados", system="eSIGEF")
    store("Otro asunto", topic="pagos-rechazados", system="SPRYN", uses=50)
    both: dict[str, Any] = {"topic": "pagos-rechazados", "system": "eSIGEF"}
    assert found(units, "pago", **both) == [
        "Pago de ambos", "Pago del sistema", "Pago del tema", "Pago general"
    ]  # fmt: skip
    assert found(units, "pago", limit=1, **both) == ["Pago de ambos"]
    assert found(units, "pago", topic="pagos-rechazados")[:1] != ["Pago general"]
    assert found(units, "pago", system="???") == found(units, "pago")
    assert "eSIGEF" not in found(units, "esigef")


def test_before_anything_is_typed_the_most_used_are_shown(
    units: Units, store: Callable[..., Solution]
) -> None:
    store("Poco usada", uses=1)
    store("Muy usada", uses=8)
    store("Del tema", topic="pagos", uses=0)
    store("Por revisar", uses=99, state=SolutionState.PROPOSED)
    assert found(units, "") == ["Muy usada", "Poco usada", "Del tema"]
    assert found(units, " ", topic="pagos") == ["Del tema", "Muy usada", "Poco usada"]
    assert found(units, "", limit=1, system="eSIGEF") == ["Muy usada"]
    assert found(units, "¿?") == []


def test_only_the_approved_are_found_as_they_read_now(
    units: Units, store: Callable[..., Solution]
) -> None:
    who = new_id()
    one = store("Pago rechazado", state=SolutionState.PROPOSED)
    assert found(units, "pago") == []
    one = one.approved(one.reviewed_by or who, MORNING, one.content)
    save(units, one)
    assert found(units, "pago") == ["Pago rechazado"]
    one = one.edited(one.proposed_by, MORNING, replace(one.content, title="Clave caducada"))
    save(units, one)
    assert found(units, "pago") == []
    assert found(units, "clave") == ["Clave caducada"]
    save(units, one.retired(one.proposed_by, MORNING, "Ya no sirve"))
    assert found(units, "clave") == found(units, "") == []


def test_a_use_is_counted_while_somebody_edits(
    units: Units, store: Callable[..., Solution]
) -> None:
    one = store("Pago rechazado")
    with units.write() as unit:
        tell(unit)
        unit.solutions.count_use(one.id)
    save(units, one.edited(one.proposed_by, MORNING, one.content))
    with units.read() as unit:
        assert unit.solutions.get(one.id).uses == 4


def test_the_search_can_be_made_anew(units: Units, store: Callable[..., Solution]) -> None:
    store("Pago rechazado")
    store("Pago retirado", state=SolutionState.RETIRED)
    store("Clave caducada", topic="usuarios")
    before = [found(units, text, topic="usuarios") for text in ("pago", "clave", "c")]
    for _ in range(2):
        with units.write() as unit:
            unit.solutions.rebuild_search()
    assert [found(units, text, topic="usuarios") for text in ("pago", "clave", "c")] == before


def test_of_very_many_the_newest_are_ranked(
    units: Units, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with units.write() as unit:
        tell(unit)
        for number in range(1, 2011):
            unit.solutions.add(solution(office, number, "Pago", "Nada"))
    assert len(found(units, "pago", limit=5000)) == 2000
    with units.read() as unit:
        assert {one.number for one in unit.solutions.search("p", 5000)} == set(range(11, 2011))


# ---------------------------------------------------------------- whatever is written or typed


@contextmanager
def passing(units: Units, office: SmallOffice, title: str, text: str = "x") -> Iterator[UnitOfWork]:
    """A unit with one solution in it, taken back at the end."""
    with suppress(Refused), units.write() as unit:
        unit.solutions.add(solution(office, 1, title, text))
        yield unit
        raise Refused


def test_any_beginnings_of_its_words_in_any_order_find_it(
    units: Units, office: SmallOffice
) -> None:
    @given(title=WORDS, text=WORDS, data=st.data())
    def check(title: list[str], text: list[str], data: st.DataObject) -> None:
        words = data.draw(st.lists(st.sampled_from(title + text), min_size=1, max_size=8))
        typed = []
        for word in words:
            part = word[: data.draw(st.integers(1, len(word)))]
            typed.append(data.draw(st.sampled_from([part, part.upper(), search_key(part)])))
        with passing(units, office, " ".join(title), " ".join(text)) as unit:
            assert len(unit.solutions.search(" ".join(typed), 5)) == 1

    check()


def test_nothing_typed_is_read_as_a_query(units: Units, office: SmallOffice) -> None:
    hostile = [
        '"', "'", "pago OR clave", "NEAR(pago clave)", "pago AND", "-pago", "title:clave", "*", "^pago",
        "pago + clave", "pago:*", "pago & clave", "!pago", "\\", "pago\0", "\ud800pago", "😀 pago 😀",
        "{title} : pago", "pago' ; DROP TABLE solution; --", "%", "_", "a" * 10_000, "pa " * 3_000,
    ]  # fmt: skip
    with passing(units, office, "Pago rechazado", "En el banco") as unit:
        for typed in hostile:
            hit = bool(unit.solutions.search(typed, 5))
            words = set(search_key(typed).split())
            meant = words <= {"pago"} | {"pa"} and (bool(words) or not typed.strip())
            assert hit == meant, typed


def test_a_word_of_any_length_is_found(units: Units, office: SmallOffice) -> None:
    with passing(units, office, "Pago", "ⅷ" * 600) as unit:  # four letters each in the key
        assert unit.solutions.search("viii" * 600, 5)
        assert not unit.solutions.search("viii" * 2 + "x", 5)


def test_whatever_is_typed_is_only_looked_for(units: Units, office: SmallOffice) -> None:
    @given(typed=st.text(), mark=MARKS)
    def check(typed: str, mark: str) -> None:
        with passing(units, office, "Pago rechazado") as unit:
            unit.solutions.search(typed, 5, mark, mark)

    check()
