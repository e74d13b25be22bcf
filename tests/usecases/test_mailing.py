"""Messages queued by hand, what is refused, and what a person decides of each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from desktop.mail.templates import mail_words
from desktop.usecases import cases, checklists, mailing, reception, resolving
from desktop.usecases.case_history import events_of
from desktop.usecases.case_notice import kind_of, notice_of
from desktop.usecases.desk import Desk
from desktop.usecases.mailing import AlreadyTold, Post
from desktop.usecases.resolving import Answer
from domain.case_parts import CaseState, Outcome
from domain.cases import Case
from domain.errors import InvalidInput, NotOnThisData, Stale
from domain.ids import new_id
from domain.mail import Mail, MailKind, MailState, WrongMailState
from domain.mail_text import NoAddress, SecretInText
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.mail.pieces import pieces_in, without_mails
from tests.office import FakeClock, SmallOffice
from tests.usecases import authorising
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    returned_case,
    seen,
)
from tests.usecases.hall import opened
from tests.usecases.test_paper import Documents


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with pieces_in(tmp_path) as pieces:
        yield Post(mail_words(), Documents(), pieces)


@pytest.fixture
def clerk(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def returned(desk: Desk, office: SmallOffice, clerk: Actor) -> Case:
    return returned_case(desk, office, clerk, a_person(desk, office), an_entity(desk, office))


def queue(desk: Desk, actor: Actor, post: Post, case_id: UUID, *, again: bool = False) -> Mail:
    kind = kind_of(seen(desk, actor, case_id))
    return mailing.queue_case(desk, actor, post, case_id, kind, again=again)


def told(desk: Desk, key: UUID) -> list[str]:
    with desk.units.read() as unit:
        return [operation.type for operation in unit.log.of(key)]


def test_a_return_is_queued_with_its_list(
    desk: Desk, clerk: Actor, post: Post, returned: Case, clock: FakeClock
) -> None:
    mail = queue(desk, clerk, post, returned.id)
    assert (mail.kind, mail.state) == (MailKind.RETURNED, MailState.WAITING)
    assert mail.recipient == "luz@ejemplo.ec"
    assert "Falta el sello" in mail.body
    assert mail.message_id == f"{mail.id}@quito.ventanilla.invalid"
    assert told(desk, mail.id) == ["mail_queued"]
    view = seen(desk, clerk, returned.id)
    assert view.mails == (mail,)
    assert view.history[-1].what == "Se preparó un correo: «Devolución»"
    assert view.history[-1].detail == "a luz@ejemplo.ec"
    found = mailing.mailbox(desk, clerk)
    assert [(one.mail, one.number, one.by) for one in found.open] == [
        (mail, returned.number, clerk.full_name)
    ]
    assert found.done == ()


def test_the_same_is_told_twice_only_where_somebody_says_so(
    desk: Desk, clerk: Actor, post: Post, returned: Case, clock: FakeClock
) -> None:
    first = queue(desk, clerk, post, returned.id)
    with pytest.raises(AlreadyTold, match="está en la lista") as found:
        queue(desk, clerk, post, returned.id)
    assert found.value.before == first
    with desk.units.write() as unit:
        unit.mails.save(first.begun("PC", clock.now()))
        unit.mails.save(first.begun("PC", clock.now()).sent())
        unit.log.append("mail", first.id, 3, "mail_sent", {}, actor_id=None, at=clock.now())
    with pytest.raises(AlreadyTold, match="ya se envió"):
        queue(desk, clerk, post, returned.id)
    second = queue(desk, clerk, post, returned.id, again=True)
    assert second.message_id != first.message_id
    mailing.cancel(desk, clerk, second.id)
    assert [one.mail.state for one in mailing.mailbox(desk, clerk).done] == [
        MailState.CANCELLED,
        MailState.SENT,
    ]


def test_papers_handed_in_again_are_told_anew(
    desk: Desk, office: SmallOffice, clerk: Actor, post: Post, returned: Case, clock: FakeClock
) -> None:
    queue(desk, clerk, post, returned.id)
    clock.go(minutes=5)
    cases.resubmit(desk, clerk, returned.id)
    check(desk, clerk, returned, 5)
    checklists.give_back(desk, clerk, returned.id)
    assert queue(desk, clerk, post, returned.id).kind is MailKind.RETURNED


def test_what_changed_meanwhile_is_read_first(
    desk: Desk, clerk: Actor, post: Post, returned: Case
) -> None:
    with pytest.raises(Stale):
        mailing.queue_case(desk, clerk, post, returned.id, MailKind.RESOLVED)


def test_a_created_user_is_told_and_never_a_password(
    desk: Desk, office: SmallOffice, clerk: Actor, post: Post
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, clerk, 2, person=person, entity=entity)
    case = opened_case(desk, clerk, 2, ticket)
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    for step in seen(desk, clerk, case.id).steps:
        note = "LEJEMPLO" if step.step.notes else ""
        resolving.do_step(desk, clerk, case.id, step.step.code, note)
    resolving.resolve(
        desk, clerk, case.id, Answer(SolutionType.CORRECTED, "Su contraseña es: Quito2026")
    )
    with pytest.raises(SecretInText, match="Solución"):
        queue(desk, clerk, post, case.id)
    assert mailing.mailbox(desk, clerk).open == ()
    view = seen(desk, clerk, case.id)
    assert view.case.outcome is not None
    clean = replace(view.case, outcome=replace(view.case.outcome, detail="Ya puede ingresar"))
    notice = notice_of(replace(view, case=clean), mail_words())
    assert notice.kind is MailKind.USER_CREATED
    assert "Usuario creado en eSIGEF: LEJEMPLO" in notice.body
    noted = replace(view.steps[0], note="clave=Quito2026")
    steps = tuple(noted if one.note else one for one in view.steps)
    with pytest.raises(SecretInText, match="Usuario creado"):
        notice_of(replace(view, case=clean, steps=steps), mail_words())


def test_nothing_is_told_that_did_not_happen(
    desk: Desk, clerk: Actor, returned: Case, post: Post
) -> None:
    view = seen(desk, clerk, returned.id)
    for state, words in (
        (CaseState.LAPSED, "caducó"),
        (CaseState.WITHDRAWN, "fue retirado"),
    ):
        notice = notice_of(replace(view, case=replace(view.case, state=state)), mail_words())
        assert notice.kind is MailKind.STANDING
        assert words in notice.body


def test_who_cannot_be_written_to(
    desk: Desk, office: SmallOffice, clerk: Actor, post: Post, clock: FakeClock
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = by_email(desk, clerk, 4, person, entity, clock.now() - timedelta(minutes=5))
    view = seen(desk, clerk, case.id)
    nobody = replace(person, email="")
    no_one = replace(
        view,
        case=replace(view.case, origin=replace(view.case.origin, sender="por teléfono")),
        parties=replace(view.parties, bearer=nobody, beneficiary=nobody),
    )
    assert notice_of(no_one, mail_words()).recipient == ""
    draft = reception.PersonDraft(
        person.document_type, person.document, person.name, email="peña@ejemplo.ec"
    )
    reception.correct_person(desk, office.actor("recepcion-1"), person.id, draft)
    ticket = at_the_counter(desk, office, clerk, 2, person=person, entity=entity)
    other = opened_case(desk, clerk, 2, ticket)
    with pytest.raises(InvalidInput, match="peña"):
        queue(desk, clerk, post, other.id)
    draft = reception.PersonDraft(person.document_type, person.document, person.name)
    reception.correct_person(desk, office.actor("recepcion-1"), person.id, draft)
    with pytest.raises(NoAddress):
        queue(desk, clerk, post, other.id)


def test_an_enrolment_is_told_by_its_people(desk: Desk, office: SmallOffice, post: Post) -> None:
    body, who = authorising.a_body(desk, office), authorising.technician(office)
    authorising.enrolled(desk, office, body, body.titular, authorising.TITULAR)
    with desk.units.read() as unit:
        (row,) = unit.cases.of_entity(body.entity.id, 5, services=(5,))
    mail = queue(desk, who, post, row.id)
    assert mail.kind is MailKind.ENROLMENT_READY
    assert f"- {body.titular.name}, titular" in mail.body
    view = seen(desk, who, row.id)
    assert view.case.outcome is None
    outcome = Outcome(SolutionType.REFUSED, "No procede")
    refused = replace(view, case=replace(view.case, outcome=outcome))
    assert kind_of(refused) is MailKind.RESOLVED
    done = replace(outcome, type=SolutionType.DONE)
    assert kind_of(replace(view, case=replace(view.case, outcome=done))) is MailKind.ENROLMENT_READY


def test_a_readiness_card_goes_with_its_pdf(
    desk: Desk, office: SmallOffice, post: Post, clock: FakeClock
) -> None:
    body, who = authorising.a_body(desk, office), authorising.technician(office)
    with pytest.raises(NoAddress):
        mailing.queue_readiness(desk, who, post, body.entity.id)
    case = authorising.a_case(desk, who, 5, body)
    mail = mailing.queue_readiness(desk, who, post, body.entity.id)
    assert (mail.kind, mail.case_id) == (MailKind.READINESS, case.id)
    assert mail.attachment_name == f"Ficha de preparación {body.entity.ruc}.pdf"
    assert post.pieces.get(mail.attachment) == b"card"
    with pytest.raises(AlreadyTold):
        mailing.queue_readiness(desk, who, post, body.entity.id)
    mailing.queue_readiness(desk, who, post, body.entity.id, again=True)
    clock.go(days=1)
    mailing.queue_readiness(desk, who, post, body.entity.id)


def test_what_a_person_decides(
    desk: Desk, clerk: Actor, post: Post, returned: Case, clock: FakeClock
) -> None:
    mail = queue(desk, clerk, post, returned.id)
    with pytest.raises(WrongMailState):
        mailing.send_again(desk, clerk, mail.id)
    with pytest.raises(WrongMailState):
        mailing.arrived(desk, clerk, mail.id)
    lost = mail.begun("PC", clock.now()).unknown("¿?")
    with desk.units.write() as unit:
        unit.mails.save(mail.begun("PC", clock.now()))
        unit.mails.save(lost)
        unit.log.append("mail", mail.id, 3, "mail_unknown", {}, actor_id=None, at=clock.now())
    assert mailing.to_decide(desk, clerk) == 1
    again = mailing.send_again(desk, clerk, mail.id)
    assert mailing.to_decide(desk, clerk) == 0
    assert (again.state, again.message_id) == (MailState.WAITING, mail.message_id)
    begun = again.begun("PC", clock.now())
    with desk.units.write() as unit:
        unit.mails.save(begun)
        unit.mails.save(begun.unknown("¿?"))
        unit.log.append("mail", mail.id, 6, "mail_unknown", {}, actor_id=None, at=clock.now())
    assert mailing.arrived(desk, clerk, mail.id).state is MailState.SENT
    assert told(desk, mail.id)[-1] == "mail_settled"
    with pytest.raises(WrongMailState):
        mailing.cancel(desk, clerk, mail.id)


def test_messages_without_a_case_are_listed(
    desk: Desk, office: SmallOffice, clerk: Actor, post: Post
) -> None:
    assert not mailing.in_use(desk)
    body, who = authorising.a_body(desk, office), authorising.technician(office)
    authorising.both(desk, office, body)
    with desk.units.write() as unit:
        draft = Mail(
            new_id(),
            office.office.id,
            MailKind.READINESS,
            "a@ejemplo.ec",
            "s",
            "b",
            "id@x.y",
            who.staff_id,
            desk.clock.now(),
            desk.clock.now(),
        )
        unit.mails.add(draft)
        unit.log.append("mail", draft.id, 1, "mail_queued", {}, actor_id=None, at=draft.made_at)
    (listed,) = mailing.mailbox(desk, clerk).open
    assert listed.number == ""
    assert mailing.in_use(desk)


def test_who_was_enrolled_is_not_known_on_an_older_server(desk: Desk, office: SmallOffice) -> None:
    body, who = authorising.a_body(desk, office), authorising.technician(office)
    case = authorising.a_case(desk, who, 5, body)
    with without_mails("SqlEnrolments"):
        assert seen(desk, who, case.id).enrolled == ()


def test_what_was_erased_of_a_message_says_only_that(
    desk: Desk, clerk: Actor, post: Post, returned: Case
) -> None:
    mail = queue(desk, clerk, post, returned.id)
    with desk.units.read() as unit:
        (operation,) = unit.log.of(mail.id)
    office = seen(desk, clerk, returned.id).office
    (event,) = events_of([replace(operation, payload=None)], {}, office, {})
    assert (event.what, event.detail) == (
        "Se preparó un correo",
        "Dato eliminado al cumplirse su plazo",
    )


def test_an_older_server_has_no_messages(desk: Desk, clerk: Actor, returned: Case) -> None:
    with without_mails():
        assert not mailing.in_use(desk)
        assert mailing.to_decide(desk, clerk) == 0
        assert seen(desk, clerk, returned.id).mails == ()
        with pytest.raises(NotOnThisData):
            mailing.mailbox(desk, clerk)
