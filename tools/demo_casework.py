"""The view of one case in each of its parts, over a small office of invented people."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.ports import PrintOutcome
from desktop.usecases import calling, cases, checklists, counters, reception, resolving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.case_start import start_of
from desktop.usecases.case_view import view
from desktop.usecases.checklists import Mark
from desktop.usecases.resolving import Answer
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case, DuplicateCase
from domain.checklist import Verdict
from domain.people import DocumentType, Person
from domain.solutions import SolutionType
from domain.staff import Role
from tools.demo_mail import mail_out
from tools.demo_queue import Demo, new_demo
from tools.demo_shelf import demo_tools
from tools.demo_window import demo_window
from ui.casework.opening_sheets import DuplicateSheet, NewCaseSheet
from ui.casework.parties import PickSheet, RegisterSheet
from ui.casework.state import CasePapers
from ui.casework.view import CaseworkView
from ui.shell import Page

FIELDS = {
    1: {"administrator-kind": "Financiero", "previous-user": "mlopez"},
    3: {"entities": "Adscritas del sector", "grounds": "Acuerdo ministerial 012"},
    8: {"absence-from": "09/12/2026", "absence-to": "11/12/2026"},
    10: {
        "request": "Ejecución del presupuesto por entidad, 2020 a 2025",
        "address": "Av. 10 de Agosto y Riofrío",
        "person-kind": "Persona natural",
    },
}


class _OneCase(Page):
    """Stands where the page of cases shows the one that is open."""

    def __init__(self, shown: CaseworkView) -> None:
        super().__init__("Trámites")
        self._shown = shown
        self.body.addWidget(shown)
        self.set_main(shown.primary, shown.side)

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._shown.shutdown()


class Shown:
    """A case of the demonstration, and the office it is in."""

    def __init__(self, service: int, clerk: str = "asesor-1", counter: int = 1) -> None:
        self.demo = new_demo()
        demo = self.demo
        self.actor = demo.office.actor(clerk)
        self.counter = counter
        counters.open_counter(demo.desk, self.actor, demo.office.counter_id(counter))
        self.clerk = clerk
        signer = _signer(demo)
        self.ticket: UUID | None = demo.issue("08:05", 0, service, entity=True)
        demo.clock.at("08:10")
        calling.call_next(demo.desk, self.actor)
        demo.clock.go(seconds=20)
        calling.arrived(demo.desk, self.actor)
        demo.clock.at("08:12")
        new = NewCase(
            service,
            ticket_id=self.ticket,
            parties=Parties(beneficiary_id=demo.people[1], signer_id=signer),
            fields=FIELDS.get(service, {}),
        )
        self.case: Case = open_case(demo.desk, self.actor, new)
        demo.clock.at("08:14")

    def mark(self, number: int, verdict: Verdict, reason: str = "", text: str = "") -> None:
        """Mark a requirement, ten seconds later."""
        self.demo.clock.go(seconds=10)
        place = text if verdict is Verdict.VERIFIED else ""
        found = Mark(number, verdict, reason, "" if place else text, place)
        checklists.mark(self.demo.desk, self.actor, self.case.id, found)

    def mark_all(self, *but: int, skip: tuple[int, ...] = ()) -> None:
        """Accept every requirement but some; ``skip`` do not apply."""
        seen = view(self.demo.desk, self.actor, self.case.id)
        for number in seen.checklist.undecided:
            if number not in but:
                verdict = Verdict.NOT_APPLICABLE if number in skip else Verdict.ACCEPTED
                self.mark(number, verdict)

    def complete(self, *, skip: tuple[int, ...] = ()) -> None:
        """Find all papers in order."""
        self.mark_all(skip=skip)
        self.case = checklists.complete(self.demo.desk, self.actor, self.case.id)

    def window(
        self,
        then: Callable[[CaseworkView], None] | None = None,
        *,
        clerk: str = "",
        ticket: bool = True,
    ) -> QWidget:
        """The window with the case in it; ``then`` is done to it once it is loaded."""
        nowhere = PrintOutcome(printer="Oficina")
        papers = CasePapers(
            lambda _case: nowhere, lambda _case: nowhere, documents=demo_tools(), mail=mail_out()
        )
        actor = self.demo.office.actor(clerk) if clerk else self.actor
        shown = CaseworkView(self.demo.desk, actor, papers)
        page = _OneCase(shown)
        shown.open_case(self.case.id, self.ticket if ticket else None)
        role = Role.TECHNICIAN if self.clerk.startswith("tecnico") else Role.CLERK
        window = demo_window("cases", page, role, "Ana Villacís", f"Ventanilla {self.counter}")
        window.resize(1366, 768)
        window.show()
        while shown.presenter.state is None or shown.presenter.runner.is_busy:
            QCoreApplication.processEvents()
        if then is not None:
            then(shown)
        return window


def _signer(demo: Demo) -> UUID:
    draft = reception.PersonDraft(DocumentType.CEDULA, "1713175071", "Marco Antonio Salazar Vega")
    return reception.register_person(demo.desk, demo.office.actor("recepcion-1"), draft).id


def checking() -> QWidget:
    """Half the papers looked at."""
    shown = Shown(1)
    shown.mark(1, Verdict.ACCEPTED)
    shown.mark(2, Verdict.ACCEPTED)
    shown.mark(3, Verdict.REJECTED, "expired")
    return shown.window()


def telling() -> QWidget:
    """Half the papers looked at, and the fields asked for."""
    shown = Shown(1)
    shown.mark_all(4, 5, 6)
    return shown.window(lambda view: view.head.facts.click())


def rejecting() -> QWidget:
    """Asking why a paper is rejected."""
    shown = Shown(1)
    shown.mark_all(1, 5, 6)
    return shown.window(lambda v: v.checklist.bar.buttons[Verdict.REJECTED].click())


def registry() -> QWidget:
    """A paper that a public registry holds, with its warning."""
    shown = Shown(2)
    shown.mark_all(5)
    return shown.window()


def faulty() -> QWidget:
    """All looked at, something is wrong."""
    shown = Shown(1)
    shown.mark_all(5, skip=(6,))
    shown.mark(5, Verdict.REJECTED, "no-seal")
    return shown.window()


def ready() -> QWidget:
    """All in order."""
    shown = Shown(8, "tecnico-1", 3)
    shown.mark_all()
    return shown.window()


def given_back() -> QWidget:
    """Handed back."""
    shown = Shown(1)
    shown.mark_all(5, skip=(6,))
    shown.mark(5, Verdict.REJECTED, "no-seal")
    shown.case = checklists.give_back(shown.demo.desk, shown.actor, shown.case.id)
    shown.demo.clock.at("09:30")
    return shown.window()


def lapsed(*, asking: bool = False) -> QWidget:
    """Nobody completed it in its term; ``asking`` when what was missing came in."""
    shown = Shown(1)
    shown.mark_all(5, skip=(6,))
    shown.mark(5, Verdict.REJECTED, "no-seal")
    shown.case = checklists.give_back(shown.demo.desk, shown.actor, shown.case.id)
    shown.demo.clock.go(days=24)
    cases.lapse_overdue(shown.demo.desk, shown.actor)
    return shown.window(lambda view: view.do_next() if asking else None, ticket=False)


def back_again() -> QWidget:
    """Back with what was missing: only that is asked."""
    shown = Shown(1)
    shown.mark_all(5, skip=(6,))
    shown.mark(5, Verdict.REJECTED, "no-seal")
    shown.case = checklists.give_back(shown.demo.desk, shown.actor, shown.case.id)
    shown.demo.clock.at("09:30")
    cases.resubmit(shown.demo.desk, shown.actor, shown.case.id, ticket_id=shown.ticket)
    shown.demo.clock.at("09:32")
    return shown.window()


def stepping() -> QWidget:
    """A step in another system, two of its fields copied."""
    shown = Shown(1)
    shown.complete()
    resolving.do_step(shown.demo.desk, shown.actor, shown.case.id, "deactivate-previous")
    shown.demo.clock.at("08:31")

    def copy(view: CaseworkView) -> None:
        view.steps.copy(0)
        view.steps.copy(1)

    return shown.window(copy)


def solving() -> QWidget:
    """All steps are done."""
    shown = _solved_up_to_steps()
    return shown.window()


def refusing() -> QWidget:
    """It does not proceed."""
    shown = Shown(1)
    shown.complete(skip=(6,))
    return shown.window(lambda v: v.refuse.click())


def referred() -> QWidget:
    """In another area."""
    shown = Shown(10)
    shown.complete()
    shown.demo.clock.at("08:40")
    resolving.refer(
        shown.demo.desk, shown.actor, shown.case.id, "information", "Prepara los datos por entidad"
    )
    shown.demo.clock.go(days=3)
    return shown.window()


def closing() -> QWidget:
    """Solved: what does the person say."""
    shown = _solved_up_to_steps()
    answer = Answer(SolutionType.DONE, "Usuario creado y con permisos. Revise su correo.")
    resolving.resolve(shown.demo.desk, shown.actor, shown.case.id, answer)
    return shown.window()


def closed() -> QWidget:
    """Closed."""
    shown = _solved_up_to_steps()
    answer = Answer(SolutionType.DONE, "Usuario creado y con permisos. Revise su correo.")
    resolving.resolve(shown.demo.desk, shown.actor, shown.case.id, answer)
    shown.demo.clock.go(minutes=2)
    resolving.close(shown.demo.desk, shown.actor, shown.case.id, ConformityKind.GIVEN)
    return shown.window()


def at_the_kit() -> QWidget:
    """Programmed for a later day, at the kit's door."""
    shown = Shown(8, "tecnico-1", 3)
    shown.complete()
    return shown.window()


def held() -> QWidget:
    """Somebody else has it, and it is late."""
    shown = Shown(2)
    shown.complete()
    shown.demo.clock.go(days=8)
    return shown.window(clerk="asesor-2", ticket=False)


def asking_more() -> QWidget:
    """What else can be done with it."""
    return Shown(1).window(lambda view: view.head.more.click())


def asking_people() -> QWidget:
    """Which of its people is another one."""
    return Shown(1).window(lambda view: view.head.people.click())


def opening() -> QWidget:
    """A new case from the turno, which has a returned one too."""
    shown = Shown(1)
    shown.mark_all(5, skip=(6,))
    shown.mark(5, Verdict.REJECTED, "no-seal")
    checklists.give_back(shown.demo.desk, shown.actor, shown.case.id)
    return shown.window(lambda view: _begin(shown, view, shown.ticket).setFocus())


def opening_written() -> QWidget:
    """A new case of what came by e-mail."""
    shown = Shown(8, "tecnico-1", 3)

    def fill(view: CaseworkView) -> None:
        sheet = _begin(shown, view, None)
        sheet.service.choose(5)
        sheet.writer.setText("tesoreria@municipio.gob.ec")
        sheet.reference.setText("GADM-2026-0148-O")
        sheet.take_person(_person(shown, 0))
        sheet.writer.setFocus()

    return shown.window(fill)


def duplicate() -> QWidget:
    """The entity has an open case of the same."""
    shown = Shown(1)
    return shown.window(lambda view: DuplicateSheet(DuplicateCase(shown.case)).open(view))


def picking() -> QWidget:
    """Looking for who signs."""
    shown = Shown(1)

    def look(view: CaseworkView) -> None:
        sheet = PickSheet("¿Qué autoridad firma?", shown.demo.desk, shown.actor, none="Nadie")
        sheet.open(view)
        sheet.search.setText("ce")

    return shown.window(look)


def registering() -> QWidget:
    """Registering who signs, whom nobody knew yet."""
    shown = Shown(1)
    return shown.window(lambda view: RegisterSheet(shown.demo.desk, shown.actor).open(view))


def choosing_solution() -> QWidget:
    """Looking for an approved solution."""
    shown = _solved_up_to_steps()
    return shown.window(lambda view: view.questions.solution(lambda _solution: None))


def _begin(shown: Shown, view: CaseworkView, ticket_id: UUID | None) -> NewCaseSheet:
    start = start_of(shown.demo.desk, shown.actor, ticket_id)
    sheet = NewCaseSheet(shown.demo.desk, shown.actor, start, None)
    sheet.open(view)
    return sheet


def _person(shown: Shown, place: int) -> Person:
    with shown.demo.desk.units.read() as unit:
        return unit.people.get(shown.demo.people[place])


def _solved_up_to_steps() -> Shown:
    shown = Shown(1)
    shown.complete(skip=(6,))
    for code, note in (("create-user", "landrade"), ("grant-role", "")):
        shown.demo.clock.go(minutes=3)
        resolving.do_step(shown.demo.desk, shown.actor, shown.case.id, code, note)
    shown.demo.clock.go(minutes=1)
    return shown


SCREENS: dict[str, Callable[[], QWidget]] = {
    "case": checking,
    "case-telling": telling,
    "case-rejecting": rejecting,
    "case-registry": registry,
    "case-faulty": faulty,
    "case-ready": ready,
    "case-returned": given_back,
    "case-lapsed": lapsed,
    "case-lapsed-asked": partial(lapsed, asking=True),
    "case-again": back_again,
    "case-steps": stepping,
    "case-solving": solving,
    "case-refusing": refusing,
    "case-referred": referred,
    "case-closing": closing,
    "case-closed": closed,
    "case-kit": at_the_kit,
    "case-held": held,
    "case-more": asking_more,
    "case-people": asking_people,
    "case-picking": picking,
    "case-registering": registering,
    "case-solution": choosing_solution,
    "case-new": opening,
    "case-new-written": opening_written,
    "case-duplicate": duplicate,
}
