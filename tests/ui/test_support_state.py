"""What the support page shows, worked out without a window."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case_parts import CaseState, ConformityKind, Matter, Origin, Parties
from domain.cases import Case
from domain.catalogue import Catalogue, Channel
from domain.ids import new_id
from domain.people import DocumentType, Entity, Person
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from tests.office import MORNING, catalogue
from ui.support.ending import End, Ending, ended_words
from ui.support.state import (
    Draft,
    Gap,
    Solved,
    Step,
    SupportState,
    caller_results,
    time_words,
    visit_words,
    who,
)
from ui.theme import Tone

__all__ = ["catalogue"]

ROSA = Person(new_id(), DocumentType.NONE, "", "Rosa Chimbo", "02 399 8300")
GAD = Entity(new_id(), "1760001550001", "GAD Municipal", "0042")
CALL = Draft(new_id(), MORNING)
VISIT = Draft(new_id(), MORNING, new_id(), "A-017")
SOLUTION = Solution(
    new_id(),
    new_id(),
    7,
    SolutionContent(SolutionType.EXPLAINED, "Usuario bloqueado", "Espere.", "access", "eSIGEF"),
    SolutionState.APPROVED,
    new_id(),
    MORNING,
)


def case(state: CaseState = CaseState.CLOSED, *, area: str = "", unforeseen: bool = False) -> Case:
    office, clerk = new_id(), new_id()
    made = Case(
        new_id(),
        office,
        "QUITO-26-00012-7",
        6,
        1,
        Origin(Channel.IN_PERSON, MORNING),
        Parties(),
        Matter("access"),
        clerk,
        MORNING,
        MORNING,
        clerk,
        MORNING,
    )
    return replace(made, state=state, area=area, unforeseen=unforeseen)


def test_what_a_draft_lacks() -> None:
    assert CALL.gaps() == tuple(Gap)
    told = replace(CALL, topic="access", problem=" x ")
    assert told.gaps_to_open() == ()
    assert told.gaps() == (Gap.TYPE, Gap.DETAIL)
    assert told.answer() is None
    assert replace(told, solved=Solved(SolutionType.DONE, "Hecho")).gaps() == ()


def test_what_would_be_lost() -> None:
    assert not CALL.touched
    assert not VISIT.touched
    assert not replace(VISIT, person=ROSA).touched  # who it is can be said again
    assert replace(CALL, person=ROSA).touched
    for written in (
        replace(VISIT, topic="access"),
        replace(VISIT, problem="x"),
        replace(VISIT, solved=Solved(SolutionType.DONE)),
        replace(VISIT, solved=Solved(detail="x")),
    ):
        assert written.touched


def test_how_drafts_are_told_apart() -> None:
    assert VISIT.label == "A-017"
    assert CALL.label == "la llamada"
    assert replace(CALL, person=ROSA).label == "llamada de Rosa Chimbo"


def test_a_solution_says_what_nobody_said(catalogue: Catalogue) -> None:
    applied = VISIT.applied(SOLUTION, catalogue)
    assert (applied.topic, applied.system, applied.problem) == (
        "access",
        "eSIGEF",
        "Usuario bloqueado",
    )
    answer = applied.answer()
    assert answer is not None
    assert (answer.type, answer.detail, answer.code) == (
        SolutionType.EXPLAINED,
        "Espere.",
        "S-0007",
    )
    told = replace(VISIT, topic="payments", system="ODS", problem="No paga")
    kept = told.applied(SOLUTION, catalogue)
    assert (kept.topic, kept.system, kept.problem) == ("payments", "ODS", "No paga")


def test_a_topic_that_left_the_catalogue_is_not_taken(catalogue: Catalogue) -> None:
    old = replace(SOLUTION, content=replace(SOLUTION.content, topic="gone", system="gone"))
    applied = VISIT.applied(old, catalogue)
    assert (applied.topic, applied.system) == ("", "")


def test_applying_is_taken_back_to_ones_own_words(catalogue: Catalogue) -> None:
    own = replace(VISIT, solved=Solved(SolutionType.DONE, "Mío"))
    twice = own.applied(SOLUTION, catalogue).applied(SOLUTION, catalogue)
    assert twice.undone().solved == own.solved
    assert VISIT.undone() == VISIT
    assert twice.detailed("Espere. Llame.").solved.code == "S-0007"
    assert twice.detailed(" ").solved == Solved(SolutionType.EXPLAINED)


def test_the_case_of_a_call_and_of_a_visit(catalogue: Catalogue) -> None:
    call = replace(CALL, person=ROSA, entity=GAD, topic="access", problem="x", apart="Otro")
    new = call.new_case(catalogue.service(7))
    assert (new.service, new.channel, new.ticket_id) == (7, Channel.PHONE, None)
    assert (new.received_at, new.sender, new.apart) == (MORNING, ROSA.phone, "Otro")
    assert new.parties == Parties(bearer_id=ROSA.id, entity_id=GAD.id)
    here = VISIT.new_case(catalogue.service(6))
    assert (here.channel, here.ticket_id, here.received_at) == (
        Channel.IN_PERSON,
        VISIT.ticket_id,
        None,
    )
    assert here.parties == Parties()
    assert replace(call, person=None).new_case(catalogue.service(7)).sender == ""


def test_before_anything_is_read() -> None:
    empty = SupportState()
    assert (empty.person, empty.entity, empty.service, empty.since, empty.limit) == (None,) * 5
    assert who(empty).name == "Sin nombre"
    calling = SupportState(Step.CASE, draft=replace(CALL, person=ROSA, entity=GAD))
    told = who(calling)
    assert (told.code, told.name) == ("", "Rosa Chimbo")
    assert told.about == "Por teléfono · 02 399 8300"
    assert told.entity == "GAD Municipal · RUC 1760001550001 · eSIGEF 0042"
    assert calling.since == MORNING


def test_who_calls_can_be_registered() -> None:
    rows = caller_results([ROSA], "ros")
    assert [row.title for row in rows] == ["Rosa Chimbo", "Registrar persona"]


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (4, "Límite 30 min", Tone.MUTED),
        (29, "Cerca del límite de 30 min", Tone.WARN),
        (31, "Pasó el límite de 30 min", Tone.ERROR),
    ],
)
def test_the_time_used_in_words(minutes: int, words: str, tone: Tone) -> None:
    now = MORNING + timedelta(minutes=minutes)
    assert time_words(MORNING, timedelta(minutes=30), now) == (words, tone)


def test_where_no_time_is_promised() -> None:
    assert time_words(MORNING, None, datetime(2027, 1, 1, tzinfo=UTC)) == ("", Tone.MUTED)


def test_the_cases_of_a_visit_in_words() -> None:
    assert visit_words(()) == ""
    assert visit_words([case()]) == "En esta visita: QUITO-26-00012-7 (cerrado)"


def test_what_became_of_it(catalogue: Catalogue) -> None:
    number = "QUITO-26-00012-7"
    area = catalogue.areas[0]
    for ending, of, words in (
        (Ending(), case(), (f"Trámite {number} cerrado, con conformidad.", "")),
        (
            Ending(conformity=ConformityKind.REFUSED),
            case(),
            (f"Trámite {number} cerrado, sin conformidad.", ""),
        ),
        (
            Ending(conformity=ConformityKind.TOLD_BY_EMAIL),
            case(),
            (
                f"Trámite {number} cerrado, sin recoger la conformidad.",
                "Comuníquele la solución por correo.",
            ),
        ),
        (Ending(End.LEFT_OPEN), case(), (f"El trámite {number} queda abierto, a su cargo.", "")),
        (
            Ending(End.REFERRED),
            case(area=area.code),
            (f"El trámite {number} se derivó a {area.name}.", ""),
        ),
    ):
        assert ended_words(of, ending, catalogue) == words
    what, _ = ended_words(case(unforeseen=True), Ending(), catalogue)
    assert what.endswith("La solución es nueva: va a revisión de calidad.")
