"""What of a case was told outside it: its messages, and who was enrolled by it."""

from collections.abc import Sequence
from contextlib import suppress

from desktop.usecases.case_history import MAIL_LINES
from domain.cases import Case
from domain.enrolment import EnrolmentState
from domain.errors import NotOnThisData
from domain.mail import Mail
from domain.operations import Operation
from domain.ports import UnitOfWork


def happened(unit: UnitOfWork, case: Case, mails: Sequence[Mail]) -> list[Operation]:
    """Return what happened to a case and to its messages, in order."""
    told = [one for mail in mails for one in unit.log.of(mail.id) if one.type in MAIL_LINES]
    return sorted([*unit.log.of(case.id), *told], key=lambda one: one.sequence)


def enrolled_by(unit: UnitOfWork, case: Case) -> tuple[str, ...]:
    """Return who was enrolled by a case, in words; nobody on a server of an earlier program."""
    done = {EnrolmentState.ENROLLED, EnrolmentState.CLOSED}
    with suppress(NotOnThisData):
        return tuple(
            f"{unit.people.get(one.person_id).name}, {one.role.value}"
            for one in unit.enrolments.of_case(case.id)
            if one.state in done
        )
    return ()


def mails_of(unit: UnitOfWork, case: Case) -> tuple[Mail, ...]:
    """Return a case's messages, the newest first; none on a server of an earlier program."""
    with suppress(NotOnThisData):
        return tuple(unit.mails.of_case(case.id))
    return ()
