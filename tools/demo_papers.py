"""The documents and forms of a case, over a small office of invented people."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases import checklists, document_view, filing, forms, intake
from desktop.usecases.intake import Target
from domain.checklist import Verdict
from domain.documents import Source
from domain.signatures import Signature, SignatureReport, SignatureState
from tools.demo_casework import Shown
from tools.demo_shelf import REPORTS, demo_tools
from ui.casework.view import CaseworkView
from ui.documents.forms import FormsSheet
from ui.widgets import KeyButton
from ui.work import Runner

NOW = datetime(2026, 12, 4, 13, 20, tzinfo=UTC)


def _signature(state: SignatureState) -> SignatureReport:
    one = Signature(
        state,
        signer="MARCO ANTONIO SALAZAR VEGA",
        document="1713175071",
        organisation="Municipio de Ejemplo",
        issuer="Autoridad de Certificación de Ejemplo",
        serial="4F2A",
        signed_at=NOW - timedelta(hours=3),
        time_proven=True,
        valid_from=NOW - timedelta(days=200),
        valid_to=NOW + timedelta(days=530),
        valid_now=True,
        covers_all=True,
    )
    return SignatureReport((one,), NOW)


class WithPapers(Shown):
    """A case of the demonstration with documents under it."""

    def __init__(self, service: int = 1) -> None:
        super().__init__(service)
        tools, desk, actor, case = demo_tools(), self.demo.desk, self.actor, self.case
        offered = forms.offered(desk, actor, tools.paper, case.id)
        marks = {
            1: ("oficio.pdf", _signature(SignatureState.VALID)),
            2: ("formulario.pdf", _signature(SignatureState.ALTERED)),
            3: ("nombramiento.pdf", None),
            6: ("desactivacion.pdf", _signature(SignatureState.VALID)),
        }
        for number, (name, report) in marks.items():
            form = next((one for one in offered if one.requirement == number), offered[0])
            data = forms.form_of(
                desk, actor, tools.paper, forms.WantedForm(case.id, form.key, form.requirement)
            )
            data += f"\n%{case.id}".encode()  # another file in each office
            if report is not None:
                REPORTS[data] = report
            self.demo.clock.go(seconds=20)
            target = Target(case.id, number)
            intake.receive(desk, actor, tools.shelf, name, data, Source.FOLDER, target=target)
        lying = document_view.of_case(desk, actor, case.id).at(1)[0]
        day = self.demo.office.office.local(NOW).date()
        filing.note_letter(desk, actor, lying.document.id, "GADM-2026-0148-O", day)


def _settle(view_: CaseworkView) -> None:
    while any(runner.is_busy for runner in view_.window().findChildren(Runner)):
        QCoreApplication.processEvents()


def attached() -> QWidget:
    """The checklist with what lies under it."""
    shown = WithPapers()
    shown.mark(1, Verdict.ACCEPTED)
    shown.mark(2, Verdict.ACCEPTED)
    return shown.window()


def _opened(
    shown: WithPapers, then: Callable[[QWidget], None] | None = None, place: int | None = None
) -> QWidget:
    def do(case: CaseworkView) -> None:
        if place is None:
            case.way.papers.click()
        else:
            case.attached._open(place)
        _settle(case)
        if then is not None:
            then(case)
            _settle(case)

    return shown.window(do)


def papers() -> QWidget:
    """The documents of the case."""
    return _opened(WithPapers())


def papers_altered() -> QWidget:
    """One that was changed after it was signed."""
    return _opened(WithPapers(), place=2)


def papers_empty() -> QWidget:
    """A place where nothing lies."""
    return _opened(WithPapers(), place=5)


def _press(case: QWidget, words: str) -> None:
    for button in case.window().findChildren(KeyButton):
        if button.text() == words and button.isVisible() and button.isEnabled():
            button.click()
            return


def looking() -> QWidget:
    """One of them, large."""
    return _opened(WithPapers(), partial(_press, words="Ver"))


def history() -> QWidget:
    """What happened to one."""
    return _opened(WithPapers(), partial(_press, words="Historia"))


def letter() -> QWidget:
    """Its Quipux number."""
    return _opened(WithPapers(), partial(_press, words="Quipux"))


def copying() -> QWidget:
    """A stamped copy of it."""
    return _opened(WithPapers(), partial(_press, words="Copia con sello"))


def printing() -> QWidget:
    """The forms of the case."""

    def do(case: CaseworkView) -> None:
        case.way.forms.click()
        _settle(case)

    return Shown(1).window(do)


def printing_receipt() -> QWidget:
    """The forms of a case that was handed back: its receipt and return sheet are among them."""
    shown = Shown(1)
    shown.mark_all(5, skip=(6,))
    shown.mark(5, Verdict.REJECTED, "no-seal")
    shown.case = checklists.give_back(shown.demo.desk, shown.actor, shown.case.id)

    def do(case: CaseworkView) -> None:
        case.way.forms.click()
        _settle(case)
        sheet = case.window().findChild(FormsSheet)
        assert sheet is not None
        sheet.table.choose("Lista de devolución")
        _settle(case)

    return shown.window(do)


SCREENS: dict[str, Callable[[], QWidget]] = {
    "case-attached": attached,
    "case-papers": papers,
    "case-papers-altered": papers_altered,
    "case-papers-empty": papers_empty,
    "case-paper": looking,
    "case-paper-history": history,
    "case-paper-letter": letter,
    "case-paper-copy": copying,
    "case-forms": printing,
    "case-forms-return": printing_receipt,
}
