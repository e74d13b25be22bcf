"""One enrolment, step by step: what is shown in the large card, and what each key does."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from biometrics.verdicts import FingerState
from domain.fingers import Finger
from ui.biometrics.capture import FingerCapture, Stage
from ui.biometrics.finger_map import FingerMap
from ui.biometrics.kit import CameraLine, ReaderLine
from ui.biometrics.panels import (
    AfterPanel,
    FingersPanel,
    NoticePanel,
    PapersPanel,
    PhotoPanel,
    ReviewPanel,
)
from ui.biometrics.parts import Banner, ChecksCard, StepChips
from ui.biometrics.photo import PhotoCapture
from ui.biometrics.state import (
    After,
    Button,
    Step,
    WorkState,
    captured_words,
    fingers_button,
    fingers_line,
    fingers_title,
    photo_button,
    photo_line,
    review_lines,
)
from ui.theme import M, S
from ui.widgets import ButtonStyle, Card, FlowLayout, KeyButton

_PANELS = (Step.PAPERS, Step.NOTICE, Step.FINGERS, Step.PHOTO, Step.REVIEW, Step.AFTER)


class WorkView(QWidget):
    """The enrolment that is open.

    Args:
        reader: the reader in use.
        camera: the camera in use.
        fingers: captures the fingers.
        photo: takes the photograph.
    """

    validate_wanted = Signal()
    notice_given = Signal()
    confirm_wanted = Signal()
    file_wanted = Signal()
    after_wanted = Signal(object)
    """What F2 does after the capture (``After``)."""
    case_wanted = Signal()
    receipt_wanted = Signal()
    message_wanted = Signal()
    withdraw_wanted = Signal()
    another_wanted = Signal()
    """Who else of the case is enrolled is to be named."""
    ods_wanted = Signal(bool)
    """The entity's word on its own program."""
    exception_wanted = Signal(object)
    """A finger is to be left out (``Finger``)."""
    poor_wanted = Signal(object)
    """A finger that failed is to be accepted as it is (``Finger``)."""

    def __init__(
        self,
        reader: ReaderLine,
        camera: CameraLine,
        fingers: FingerCapture,
        photo: PhotoCapture,
    ) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._reader, self._camera, self._fingers, self._photo = reader, camera, fingers, photo
        self._state: WorkState | None = None
        self._step = Step.PAPERS
        self._busy = False
        self.banner, self.chips = Banner(), StepChips()
        self.papers, self.notice = PapersPanel(), NoticePanel()
        self.prints, self.shot = FingersPanel(), PhotoPanel()
        self.review, self.after = ReviewPanel(), AfterPanel()
        self.map, self.checks = FingerMap(), ChecksCard()
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M - 4)
        column.addWidget(self.banner)
        column.addWidget(self.chips)
        row = QHBoxLayout()
        row.setSpacing(M)
        column.addLayout(row, 1)
        self.card = Card("Documentos")
        self._stack = QStackedWidget()
        for panel in (
            self.papers,
            self.notice,
            self.prints,
            self.shot,
            self.review,
            self.after,
        ):
            self._stack.addWidget(panel)
        self.card.body.addWidget(self._stack, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(S)
        flow = FlowLayout(middle=True)
        self.repeat = KeyButton("Repetir", key="F4", icon="refresh-cw")
        self.leave_out = KeyButton("Dedo ausente o ilegible…", key="F6", icon="ban")
        self.decide = KeyButton("Supervisor: aceptar este dedo…", key="F7", icon="user-check")
        self.skip = KeyButton("Omitir", key="F8")
        self.cancel = KeyButton("Cancelar", key="F8", icon="x")
        self.use_anyway = KeyButton("Usar de todos modos", key="F6", icon="check")
        self.back_to_fingers = KeyButton("Corregir huellas", key="F4", icon="fingerprint")
        self.back_to_photo = KeyButton("Otra fotografía", key="F6", icon="contact")
        self.on_file = KeyButton("Usar las huellas que constan…", key="F6", icon="mail")
        self.case = KeyButton("Abrir el trámite", key="F7", icon="folder-open")
        self.receipt = KeyButton("Imprimir el recibo", key="F4", icon="printer")
        self.message = KeyButton("Copiar el mensaje", key="Ctrl+M", icon="mail")
        self.another = KeyButton("Nombrar al alterno…", key="F5", icon="user-plus")
        self.withdraw = KeyButton("Retirar…", key="F10", icon="user-x")
        self.ods = KeyButton("ODS instalado", key="F5", icon="monitor")
        self._others = (
            self.repeat,
            self.leave_out,
            self.decide,
            self.skip,
            self.cancel,
            self.use_anyway,
            self.back_to_fingers,
            self.back_to_photo,
            self.on_file,
            self.receipt,
            self.message,
            self.another,
            self.ods,
            self.case,
            self.withdraw,
        )
        for button in self._others:
            flow.addWidget(button)
        self.primary = KeyButton("Seguir", key="F2", style=ButtonStyle.PRIMARY, large=True)
        self.foot.addLayout(flow, 1)
        self.foot.addWidget(self.primary)
        self.card.body.addLayout(self.foot)
        row.addWidget(self.card, 3)
        self._side = QWidget()
        self._side.setObjectName("clear")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(M)
        side.addWidget(self.map)
        side.addWidget(self.checks, 1)
        row.addWidget(self._side, 2)

    def _connect(self) -> None:
        self.primary.clicked.connect(self.go_on)
        self.repeat.clicked.connect(self._repeat)
        self.leave_out.clicked.connect(self._leave_out)
        self.decide.clicked.connect(self._decide)
        self.skip.clicked.connect(self._fingers.skip_operator)
        self.cancel.clicked.connect(self._fingers.cancel)
        self.use_anyway.clicked.connect(self._use_photo)
        self.back_to_fingers.clicked.connect(lambda: self._go(Step.FINGERS))
        self.back_to_photo.clicked.connect(self._photo_again)
        self.on_file.clicked.connect(self.file_wanted)
        self.case.clicked.connect(self.case_wanted)
        self.receipt.clicked.connect(self.receipt_wanted)
        self.message.clicked.connect(self.message_wanted)
        self.another.clicked.connect(self.another_wanted)
        self.withdraw.clicked.connect(self.withdraw_wanted)
        self.ods.clicked.connect(self._note_ods)
        self.map.chosen.connect(self._choose)
        self._fingers.changed.connect(self.draw)
        self._fingers.showed.connect(self.prints.show_print)
        self._reader.framed.connect(self.prints.show_print)
        self._reader.changed.connect(self.draw)
        self._photo.changed.connect(self.draw)
        self._photo.showed.connect(self.shot.show_taken)
        self._camera.framed.connect(self.shot.show_live)
        self._camera.changed.connect(self.draw)

    # ------------------------------------------------------------------- what is shown
    @property
    def step(self) -> Step:
        """The step in sight."""
        return self._step

    def set_busy(self, busy: bool) -> None:
        """Take no key while something is being recorded."""
        self._busy = busy
        self.draw()

    def show_work(self, state: WorkState) -> None:
        """Show an enrolment as it is stored, with what is captured of it so far."""
        before, self._state = self._state, state
        if state.step is not Step.FINGERS:
            self._step = state.step
        elif (
            before is None
            or before.id != state.id
            or self._step < Step.FINGERS
            or self._step is Step.AFTER
        ):
            self._step = Step.FINGERS
        self._follow_camera()
        self.draw()

    def leave(self) -> None:
        """The list is shown instead: no picture stays on the screen."""
        self._state = None
        self.wipe_pictures()
        self._camera.stop()

    def wipe_pictures(self) -> None:
        """Take every picture of a finger or face off the screen."""
        self.prints.picture.clear()
        self.shot.picture.clear()
        self.review.picture.clear()

    def rest(self) -> None:
        """Nobody is before the page: call off what is under way, and show no picture."""
        self._fingers.rest()
        self._camera.stop()
        self.wipe_pictures()

    def wake(self) -> None:
        """Somebody is before the page again."""
        self._follow_camera()
        if self._photo.image is None and self._photo.state.taken:
            self._photo.again()
        self.draw()

    def draw(self) -> None:
        """Show everything as it is now."""
        state = self._state
        if state is None:
            return
        fingers, photo, step = self._fingers.state, self._photo.state, self._step
        self.banner.show_who(state.who)
        self.chips.setVisible(step is not Step.AFTER)
        self.chips.show_step(step)
        self._stack.setCurrentIndex(_PANELS.index(step))
        capturing = step in {Step.FINGERS, Step.PHOTO, Step.REVIEW}
        self.map.setVisible(capturing)
        self.map.show_progress(fingers.progress, fingers.finger)
        checks = list(state.checks)
        if capturing:
            checks += [fingers_line(fingers.progress, fingers), photo_line(photo)]
        self.checks.lines.show_lines(checks)
        match step:
            case Step.PAPERS:
                self.card.heading.setText("Documentos")
                self.papers.draw(state.papers_words, state.papers)
            case Step.NOTICE:
                self.card.heading.setText("Aviso de privacidad")
                self.notice.draw(state.notice, state.basis)
            case Step.FINGERS:
                self.card.heading.setText(fingers_title(fingers))
                self.prints.draw(fingers, ready=self._reader.stands.ready, resumed=state.resumed)
            case Step.PHOTO:
                self.card.heading.setText("Fotografía")
                self.shot.draw(photo)
            case Step.REVIEW:
                self.card.heading.setText(f"Revisión: {captured_words(fingers.progress)}")
                lines = review_lines(fingers, photo, state.people)
                self.review.draw(SEALED_WORDS, lines, self._photo.image)
            case _:
                after = state.after
                self.card.heading.setText(after.title)
                self.after.draw(after.words, after.lines, after.where, after.copied)
        self._draw_buttons(state)

    def _draw_buttons(self, state: WorkState) -> None:
        fingers, photo, step = self._fingers.state, self._photo.state, self._step
        ready = fingers.stage is Stage.READY
        current = fingers.current
        here, taking = step is Step.FINGERS, step is Step.PHOTO
        failed = current is not None and current.state is FingerState.FAILED
        advised = photo.check is not None and not photo.check.accepted and not photo.kept
        finger = here and ready and not fingers.operator
        still = step in {Step.PAPERS, Step.NOTICE, Step.AFTER}
        done = state.ods is not None
        shown = {
            self.repeat: (finger and fingers.begun) or (taking and photo.taken),
            self.leave_out: finger
            and current is not None
            and current.state in {FingerState.PENDING, FingerState.UNDER_WAY, FingerState.FAILED},
            self.decide: finger and failed,
            self.skip: here and ready and fingers.operator,
            self.cancel: here and fingers.stage is Stage.PLACING,
            self.use_anyway: taking and advised,
            self.back_to_fingers: step is Step.REVIEW,
            self.back_to_photo: step is Step.REVIEW,
            self.on_file: step is Step.NOTICE and state.on_file,
            self.receipt: step is Step.AFTER and state.after.receipt,
            self.message: step is Step.AFTER and state.after.act is After.NOTIFY,
            self.another: still and state.unnamed is not None and not done,
            self.ods: step is Step.AFTER and state.ods is not None,
            self.case: still,
            self.withdraw: still and state.can_withdraw,
        }
        if state.unnamed is not None:
            self.another.set(f"Nombrar {state.unnamed.value}…")
        self.ods.set("Quitar ODS instalado" if state.ods else "ODS instalado")
        for button, visible in shown.items():
            button.setVisible(visible)
        told = self._button(state)
        self.primary.set(told.words, icon=told.icon)
        self.primary.setVisible(bool(told.words))
        self.primary.setEnabled(told.enabled and not self._busy)

    def _button(self, state: WorkState) -> Button:
        match self._step:
            case Step.PAPERS:
                if state.papers_ok:
                    return Button("Documentos en regla: validar", icon="check")
                return Button("Abrir el trámite", icon="folder-open")
            case Step.NOTICE:
                return Button("Aviso dado: seguir", icon="check")
            case Step.FINGERS:
                return fingers_button(self._fingers.state, ready=self._reader.stands.ready)
            case Step.PHOTO:
                return photo_button(self._photo.state)
            case Step.REVIEW:
                whole = self._fingers.state.complete and self._photo.state.kept
                return Button("Confirmar y sellar", enabled=whole, icon="lock")
            case _:
                return AFTER_BUTTONS[state.after.act]

    # ------------------------------------------------------------------- what is pressed
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit copies the field of that number."""
        digit = event.text()
        if self._step is Step.AFTER and digit.isascii() and digit.isdigit() and digit != "0":
            self.after.copy(int(digit) - 1)
            return
        super().keyPressEvent(event)

    def go_on(self) -> None:
        """Do the natural next thing."""
        state = self._state
        if state is None or self._busy:
            return
        acts: dict[Step, Callable[[], None]] = {
            Step.PAPERS: self.validate_wanted.emit if state.papers_ok else self.case_wanted.emit,
            Step.NOTICE: self.notice_given.emit,
            Step.FINGERS: self._next_finger,
            Step.PHOTO: self._next_photo,
            Step.REVIEW: self.confirm_wanted.emit,
            Step.AFTER: partial(self.after_wanted.emit, state.after.act),
        }
        acts[self._step]()

    def _next_finger(self) -> None:
        fingers = self._fingers.state
        if fingers.stage is not Stage.READY:
            return
        if not fingers.operator and fingers.finger is None and fingers.complete:
            self._go(Step.REVIEW if self._photo.state.kept else Step.PHOTO)
        elif not self._reader.stands.ready and not fingers.again:
            self._reader.look_again()
        else:
            self._fingers.go_on()

    def _next_photo(self) -> None:
        photo = self._photo.state
        if photo.kept:
            self._go(Step.REVIEW)
        elif photo.check is not None and photo.check.accepted:
            self._use_photo()
        elif photo.check is not None:
            self._photo.again()
        else:
            self._photo.take()

    def _use_photo(self) -> None:
        self._photo.keep()
        self._go(Step.REVIEW if self._fingers.state.complete else Step.FINGERS)

    def _repeat(self) -> None:
        if self._step is Step.PHOTO:
            self._photo.again()
        else:
            self._fingers.repeat()

    def _photo_again(self) -> None:
        self._photo.again()
        self._go(Step.PHOTO)

    def _choose(self, finger: Finger) -> None:
        if self._step is not Step.FINGERS:
            self._go(Step.FINGERS)
        self._fingers.choose(finger)

    def _leave_out(self) -> None:
        if self._fingers.state.finger is not None:
            self.exception_wanted.emit(self._fingers.state.finger)

    def _decide(self) -> None:
        if self._fingers.state.finger is not None:
            self.poor_wanted.emit(self._fingers.state.finger)

    def _note_ods(self) -> None:
        if self._state is not None:
            self.ods_wanted.emit(not self._state.ods)

    def _go(self, step: Step) -> None:
        self._step = step
        if step is not Step.REVIEW:
            self.review.picture.clear()
        self._follow_camera()
        self.draw()
        self.primary.setFocus()

    def _follow_camera(self) -> None:
        """The camera is on only while a photograph is to be taken."""
        if self._step is Step.PHOTO and self.isVisible():
            self._camera.start()
        else:
            self._camera.stop()


SEALED_WORDS = (
    "Compruebe todo con la persona. Al confirmar se sella para el centro: después nadie de esta"
    " oficina puede verlo ni cambiarlo."
)
AFTER_BUTTONS = {
    After.NOTHING: Button(""),
    After.FOLLOWING: Button("Seguir con la otra persona", icon="arrow-right"),
    After.CONFIGURE: Button("Hecho en el sistema…", icon="check"),
    After.NOTIFY: Button("Entidad notificada", icon="check"),
    After.LOOK: Button("Volver a la lista", icon="arrow-left"),
}
