"""One enrolment, step by step: what is shown in the large card, and what each key does."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.fingers import Finger
from ui import theme
from ui.biometrics.buttons import WorkButtons, main_button
from ui.biometrics.camera import CameraLine
from ui.biometrics.capture import FingerCapture
from ui.biometrics.finger_map import FingerMap
from ui.biometrics.fingers import (
    Stage,
    captured_words,
    fingers_line,
    fingers_title,
)
from ui.biometrics.kit import ReaderLine
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
from ui.biometrics.review import photo_line, review_lines
from ui.biometrics.state import After, Step, WorkState
from ui.casework.history import HistoryCard
from ui.theme import XS, M, S
from ui.widgets import ButtonStyle, Card, KeyButton
from ui.widgets.text import is_restyled

ROOM = 680
"""Height of the window, in pixels at 100 %, below which what can be spared is left out."""


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
        self._state: WorkState | None = None
        self.setObjectName("clear")
        self._reader, self._camera, self._fingers, self._photo = reader, camera, fingers, photo
        self._step = Step.PAPERS
        self._busy = False
        self.banner, self.chips = Banner(), StepChips()
        self.papers, self.notice = PapersPanel(), NoticePanel()
        self.prints, self.shot = FingersPanel(), PhotoPanel()
        self.review, self.after = ReviewPanel(), AfterPanel()
        self.map, self.checks = FingerMap(), ChecksCard()
        self.history = HistoryCard("Historia del enrolamiento")
        self.buttons = WorkButtons()
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M - XS)
        column.addWidget(self.banner)
        column.addWidget(self.chips)
        self._row = row = QHBoxLayout()
        row.setSpacing(M)
        column.addLayout(row, 1)
        self.card = Card("Documentos")
        # Not stacked: what is not in sight must not count for the height that the page needs.
        self._panels = dict(
            zip(
                Step,
                (self.papers, self.notice, self.prints, self.shot, self.review, self.after),
                strict=True,
            )
        )
        for panel in self._panels.values():
            self.card.body.addWidget(panel, 1)
        self.primary = KeyButton("Seguir", key="F2", style=ButtonStyle.PRIMARY, large=True)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(S)
        self.foot.addWidget(self.buttons, 1)
        self.foot.addWidget(self.primary, 0, Qt.AlignmentFlag.AlignBottom)
        self.card.body.addLayout(self.foot)
        row.addWidget(self.card, 3)
        side = QVBoxLayout()
        side.setSpacing(M)
        for card, share in ((self.map, 0), (self.checks, 1), (self.history, 2)):
            side.addWidget(card, share)
        row.addLayout(side, 2)

    def _connect(self) -> None:
        buttons = self.buttons
        self.primary.clicked.connect(self.go_on)
        buttons.repeat.clicked.connect(self._repeat)
        buttons.leave_out.clicked.connect(self._leave_out)
        buttons.decide.clicked.connect(self._decide)
        buttons.skip.clicked.connect(self._fingers.skip_operator)
        buttons.cancel.clicked.connect(self._fingers.cancel)
        buttons.use_anyway.clicked.connect(self._use_photo)
        buttons.back_to_fingers.clicked.connect(lambda: self._go(Step.FINGERS))
        buttons.back_to_photo.clicked.connect(self._photo_again)
        buttons.on_file.clicked.connect(self.file_wanted)
        buttons.case.clicked.connect(self.case_wanted)
        buttons.receipt.clicked.connect(self.receipt_wanted)
        buttons.message.clicked.connect(self.message_wanted)
        buttons.another.clicked.connect(self.another_wanted)
        buttons.withdraw.clicked.connect(self.withdraw_wanted)
        buttons.ods.clicked.connect(self._note_ods)
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
    def shown(self) -> WorkState | None:
        """The enrolment in sight, as it is stored."""
        return self._state

    @property
    def _low(self) -> bool:
        return self.window().height() < theme.now().px(ROOM)

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
        low = self._low
        self.chips.show_step(step, low=low)
        for place, panel in self._panels.items():
            panel.setVisible(place is step)
        capturing = step in {Step.FINGERS, Step.PHOTO, Step.REVIEW}
        self.map.setVisible(step is Step.FINGERS or (capturing and not low))
        now = None if fingers.operator else fingers.finger  # the technician's own is no part of it
        self.map.show_progress(fingers.progress, now)
        checks = list(state.checks)
        if capturing:
            checks += [fingers_line(fingers.progress, fingers), photo_line(photo)]
        self.checks.lines.show_lines(checks)
        self.checks.setVisible(not (low and capturing))
        self.history.setVisible(not capturing)
        self.history.show_events(state.history)
        self._row.setStretch(1, 0 if low and step in {Step.PHOTO, Step.REVIEW} else 2)
        match step:
            case Step.PAPERS:
                self.card.heading.setText("Documentos")
                self.papers.draw(state.papers_words, state.papers)
            case Step.NOTICE:
                self.card.heading.setText("Aviso de privacidad")
                self.notice.draw(state.notice, state.basis)
            case Step.FINGERS:
                self.card.heading.setText(fingers_title(fingers))
                self.prints.draw(fingers, self._reader.stands, resumed=state.resumed)
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
                self.after.draw(after, state.message if after.act is After.NOTIFY else "")
        self._draw_buttons(state)

    def _draw_buttons(self, state: WorkState) -> None:
        fingers, photo = self._fingers.state, self._photo.state
        self.buttons.offer(self._step, state, fingers, photo, low=self._low)
        told = main_button(
            self._step, state, fingers, photo, self._reader.stands, self._camera.stands
        )
        self.primary.set(told.words, icon=told.icon)
        self.primary.setVisible(bool(told.words))
        self._enable(told.enabled and not self._busy)

    def _enable(self, enabled: bool) -> None:
        """Let F2 be pressed or not; the focus waits here meanwhile, instead of going elsewhere."""
        if not enabled and self.primary.hasFocus():
            self.setFocus()
        self.primary.setEnabled(enabled)
        if enabled and self.hasFocus():
            self.primary.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what can be spared where height is scarce."""
        super().resizeEvent(event)
        self.draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self.draw()

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
    "Compruebe todo con la persona. Al confirmar se sella: después ya no se puede ver ni cambiar"
    " aquí."
)
