"""The base of the catalogue's sheets, and the sheets of papers, data and steps."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from domain.catalogue import Catalogue, Service
from domain.catalogue_editing import put, with_papers, with_service
from domain.errors import KnownError
from domain.requirements import (
    Form,
    Requirement,
    RequirementKind,
    Seal,
    Signature,
)
from domain.service_steps import COPIED, CaseField, FieldKind, FieldRole, OutsideStep
from ui import theme
from ui.admin.catalogue.fields import Choice, Lines, Ticks, labelled, line, or_none
from ui.admin.catalogue.presenter import CataloguePresenter
from ui.theme import M
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.sheets import Sheet


class FormArea(QScrollArea):
    """A form as high as it needs, that scrolls where the window is too low for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inner = QWidget()
        inner.setObjectName("clear")
        self.grid = QGridLayout(inner)
        self.grid.setContentsMargins(0, 0, M, 0)
        self.grid.setSpacing(M)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:
        """The height of the form in the present width."""
        width = self.viewport().width()
        return QSize(width, max(self.grid.totalHeightForWidth(width), 0) + 2)

    def minimumSizeHint(self) -> QSize:
        """Two fields can be seen at least."""
        return QSize(super().minimumSizeHint().width(), theme.now().px(140))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width the form has another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class DraftSheet(Sheet):
    """A form over the draft: stays until what it says was kept, and tells why it was not.

    Put fields into ``grid``; it scrolls where the window is too low for it.

    Args:
        presenter: keeps the draft.
        title: of the sheet.
        save: the words of its button.
        width: in pixels at 100 %.
    """

    def __init__(
        self,
        presenter: CataloguePresenter,
        title: str,
        save: str = "Guardar en el borrador",
        *,
        width: int = 940,
    ) -> None:
        super().__init__(title, width=width)
        self.presenter = presenter
        area = FormArea()
        self.grid = area.grid
        self.body.addWidget(area)
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.save = self.add_action(
            KeyButton(save, key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._save
        )
        presenter.kept.connect(self.close_sheet)
        presenter.refused.connect(self._refused)

    def send(self) -> None:
        """Ask for what is filled in."""
        raise NotImplementedError

    def _save(self) -> None:
        self.error.set("")
        self.save.setEnabled(False)
        self.send()

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.error.set(error.words)


class RequirementSheet(DraftSheet):
    """A paper of a service.

    Args:
        draft: the catalogue being edited.
        service: whose paper it is.
        place: its place from 0; None to add one.
    """

    def __init__(
        self, presenter: CataloguePresenter, draft: Catalogue, service: Service, place: int | None
    ) -> None:
        item = Requirement(0, "", "") if place is None else service.requirements[place]
        title = "Nuevo requisito" if place is None else f"Requisito {item.number}"
        super().__init__(presenter, f"{title} · {service.short_name}")
        self._draft, self._service, self._place, self._item = draft, service, place, item
        self.document = line(item.document)
        self.short_name = line(item.short_name)
        self.kind = Choice(labelled(RequirementKind), item.kind)
        self.form_code = line(item.form_code)
        self.form = Choice(or_none(Form, "Cualquiera"), item.form)
        self.signature = Choice(or_none(Signature, "Sin firma"), item.signature)
        self.seal = Choice(or_none(Seal, "Sin sello"), item.seal)
        self.condition = line(item.condition)
        self.note = line(item.note)
        self.legal_base = line(item.legal_base)
        self.warning = line(item.warning)
        self.registry = QCheckBox("Consta en un registro público: puede comprobarse allí")
        self.registry.setChecked(item.in_public_registry)
        others = [o for o in service.requirements if o.conditional and o.number != item.number]
        self.depends_on = Ticks(
            [(f"{other.number}. {other.short_name}", other.number) for other in others],
            item.depends_on,
        )
        self.reasons = Ticks([(reason.text, reason) for reason in draft.reasons], item.reasons)
        grid = self.grid
        for column in range(4):
            grid.setColumnStretch(column, 1)
        grid.addWidget(FormRow("Documento", self.document), 0, 0, 1, 4)
        grid.addWidget(FormRow("Nombre corto", self.short_name), 1, 0, 1, 2)
        grid.addWidget(FormRow("Código del formulario", self.form_code, optional=True), 1, 2)
        grid.addWidget(FormRow("Clase", self.kind), 1, 3)
        grid.addWidget(FormRow("Forma", self.form), 2, 0)
        grid.addWidget(FormRow("Firma", self.signature), 2, 1)
        grid.addWidget(FormRow("Sello", self.seal), 2, 2, 1, 2)
        hint = "Vacía: se pide siempre."
        grid.addWidget(FormRow("Condición", self.condition, hint=hint, optional=True), 3, 0, 1, 2)
        grid.addWidget(FormRow("Nota para la persona", self.note, optional=True), 3, 2, 1, 2)
        grid.addWidget(FormRow("Base legal", self.legal_base), 4, 0, 1, 2)
        grid.addWidget(FormRow("Advertencia al asesor", self.warning, optional=True), 4, 2, 1, 2)
        grid.addWidget(self.registry, 5, 0, 1, 4)
        if others:
            hint = "Si uno de ellos no aplica, este tampoco."
            grid.addWidget(FormRow("Depende de", self.depends_on, hint=hint), 6, 0, 1, 4)
        hint = "Hasta nueve. Su orden es la tecla con que se eligen."
        grid.addWidget(FormRow("Motivos de rechazo", self.reasons, hint=hint), 7, 0, 1, 4)

    def send(self) -> None:
        """Ask for the paper as filled in; reasons that stay keep their keys."""
        ticked = self.reasons.ticked()
        kept = [reason for reason in self._item.reasons if reason in ticked]
        added = [reason for reason in ticked if reason not in kept]
        item = replace(
            self._item,
            document=self.document.text(),
            short_name=self.short_name.text(),
            kind=self.kind.chosen(),
            form_code=self.form_code.text(),
            form=self.form.chosen(),
            signature=self.signature.chosen(),
            seal=self.seal.chosen(),
            condition=self.condition.text(),
            note=self.note.text(),
            legal_base=self.legal_base.text(),
            warning=self.warning.text(),
            in_public_registry=self.registry.isChecked(),
            depends_on=self.depends_on.ticked(),
            reasons=(*kept, *added),
        )
        service = with_papers(self._service, put(self._service.requirements, self._place, item))
        self.presenter.put(with_service(self._draft, service))


class FieldSheet(DraftSheet):
    """Something that a case of the service must tell; ``place`` as in ``RequirementSheet``."""

    def __init__(
        self, presenter: CataloguePresenter, draft: Catalogue, service: Service, place: int | None
    ) -> None:
        field = CaseField("", "") if place is None else service.fields[place]
        title = "Nuevo dato" if place is None else "Dato del trámite"
        super().__init__(presenter, f"{title} · {service.short_name}", width=620)
        self._draft, self._service, self._place = draft, service, place
        self.label = line(field.label)
        self.key = line(field.key)
        self.key.setReadOnly(place is not None)
        self.kind = Choice(labelled(FieldKind), field.kind)
        self.role = Choice(or_none(FieldRole, "Ninguno"), field.role)
        self.required = QCheckBox("Es obligatorio")
        self.required.setChecked(field.required)
        self.options = Lines(field.options)
        grid = self.grid
        grid.addWidget(FormRow("Nombre", self.label), 0, 0)
        hint = "Minúsculas, números y guiones." if place is None else ""
        grid.addWidget(FormRow("Código", self.key, hint=hint), 0, 1)
        grid.addWidget(FormRow("Clase", self.kind), 1, 0)
        grid.addWidget(FormRow("Período", self.role), 1, 1)
        grid.addWidget(self.required, 2, 0, 1, 2)
        hint = "Una por línea; solo si la clase es opción."
        grid.addWidget(FormRow("Opciones", self.options, hint=hint, optional=True), 3, 0, 1, 2)

    def send(self) -> None:
        """Ask for the field as filled in."""
        field = CaseField(
            self.key.text(),
            self.label.text(),
            self.kind.chosen(),
            self.required.isChecked(),
            self.options.texts(),
            self.role.chosen(),
        )
        service = replace(self._service, fields=put(self._service.fields, self._place, field))
        self.presenter.put(with_service(self._draft, service))


class StepSheet(DraftSheet):
    """A step done in another system; ``place`` as in ``RequirementSheet``."""

    def __init__(
        self, presenter: CataloguePresenter, draft: Catalogue, service: Service, place: int | None
    ) -> None:
        first = draft.systems[0] if draft.systems else ""
        step = OutsideStep("", first, "") if place is None else service.steps[place]
        title = "Nuevo paso" if place is None else "Paso en otro sistema"
        super().__init__(presenter, f"{title} · {service.short_name}", width=760)
        self._draft, self._service, self._place, self._step = draft, service, place, step
        self.title = line(step.title)
        self.code = line(step.code)
        self.code.setReadOnly(place is not None)
        self.system = Choice([(name, name) for name in draft.systems or ("",)], step.system)
        self.notes = line(step.notes)
        conditional = [
            (f"{item.number}. {item.short_name}", item.number)
            for item in service.requirements
            if item.conditional
        ]
        self.only_with = Choice([("Siempre se hace", 0), *conditional], step.only_with)
        offered = [*COPIED.items(), *((field.key, field.label) for field in service.fields)]
        self.copies = Ticks([(words, key) for key, words in offered], step.copies)
        grid = self.grid
        grid.addWidget(FormRow("Qué se hace", self.title), 0, 0, 1, 2)
        grid.addWidget(FormRow("Sistema", self.system), 1, 0)
        hint = "Minúsculas, números y guiones." if place is None else ""
        grid.addWidget(FormRow("Código", self.code, hint=hint), 1, 1)
        hint = "Por ejemplo: Usuario creado. Nunca una contraseña."
        grid.addWidget(FormRow("Qué se anota", self.notes, hint=hint, optional=True), 2, 0)
        hint = "Si ese requisito no aplica, el paso no se hace."
        grid.addWidget(FormRow("Solo con el requisito", self.only_with, hint=hint), 2, 1)
        grid.addWidget(FormRow("Datos que se copian", self.copies), 3, 0, 1, 2)

    def send(self) -> None:
        """Ask for the step as filled in; what stays is copied in the same order."""
        ticked = self.copies.ticked()
        kept = [key for key in self._step.copies if key in ticked]
        step = OutsideStep(
            self.code.text(),
            self.system.chosen(),
            self.title.text(),
            (*kept, *(key for key in ticked if key not in kept)),
            self.notes.text(),
            self.only_with.chosen(),
        )
        service = replace(self._service, steps=put(self._service.steps, self._place, step))
        self.presenter.put(with_service(self._draft, service))
