"""The page of the biometric kit: who is to be enrolled, and one enrolment step by step."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from biometrics.prints import Print
from desktop.usecases.capturing import CaptureContent, TakenPrint
from desktop.usecases.desk import Desk
from domain.enrolment import Enrolment
from domain.seats import AuthoriserRole
from domain.staff import Actor
from ui.biometrics.allowing import Allowing
from ui.biometrics.camera import CameraLine
from ui.biometrics.capture import FingerCapture
from ui.biometrics.kit import AGAIN_MS, KitParts, ReaderLine
from ui.biometrics.listing import ListCard
from ui.biometrics.photo import PhotoCapture
from ui.biometrics.presenter import POLL_MS, BiometricsPresenter, Sealing
from ui.biometrics.sheets import ask_kit, ask_whom
from ui.biometrics.state import After, BiometricsState, Row, Step, WorkState
from ui.biometrics.work import WorkView
from ui.casework.parties import PickSheet
from ui.shell.page import Page
from ui.theme import Kind
from ui.widgets import ButtonStyle, ChoiceSheet, ConfirmSheet, KeyButton, Notice, ReasonSheet, tell

TITLE = "Biometría"


class BiometricsPage(Page):
    """Enrolments, for the technician.

    Args:
        desk: the workstation.
        actor: the person signed in.
        kit: reaches readers and cameras.
        sealing: what a capture is signed and sealed with, and what is printed.
        poll_ms: how often it looks for changes.
        again_ms: how often a missing reader or camera is looked for.
    """

    help_topic = "biometria"

    case_wanted = Signal(object)
    """A case is to be opened (its id)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        kit: KitParts,
        sealing: Sealing,
        *,
        poll_ms: int = POLL_MS,
        again_ms: int = AGAIN_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._desk, self._actor = desk, actor
        self.presenter = BiometricsPresenter(desk, actor, sealing, poll_ms=poll_ms, parent=self)
        self.reader = ReaderLine(kit, again_ms=again_ms, parent=self)
        self.camera = CameraLine(kit, again_ms=again_ms, parent=self)
        self.fingers = FingerCapture(self.reader, kit, parent=self)
        self.photo = PhotoCapture(self.camera, parent=self)
        self.list = ListCard()
        self.work = WorkView(self.reader, self.camera, self.fingers, self.photo)
        #: The case, and what was captured of each of its people, by enrolment.
        self._visit: tuple[UUID | None, dict[UUID, tuple[Print, ...]]] = (None, {})
        self.allowing = Allowing(self, self.presenter, self.fingers, self.camera)
        self.kit_button = KeyButton("Cambiar de kit", key="F3", icon="repeat", parent=self)
        self.back_button = KeyButton(
            "Volver (Esc)", icon="arrow-left", style=ButtonStyle.GHOST, parent=self
        )
        self._on_list = True
        self._case: UUID | None = None  # asked for by another page, until it is found
        self._build()
        self._connect()

    # -------------------------------------------------------------- the life of the page
    def entered(self) -> None:
        """Look for changes at once, with the focus where work begins."""
        self.presenter.start()
        if self._on_list:
            self.list.take_focus()
        else:
            self.work.primary.setFocus()

    def shutdown(self) -> None:
        """Finish what is under way, and forget every finger and face."""
        self._forget_visit()
        self.fingers.close()
        self.photo.close()
        self.camera.stop()
        self.reader.close()
        self.presenter.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody is before the page: the reader is looked for."""
        super().showEvent(event)
        self.presenter.start()
        self.reader.start()
        self.work.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left or locked: no picture stays, nothing is captured."""
        super().hideEvent(event)
        self.presenter.stop()
        self.work.rest()
        self.reader.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and not self._on_list:
            self._leave_work()
            return
        super().keyPressEvent(event)

    @property
    def _work(self) -> WorkState | None:
        return None if self.presenter.state is None else self.presenter.state.work

    # -------------------------------------------------------------- drawing
    def _build(self) -> None:
        # Not stacked: what is not in sight must not count for the height that the page needs.
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.work, 1)
        self.add_action(self.kit_button)
        self.add_action(self.back_button)
        self._show_list()

    def _connect(self) -> None:
        presenter, work = self.presenter, self.work
        presenter.changed.connect(self._draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.runner.slow.connect(self.working)
        presenter.confirmed.connect(self._sealed)
        presenter.acting.connect(work.set_busy)
        self.fingers.told.connect(lambda error: tell(self, error))
        self.fingers.changed.connect(self._draw_head)
        self.reader.changed.connect(self._draw_head)
        self.camera.changed.connect(self._draw_head)
        self.list.opened.connect(self._open)
        self.list.case.clicked.connect(self._open_case)
        self.kit_button.clicked.connect(self._ask_kit)
        self.back_button.clicked.connect(self._leave_work)
        work.validate_wanted.connect(presenter.validate)
        work.notice_given.connect(presenter.give_notice)
        work.confirm_wanted.connect(self._confirm)
        work.file_wanted.connect(self._ask_file)
        work.after_wanted.connect(self._after)
        work.case_wanted.connect(self._open_case)
        work.receipt_wanted.connect(presenter.print_receipt)
        work.message_wanted.connect(presenter.copy_message)
        work.another_wanted.connect(self._name_another)
        work.withdraw_wanted.connect(self._ask_withdrawal)
        work.ods_wanted.connect(presenter.note_ods)
        work.exception_wanted.connect(self.allowing.ask_exception)
        work.poor_wanted.connect(self.allowing.ask_poor)

    def _draw(self, state: BiometricsState) -> None:
        self.list.draw(state)
        self._case = None if self.list.choose_case(self._case) else self._case
        if state.work is None:
            if not self._on_list:
                self._show_list()
            self._draw_head()
            return
        if state.work.step is Step.FINGERS:
            self._begin_capture(state.work)
        elif self.fingers.subject == state.work.id:
            self.fingers.wipe()  # captured, by this program or by another
            self.photo.again()
        opened = self._on_list
        if opened:
            self._bring(self.work)
            self.set_main(self.work.primary, self.work.foot)
        self.work.show_work(state.work)
        self._draw_head()
        if opened:
            self.work.primary.setFocus()

    def _draw_head(self) -> None:
        on_list = self._on_list
        taking = not on_list and self.work.step is Step.PHOTO
        stands = self.camera.stands if taking else self.reader.stands
        self.set_head(TITLE, [(stands.words, stands.kind)])
        self.back_button.setVisible(not on_list)
        self.help_topic = "biometria" if on_list else HELP[self.work.step]

    def _bring(self, part: QWidget) -> None:
        self._on_list = part is self.list
        self.list.setVisible(self._on_list)
        self.work.setVisible(not self._on_list)

    def _show_list(self) -> None:
        self.work.leave()
        self._bring(self.list)
        self.set_main(self.list.open, self.list.foot)
        self._draw_head()
        if self.isVisible():
            self.list.take_focus()

    # -------------------------------------------------------------- opening and leaving
    def open_enrolment(self, enrolment_id: UUID) -> None:
        """Work on an enrolment; another page asked for it."""
        self.presenter.open(enrolment_id)

    def open_case(self, case_id: UUID) -> None:
        """Work on the enrolments of a case; another page asked for it."""
        self._case = case_id
        self.presenter.open_case(case_id)

    def _open(self, row: Row) -> None:
        if row.id is None:
            self._name(row)
        elif self.fingers.subject not in {None, row.id} and self.fingers.state.begun:
            sheet = ConfirmSheet(
                "¿Dejar la captura que está abierta?",
                "Sus huellas no se confirmaron y se olvidan. Los pasos anteriores están guardados.",
                "Dejarla",
                danger=True,
            )
            sheet.confirmed.connect(partial(self._switch, row.id))
            sheet.open(self)
        else:
            self._switch(row.id)

    def _switch(self, enrolment_id: UUID) -> None:
        if self.fingers.subject != enrolment_id:
            self.fingers.wipe()
            self.photo.again()
            self.allowing.forget()
        self.presenter.open(enrolment_id)

    def _leave_work(self) -> None:
        """Back to the list; what was captured of who is under way stays in memory."""
        self.fingers.rest()
        self.presenter.open(None)

    def _forget_visit(self) -> None:
        self._visit = (None, {})
        self.allowing.forget()

    def _begin_capture(self, state: WorkState) -> None:
        if self.fingers.subject == state.id:
            return
        # Nothing of who was before the kit goes into this capture.
        self.photo.again()
        self.allowing.forget()
        if self._visit[0] != state.case_id:
            self._forget_visit()
        others = [prints for one, prints in self._visit[1].items() if one != state.id]
        self.fingers.begin(state.id, state.fingers, state.minimum, others)

    def _open_case(self) -> None:
        row = self.list.current() if self._on_list else None
        work = self._work
        if self._on_list and row is not None:
            self.case_wanted.emit(row.case_id)
        elif work is not None:
            self.case_wanted.emit(work.case_id)

    # -------------------------------------------------------------- naming who is enrolled
    def _name(self, row: Row) -> None:
        """Name the official of a case: who brings it, or somebody else."""

        def chosen(bearer: bool, role: AuthoriserRole) -> None:
            if bearer and row.person_id is not None:
                self.presenter.request(row.case_id, row.person_id, role)
            else:
                self._pick(row.case_id, role)

        ask_whom(self, chosen)

    def _name_another(self) -> None:
        work = self._work
        if work is not None and work.unnamed is not None:
            self._pick(work.case_id, work.unnamed)

    def _pick(self, case_id: UUID, role: AuthoriserRole) -> None:
        sheet = PickSheet(f"¿Quién será {role.value}?", self._desk, self._actor)
        sheet.picked.connect(lambda person: self.presenter.request(case_id, person.id, role))
        sheet.open(self)

    # -------------------------------------------------------------- sealing, and after it
    def _confirm(self) -> None:
        work, info = self._work, self.reader.info
        if work is None or self.fingers.subject != work.id:
            return
        case, people = self._visit
        before = people if case == work.case_id else {}
        # Held against the other person of the visit.
        self._visit = (work.case_id, {**before, work.id: self.fingers.prints})
        self.presenter.confirm(
            CaptureContent(
                tuple(
                    TakenPrint(finger, one.image, one.print.quality)
                    for finger, kept in self.fingers.kept()
                    for one in kept
                ),
                self.fingers.summaries,
                self.fingers.exceptions,
                self.photo.image,
                "" if info is None else info.model,
                "" if info is None else info.serial,
                self.allowing.evidence(),
            )
        )

    def _sealed(self, enrolment: Enrolment) -> None:
        """It is sealed: of its pictures nothing remains."""
        if self.fingers.subject in {None, enrolment.id}:
            self.fingers.wipe()
            self.photo.again()
            self.allowing.forget()
            self.work.wipe_pictures()
        self.presenter.print_receipt(enrolment.id)

    def _ask_file(self) -> None:
        sheet = ConfirmSheet(
            "¿Usar las huellas que ya constan?",
            "La solicitud llegó por correo y la persona no está aquí. Se usan las de su"
            " enrolamiento anterior, ya comprobado.",
            "Usarlas",
        )
        sheet.confirmed.connect(self.presenter.use_file)
        sheet.open(self)

    def _ask_withdrawal(self) -> None:
        sheet = ReasonSheet(
            "¿Por qué se retira este enrolamiento?",
            ["La persona desiste", "La entidad nombró a otra persona", "Se abrió por error"],
            confirm="Retirar",
        )
        sheet.chosen.connect(self.presenter.withdraw)
        sheet.open(self)

    def _after(self, act: After) -> None:
        work = self._work
        if work is None:
            return
        match act:
            case After.FOLLOWING if work.following is not None:
                self._switch(work.following)
            case After.CONFIGURE:
                self._ask_computer(work)
            case After.NOTIFY:
                self.presenter.notify()
            case After.LOOK:
                self._leave_work()

    def _ask_computer(self, work: WorkState) -> None:
        if not work.computers:
            tell(self, NO_COMPUTER)
        elif len(work.computers) == 1:
            self.presenter.configure(work.computers[0][1])
        else:
            sheet = ChoiceSheet("¿Desde qué equipo paga la entidad?", work.computers)
            sheet.picked.connect(self.presenter.configure)
            sheet.open(self)

    # -------------------------------------------------------------- the kit
    def _ask_kit(self) -> None:
        ask_kit(self, self.reader, self.camera)


NO_COMPUTER = Notice(
    "La entidad no tiene registrado ningún equipo de pago.",
    "El enrolamiento sigue comprobado.",
    "Regístrelo en Entidades y vuelva.",
    kind=Kind.WARN,
)
HELP = {
    Step.PAPERS: "biometria#documentos",
    Step.NOTICE: "biometria#aviso-de-privacidad",
    Step.FINGERS: "biometria#huellas",
    Step.PHOTO: "biometria#fotografía",
    Step.REVIEW: "biometria#revisión-y-envío",
    Step.AFTER: "biometria#qué-sigue",
}
