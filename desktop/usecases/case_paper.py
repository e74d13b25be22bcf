"""The papers of a case: the receipt of every submission, and what is handed back with it."""

from dataclasses import replace
from uuid import UUID

from desktop.ports import (
    CasePaper,
    CaseReceipt,
    PrintOutcome,
    ReceivedLine,
    ReturnLine,
    ReturnSheet,
)
from desktop.usecases.case_view import CaseView, view
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.case_number import parse_case_number
from domain.case_parts import CaseState
from domain.cases import WrongCaseState
from domain.checklist import FAULTS, SETTLED, Finding, Verdict, problem_words
from domain.requirements import Requirement
from domain.staff import Actor
from domain.survey import code_words

FOLLOW = (
    "Pregunte por su trámite en esta oficina, en persona o por teléfono, con el número de este"
    " comprobante."
)


def print_receipt(
    desk: Desk, actor: Actor, paper: Paper, case_id: UUID, *, opinion: str = ""
) -> PrintOutcome:
    """Print the *razón de recepción* of a case's last submission (COA art. 138).

    Args:
        opinion: the code of the survey that it bears (``survey.receipt_code``); empty for none.

    Raises:
        PrintFailed: it was neither printed nor saved; the case stands all the same.
        NotFound: there is no such case.
    """
    seen = view(desk, actor, case_id)
    receipt = replace(receipt_of(seen), opinion=code_words(opinion))
    pdf = paper.documents.case_receipt(receipt)
    title = f"Comprobante {seen.case.number}"
    return paper.printer.print_pdf(pdf, printer=paper.sheets(), title=title)


def print_return(desk: Desk, actor: Actor, paper: Paper, case_id: UUID) -> PrintOutcome:
    """Print what a person has to bring back, and why.

    Raises:
        WrongCaseState: the case was not returned.
        PrintFailed: it was neither printed nor saved; the case stands all the same.
        NotFound: there is no such case.
    """
    seen = view(desk, actor, case_id)
    pdf = paper.documents.return_sheet(return_of(seen))
    title = f"Devolución {seen.case.number}"
    return paper.printer.print_pdf(pdf, printer=paper.sheets(), title=title)


def receipt_pdf(desk: Desk, actor: Actor, paper: Paper, case_id: UUID) -> bytes:
    """Return, as PDF, what ``print_receipt`` would print. Raises NotFound."""
    seen = view(desk, actor, case_id)
    return paper.documents.case_receipt(receipt_of(seen))


def return_pdf(desk: Desk, actor: Actor, paper: Paper, case_id: UUID) -> bytes:
    """Return, as PDF, what ``print_return`` would print. Raises WrongCaseState, NotFound."""
    seen = view(desk, actor, case_id)
    return paper.documents.return_sheet(return_of(seen))


def receipt_of(seen: CaseView) -> CaseReceipt:
    """Return what the receipt of a case says."""
    case, office = seen.case, seen.office
    lines = tuple(
        ReceivedLine(
            item.number, item.document, found.verdict.label, _mark(found), _detail(item, found)
        )
        for item in seen.service.requirements
        for found in [seen.checklist.finding(item.number)]
    )
    return CaseReceipt(
        _head(seen),
        lines,
        seen.checklist.complete and case.state is not CaseState.CLASSIFIED,
        None if case.due_at is None else office.local(case.due_at),
        seen.service.response.words,
        FOLLOW,
    )


def return_of(seen: CaseView) -> ReturnSheet:
    """Return what the sheet handed back says. Raises WrongCaseState if it was not returned."""
    ends = seen.case.term_ends
    if seen.case.state is not CaseState.RETURNED or ends is None:
        raise WrongCaseState(seen.case)
    lines = tuple(
        ReturnLine(
            item.number,
            item.document,
            item.details,
            problem_words(item, found),
            item.note,
            item.legal_base,
        )
        for item in seen.service.requirements
        for found in [seen.checklist.finding(item.number)]
        if found.verdict in FAULTS
    )
    accepted = tuple(
        item.document
        for item in seen.service.requirements
        if seen.checklist.finding(item.number).verdict in SETTLED - {Verdict.NOT_APPLICABLE}
    )
    return ReturnSheet(_head(seen), lines, accepted, ends, seen.catalogue.mend_days)


def _head(seen: CaseView) -> CasePaper:
    case, office, parties = seen.case, seen.office, seen.parties
    bearer = case.origin.sender if parties.bearer is None else parties.bearer.name
    return CasePaper(
        office.ministry,
        office.name,
        office.address,
        office.hours.words,
        case.number,
        parse_case_number(case.number).qr,
        seen.service.name,
        "" if parties.entity is None else parties.entity.name,
        bearer,
        "" if parties.beneficiary is None else parties.beneficiary.name,
        office.local(case.submitted_at),
        seen.holder or seen.opened_by,
        case.submission,
        case.origin.channel.label,
    )


def _mark(found: Finding) -> bool | None:
    if found.verdict in FAULTS:
        return False
    return True if found.verdict in {Verdict.ACCEPTED, Verdict.VERIFIED} else None


def _detail(item: Requirement, found: Finding) -> str:
    match found.verdict:
        case Verdict.REJECTED:
            return problem_words(item, found)
        case Verdict.VERIFIED:
            return ": ".join(part for part in (found.place, found.text) if part)
        case _:
            return found.text
