"""The section of biometrics: what is asked of enrolments, and this computer's kit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QWidget

from desktop.usecases.enrolment_admin import DueForDeletion, EnrolmentRulesForm
from domain.enrolment_rules import EnrolmentRules
from domain.errors import KnownError
from domain.fingers import Finger
from ui.admin.biometrics_sheets import DueSheet, TextsSheet
from ui.admin.presenter import AdminPresenter
from ui.theme import M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.flow import FlowLayout
from ui.widgets.forms import number_field
from ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class ReaderNeeds:
    """What is asked of the impressions of one model of reader; as ``settings.ReaderRules``."""

    model: str
    quality: int = 30
    minutiae: int = 20
    agreement: int = 25


@dataclass(frozen=True, slots=True)
class ThisKit:
    """What was chosen for this computer's reader and camera.

    Attributes:
        reader: name of the driver.
        camera: what the system calls the camera; empty for its usual one.
        needs: of the models whose needs are not the usual ones.
    """

    reader: str
    camera: str = ""
    needs: tuple[ReaderNeeds, ...] = ()

    def needs_of(self, model: str) -> ReaderNeeds:
        """Return what is asked of a model."""
        return next((one for one in self.needs if one.model == model), ReaderNeeds(model))


@dataclass(frozen=True, slots=True)
class BiometricsKeeping:
    """What the section works with.

    Attributes:
        rules, change_rules, due, delete: as in ``enrolment_admin``, bound.
        kit: what was chosen for this computer.
        change_kit: keep that from now on.
        drivers: the readers' drivers: name and label.
        find_readers: the models that are plugged in; off the UI thread, raises ``KnownError``.
        find_cameras: id and name of each; on the UI thread, as Qt wants it.
    """

    rules: Callable[[], EnrolmentRules]
    change_rules: Callable[[int, EnrolmentRulesForm], EnrolmentRules]
    due: Callable[[], Sequence[DueForDeletion]]
    delete: Callable[[UUID], object]
    kit: Callable[[], ThisKit]
    change_kit: Callable[[ThisKit], None]
    drivers: Sequence[tuple[str, str]]
    find_readers: Callable[[], Sequence[str]]
    find_cameras: Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class _Read:
    rules: EnrolmentRules
    due: tuple[DueForDeletion, ...]
    kit: ThisKit


class BiometricsSection(QWidget):
    """Two cards: the office's rules, and this computer's reader and camera.

    Args:
        presenter: shared by all sections.
        keeping: what is read and changed.
    """

    def __init__(self, presenter: AdminPresenter, keeping: BiometricsKeeping) -> None:
        super().__init__()
        self._presenter, self._keeping = presenter, keeping
        self._rules: EnrolmentRules | None = None
        self._kit: ThisKit | None = None
        self.due: tuple[DueForDeletion, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self._rules_card(), 1)
        row.addWidget(self._kit_card(), 1)
        presenter.done.connect(self.load)

    def load(self) -> None:
        """Read rules, what is due and this computer's choices anew."""
        keeping = self._keeping

        def read() -> _Read:
            return _Read(keeping.rules(), tuple(keeping.due()), keeping.kit())

        self._presenter.runner.latest("biometrics", read, self._draw)

    # ------------------------------------------------------------------------------- inside
    def _rules_card(self) -> Card:
        card = Card("Qué se pide en cada enrolamiento")
        card.body.setSpacing(S)
        card.body.addWidget(Text("Dedos que se capturan", Role.STRONG))
        grid = QGridLayout()
        grid.setSpacing(S)
        self.fingers = {finger: _finger_box(finger) for finger in Finger}
        for place, box in enumerate(self.fingers.values()):
            grid.addWidget(box, place % 5, place // 5)
        card.body.addLayout(grid)
        self.two_people = QCheckBox("Quien valida no configura")
        self.minimum = number_field(1, len(Finger), 2, " dedos")
        self.unsent = number_field(1, 1000, 50)
        self.retention = number_field(1, 30, 5, " años")
        fields = QGridLayout()
        fields.setSpacing(M)
        fields.addWidget(FormRow("Mínimo", self.minimum), 0, 0)
        fields.addWidget(FormRow("Por enviar, hasta", self.unsent), 0, 1)
        fields.addWidget(FormRow("Conservación", self.retention), 0, 2)
        card.body.addLayout(fields)
        note = "Se conserva después de terminada la designación."
        card.body.addWidget(Text(note, Role.SMALL, Tone.MUTED, wrap=True))
        card.body.addWidget(self.two_people)
        self.rules_error = ErrorLine()
        card.body.addWidget(self.rules_error)
        card.body.addStretch(1)
        self.save_rules = KeyButton("Guardar lo que se pide", key="F2", style=ButtonStyle.PRIMARY)
        self.texts = KeyButton("Base legal y aviso", key="F4", icon="file-text")
        self.delete = KeyButton("Capturas por eliminar", key="F8", icon="trash-2")
        foot = FlowLayout()
        for button, action in (
            (self.save_rules, self._save_rules),
            (self.texts, self._open_texts),
            (self.delete, self._open_due),
        ):
            button.clicked.connect(action)
            foot.addWidget(button)
        card.body.addLayout(foot)
        return card

    def _kit_card(self) -> Card:
        card = Card("Lector y cámara de este equipo")
        card.body.setSpacing(S)
        self.reader, self.camera, self.model = QComboBox(), QComboBox(), QComboBox()
        for box in (self.reader, self.camera, self.model):
            # As wide as its place, not as its longest words.
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
        for name, label in self._keeping.drivers:
            self.reader.addItem(label, name)
        card.body.addWidget(FormRow("Lector de huellas", self.reader))
        card.body.addWidget(FormRow("Cámara", self.camera))
        hint = "Cada modelo tiene sus propias exigencias. Conecte el lector y pulse F6."
        card.body.addWidget(FormRow("Modelo del lector", self.model, hint=hint))
        self.quality = number_field(0, 100, 30)
        self.minutiae = number_field(1, 200, 20)
        self.agreement = number_field(10, 200, 25)
        card.body.addWidget(Text("Mínimos de cada huella", Role.STRONG))
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(FormRow("Calidad", self.quality))
        row.addWidget(FormRow("Puntos", self.minutiae))
        row.addWidget(FormRow("Coincidencia", self.agreement))
        card.body.addLayout(row)
        note = "Lo habitual: calidad 30, 20 puntos y coincidencia 25."
        card.body.addWidget(Text(note, Role.SMALL, Tone.MUTED, wrap=True))
        self.kit_error = ErrorLine()
        card.body.addWidget(self.kit_error)
        card.body.addStretch(1)
        self.save_kit = KeyButton("Guardar en este equipo", key="F7")
        self.look = KeyButton("Buscar lectores y cámaras", key="F6", icon="search")
        foot = FlowLayout()
        for button, action in ((self.save_kit, self._save_kit), (self.look, self._look)):
            button.clicked.connect(action)
            foot.addWidget(button)
        card.body.addLayout(foot)
        self.model.currentIndexChanged.connect(lambda _place: self._show_needs())
        return card

    def _draw(self, read: _Read) -> None:
        """Show what was read; what is being changed stays unless it was changed elsewhere."""
        self.due = read.due
        words = f"Capturas por eliminar ({len(read.due)})" if read.due else "Capturas por eliminar"
        self.delete.set(words)
        if read.rules != self._rules:
            self._rules = rules = read.rules
            for finger, box in self.fingers.items():
                box.setChecked(finger in rules.fingers)
            self.minimum.setValue(rules.minimum)
            self.two_people.setChecked(rules.two_people)
            self.unsent.setValue(rules.most_unsent)
            self.retention.setValue(rules.retention_years)
        if read.kit != self._kit:
            self._kit = read.kit
            self.reader.setCurrentIndex(max(0, self.reader.findData(read.kit.reader)))
            self._offer_cameras(())
            self._offer_models([one.model for one in read.kit.needs])

    def form(self) -> EnrolmentRulesForm | None:
        """Return the rules as filled in, with the texts as they are; None until they were read."""
        rules = self._rules
        if rules is None:
            return None
        asked = [finger for finger, box in self.fingers.items() if box.isChecked()]
        kept = [finger for finger in rules.fingers if finger in asked]
        return EnrolmentRulesForm(
            (*kept, *(finger for finger in asked if finger not in kept)),
            self.minimum.value(),
            self.two_people.isChecked(),
            self.unsent.value(),
            self.retention.value(),
            rules.legal_basis,
            rules.notice,
        )

    def _save_rules(self) -> None:
        rules, form = self._rules, self.form()
        if rules is None or form is None:
            return
        self.rules_error.set("")
        change = self._keeping.change_rules
        self._presenter.change_here(
            lambda: change(rules.version, form),
            "Guardado: vale para los enrolamientos que empiecen desde ahora.",
            lambda error: self.rules_error.set(error.words),
        )

    def _open_texts(self) -> None:
        if self._rules is not None:
            TextsSheet(self._presenter, self._keeping.change_rules, self._rules).open(self)

    def _open_due(self) -> None:
        DueSheet(self._presenter, self._keeping.delete, self.due).open(self)

    def _look(self) -> None:
        self.kit_error.set("")
        self.look.setEnabled(False)
        self._offer_cameras(self._keeping.find_cameras())
        self._presenter.runner.read(self._keeping.find_readers, self._found, self._not_found)

    def _found(self, models: Sequence[str]) -> None:
        self.look.setEnabled(True)
        if not models:
            self.kit_error.set("No se encontró ningún lector. Conéctelo y pulse F6.")
        self._offer_models(models)

    def _not_found(self, error: KnownError) -> None:
        self.look.setEnabled(True)
        self.kit_error.set(error.words)

    def _offer_models(self, models: Sequence[str]) -> None:
        known = {self.model.itemData(place): None for place in range(self.model.count())}
        offered = [model for model in {**known, **dict.fromkeys(models)} if model]
        chosen = models[0] if models else self.model.currentData()
        self.model.clear()
        for model in offered:
            self.model.addItem(model, model)
        if not offered:
            self.model.addItem("Ninguno todavía", None)
        self.model.setCurrentIndex(max(0, self.model.findData(chosen)))
        self._show_needs()

    def _offer_cameras(self, cameras: Sequence[tuple[str, str]]) -> None:
        chosen = "" if self._kit is None else self._kit.camera
        self.camera.clear()
        self.camera.addItem("La usual del sistema", "")
        for camera, name in cameras:
            self.camera.addItem(name, camera)
        if chosen and self.camera.findData(chosen) < 0:
            self.camera.addItem("La elegida antes", chosen)
        self.camera.setCurrentIndex(max(0, self.camera.findData(chosen)))

    def _show_needs(self) -> None:
        model = self.model.currentData()
        needs = ReaderNeeds("") if self._kit is None or not model else self._kit.needs_of(model)
        self.quality.setValue(needs.quality)
        self.minutiae.setValue(needs.minutiae)
        self.agreement.setValue(needs.agreement)
        for field in (self.quality, self.minutiae, self.agreement):
            field.setEnabled(bool(model))

    def _save_kit(self) -> None:
        kit, model = self._kit, self.model.currentData()
        if kit is None:
            return
        needs = kit.needs
        if model:
            own = ReaderNeeds(
                model, self.quality.value(), self.minutiae.value(), self.agreement.value()
            )
            needs = (*(one for one in needs if one.model != model), own)
        chosen = replace(
            kit,
            reader=str(self.reader.currentData()),
            camera=str(self.camera.currentData()),
            needs=needs,
        )
        self.kit_error.set("")
        self._presenter.change_here(
            lambda: self._keeping.change_kit(chosen),
            "Guardado en este equipo.",
            lambda error: self.kit_error.set(error.words),
        )


def _finger_box(finger: Finger) -> QCheckBox:
    box = QCheckBox(finger.short)
    box.setAccessibleName(finger.label)
    return box
