"""The short questions of the page of entities: what it was lent, and absences."""

from datetime import date, timedelta
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QHBoxLayout, QLineEdit, QWidget

from desktop.usecases.absence_plan import AbsenceAsked, AbsencePlan, Candidate
from desktop.usecases.kits import ContractForm, KitForm, PcForm
from domain.authorisers import Absence, AbsenceKind
from domain.kits import Kit, LoanContract, PaymentPc
from ui.entities.presenter import EntitiesPresenter
from ui.entities.state import asked_words
from ui.theme import M, Role, Tone
from ui.widgets.changing import ChangeSheet
from ui.widgets.fields import FormRow
from ui.widgets.forms import date_field, date_of
from ui.widgets.text import Text


class EntitySheet(ChangeSheet[EntitiesPresenter]):
    """A change of an entity, or of what it has."""


class OptionalDay(QWidget):
    """A day that may be left out.

    Args:
        words: what ticking it says.
        day: the day; None where it is left out.
        usual: the day offered when it is ticked.
    """

    def __init__(self, words: str, day: date | None, usual: date) -> None:
        super().__init__()
        self.box = QCheckBox(words)
        self.box.setChecked(day is not None)
        self.field: QDateEdit = date_field(day or usual)
        self.field.setAccessibleName(words)
        self.field.setEnabled(day is not None)
        self.box.toggled.connect(self.field.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self.box)
        row.addWidget(self.field, 1)

    @property
    def day(self) -> date | None:
        """The day, or None."""
        return date_of(self.field) if self.box.isChecked() else None


class ContractSheet(EntitySheet):
    """A loan contract; ``before`` is None for a new one."""

    help_topic = "entidades#contratos"

    def __init__(
        self,
        presenter: EntitiesPresenter,
        entity_id: UUID,
        today: date,
        before: LoanContract | None = None,
    ) -> None:
        title = "Contrato de comodato" if before is None else f"Contrato {before.number}"
        super().__init__(presenter, title)
        self._entity_id, self._before = entity_id, before
        self.number = _line("" if before is None else before.number, 40)
        self.signed = date_field(today if before is None else before.signed_on)
        self.ends = OptionalDay(
            "Tiene fecha de fin", before.ends_on if before else None, today + timedelta(days=365)
        )
        self.active = QCheckBox("Está en vigor")
        self.active.setChecked(before is None or before.active)
        self.body.addWidget(FormRow("Número de contrato", self.number))
        self.body.addWidget(FormRow("Firmado el", self.signed))
        self.body.addWidget(self.ends)
        self.body.addWidget(self.active)
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Keep the contract as filled in."""
        form = ContractForm(
            self.number.text(), date_of(self.signed), self.ends.day, self.active.isChecked()
        )
        self.presenter.keep(self._entity_id, self._before, form)


class KitSheet(EntitySheet):
    """A kit under one of the entity's contracts; ``before`` is None for a new one."""

    help_topic = "entidades#kits"

    def __init__(
        self,
        presenter: EntitiesPresenter,
        entity_id: UUID,
        today: date,
        contracts: tuple[LoanContract, ...],
        before: Kit | None = None,
    ) -> None:
        super().__init__(presenter, "Kit biométrico" if before is None else f"Kit {before.serial}")
        self._entity_id, self._before = entity_id, before
        self.contract = QComboBox()
        for one in contracts:
            self.contract.addItem(one.number, one.id)
        self.model = _line("" if before is None else before.model, 60)
        self.serial = _line("" if before is None else before.serial, 60)
        self.record = _line("" if before is None else before.delivery_record, 40)
        self.delivered = OptionalDay(
            "Se entregó el", before.delivered_on if before else None, today
        )
        self.returned = OptionalDay("Se devolvió el", before.returned_on if before else None, today)
        if before is not None:
            # Qt does not find a UUID among its data.
            places = (n for n, one in enumerate(contracts) if one.id == before.contract_id)
            self.contract.setCurrentIndex(next(places, 0))
        self.body.addWidget(FormRow("Contrato de comodato", self.contract))
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(FormRow("Modelo del lector", self.model))
        row.addWidget(FormRow("Serie del kit", self.serial))
        self.body.addLayout(row)
        self.body.addWidget(FormRow("Acta de entrega", self.record, optional=True))
        self.body.addWidget(self.delivered)
        self.body.addWidget(self.returned)
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Keep the kit as filled in."""
        form = KitForm(
            self.contract.currentData(),
            self.model.text(),
            self.serial.text(),
            self.record.text(),
            self.delivered.day,
            self.returned.day,
        )
        self.presenter.keep(self._entity_id, self._before, form)


class PcSheet(EntitySheet):
    """A computer from which the entity pays (Anexo 4); ``before`` is None for a new one."""

    help_topic = "entidades#equipos"

    def __init__(
        self,
        presenter: EntitiesPresenter,
        entity_id: UUID,
        before: PaymentPc | None = None,
    ) -> None:
        super().__init__(presenter, "Equipo de pago" if before is None else f"Equipo {before.name}")
        self._entity_id, self._before = entity_id, before
        self.name = _line("" if before is None else before.name, 60)
        self.serial = _line("" if before is None else before.serial, 60)
        self.place = _line("" if before is None else before.place, 120)
        self.active = QCheckBox("Está en uso")
        self.active.setChecked(before is None or before.active)
        note = "Como consta en el Anexo 4 de la entidad."
        self.body.addWidget(Text(note, Role.BODY, Tone.MUTED, wrap=True))
        self.body.addWidget(FormRow("Nombre del equipo", self.name))
        self.body.addWidget(FormRow("Serie o código de inventario", self.serial))
        self.body.addWidget(FormRow("Ubicación", self.place, optional=True))
        self.body.addWidget(self.active)
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Keep the computer as filled in."""
        form = PcForm(
            self.name.text(), self.serial.text(), self.place.text(), self.active.isChecked()
        )
        self.presenter.keep(self._entity_id, self._before, form)


class AbsenceSheet(EntitySheet):
    """Registers the absence that a case asks for: who is away, and who is active meanwhile."""

    help_topic = "entidades#ausencias"

    def __init__(self, presenter: EntitiesPresenter, plan: AbsencePlan) -> None:
        super().__init__(
            presenter, f"Ausencia {plan.kind.label.lower()}", "Registrar ausencia", width=560
        )
        self._plan = plan
        self.absent, self.stand_in = QComboBox(), QComboBox()
        for one in plan.absent:
            self.absent.addItem(_who(one), one.authoriser.id)
        self.absent.currentIndexChanged.connect(self._offer)
        self.body.addWidget(
            Text(
                f"{plan.entity.name}. Trámite {plan.case.number}.", Role.BODY, Tone.MUTED, wrap=True
            )
        )
        self.body.addWidget(Text(_period(plan), Role.STRONG, wrap=True))
        self.body.addWidget(FormRow("Quién se ausenta", self.absent))
        self.body.addWidget(FormRow("Quién autoriza los pagos", self.stand_in))
        note = (
            "El cambio se hace en un solo paso: uno queda sin efecto y el otro, activo. Sin enlace"
            " con el centro queda por confirmar."
        )
        self.body.addWidget(Text(note, Role.SMALL, Tone.MUTED, wrap=True))
        self.body.addWidget(self.error)
        self._offer()
        if plan.problem:
            self.error.set(plan.problem)
            self.save.setEnabled(False)

    def change(self) -> None:
        """Register it."""
        self.presenter.register(self._plan, self.absent.currentData(), self.stand_in.currentData())

    def _offer(self) -> None:
        self.stand_in.clear()
        who = self.absent.currentData()
        for one in self._plan.stand_ins.get(who, ()):
            self.stand_in.addItem(_who(one), one.authoriser.id)
        if self._plan.kind is AbsenceKind.PERMANENT:
            self.stand_in.addItem("Nadie, por ahora", None)


class ExtendSheet(EntitySheet):
    """Gives an absence a later last day."""

    help_topic = "entidades#ausencias"

    def __init__(
        self,
        presenter: EntitiesPresenter,
        absence: Absence,
        absent: str,
        asked: tuple[AbsenceAsked, ...],
    ) -> None:
        super().__init__(presenter, f"Ampliar la ausencia de {absent}", "Ampliar")
        assert absence.last is not None, "a permanent absence has no end"
        self._absence = absence
        self.case = QComboBox()
        later = [one for one in asked if one.last is not None and one.last > absence.last]
        for one in later:
            self.case.addItem(asked_words(one), one.case.id)
        self.case.addItem("Ninguno", None)
        usual = later[0].last if later else None
        self.last = date_field(usual or absence.last + timedelta(days=1))
        hint = f"Termina el {absence.last:%d/%m/%Y}. El último día está incluido."
        if later:
            self.body.addWidget(FormRow("Trámite que lo pide", self.case))
        self.body.addWidget(FormRow("Nueva fecha de fin", self.last, hint=hint))
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Extend it."""
        self.presenter.extend(self._absence, date_of(self.last), self.case.currentData())


def _line(text: str, longest: int) -> QLineEdit:
    field = QLineEdit(text)
    field.setMaxLength(longest)
    return field


def _who(one: Candidate) -> str:
    role = one.authoriser.role.value
    return f"{one.person.name}, {role}, {one.authoriser.state.label.lower()}"


def _period(plan: AbsencePlan) -> str:
    if plan.first is None:
        return "El trámite no dice desde cuándo."
    if plan.last is None:
        return f"Desde el {plan.first:%d/%m/%Y}, sin regreso."
    return f"Del {plan.first:%d/%m/%Y} al {plan.last:%d/%m/%Y}, ambos días incluidos."
