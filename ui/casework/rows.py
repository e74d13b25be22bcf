"""The rows of a case's checklist: what is asked for, what was found of it, what lies under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.usecases.case_view import CaseView
from desktop.usecases.document_view import Shown
from domain.checklist import Finding, Verdict, problem_words
from domain.requirements import Requirement
from ui.documents.words import SignatureMark, count_words, signature_mark

Under = Mapping[int, Sequence[Shown]]
"""What lies under each requirement."""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement of the checklist as it is read.

    Attributes:
        words: what was found, in words; ``problem`` what is wrong.
        before: it was found in order when the papers were handed in before.
        fixed: another requirement decides it: it cannot be marked.
        papers: how many documents lie under it, in words; empty for none.
        signature: what their electronic signatures come to.
    """

    requirement: Requirement
    verdict: Verdict
    words: str
    problem: str = ""
    before: bool = False
    fixed: bool = False
    papers: str = ""
    signature: SignatureMark | None = None

    @property
    def number(self) -> int:
        """Its number in the service's list."""
        return self.requirement.number

    @property
    def details(self) -> str:
        """Form, signature, seal and code in one line."""
        item = self.requirement
        kind = "" if item.kind.value == "document" else item.kind.label
        parts = (item.form_code, kind, item.details)
        told = " · ".join(part for part in parts if part)
        return told[:1].upper() + told[1:]

    @property
    def told(self) -> str:
        """The whole row for those who hear the screen."""
        item = self.requirement
        parts = (
            f"{item.number}. {item.short_name}",
            self.words,
            self.problem,
            self.details,
            item.condition,
            item.note,
            self.papers,
            "" if self.signature is None else self.signature.words,
        )
        return ". ".join(part for part in parts if part)


def rows(view: CaseView, under: Under | None = None) -> tuple[Row, ...]:
    """Return the rows of a case's checklist: what is asked now first, what stood before last."""
    papers = under or {}
    made = [_row(view, item, papers.get(item.number, ())) for item in view.service.requirements]
    return (*(row for row in made if not row.before), *(row for row in made if row.before))


def resubmitted_at(view: CaseView) -> datetime | None:
    """Return when the papers were last taken up again; None where they never were returned."""
    found = (event.at for event in reversed(view.history) if event.kind == "case_resubmitted")
    return next(found, None)


def _row(view: CaseView, item: Requirement, papers: Sequence[Shown]) -> Row:
    found = view.checklist.finding(item.number)
    own = view.checklist.findings.get(item.number)
    again = resubmitted_at(view)
    before = again is not None and found.at is not None and found.at < again
    fixed = found.verdict is Verdict.NOT_APPLICABLE and (
        own is None or own.verdict is not Verdict.NOT_APPLICABLE
    )
    return Row(
        item,
        found.verdict,
        _found_words(view, item, found, fixed=fixed, before=before),
        problem_words(item, found) if found.verdict is Verdict.REJECTED else found.text,
        before,
        fixed,
        count_words(len(papers)) if papers else "",
        signature_mark(item, papers, view.office, view.parties.signer),
    )


def _found_words(
    view: CaseView, item: Requirement, found: Finding, *, fixed: bool, before: bool
) -> str:
    if fixed:
        out = [
            str(number)
            for number in item.depends_on
            if view.checklist.finding(number).verdict is Verdict.NOT_APPLICABLE
        ]
        return f"No aplica: depende del {' y '.join(out)}"
    if found.verdict is Verdict.VERIFIED:
        return f"Verificado en {found.place}"
    if before and found.verdict is Verdict.ACCEPTED:
        return f"{found.verdict.label} antes"
    return found.verdict.label
