"""The sheets of a service: its data, and the texts that people read."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox

from domain.catalogue import Catalogue, Channel, Service
from domain.catalogue_editing import next_number, with_service
from domain.response import ClockStart, ResponseTime, TimeUnit
from domain.service_steps import Flow
from domain.staff import SERVING_ROLES, Role
from ui.admin.catalogue.fields import Choice, Lines, Ticks, labelled, line
from ui.admin.catalogue.presenter import CataloguePresenter
from ui.admin.catalogue.sheets import DraftSheet
from ui.admin.catalogue.words import UNITS
from ui.widgets.fields import FormRow
from ui.widgets.forms import number_field


def new_service(draft: Catalogue) -> Service:
    """A service with nothing told yet, but for what it cannot be without."""
    number = next_number(draft)
    return Service(
        id=number,
        code=f"servicio-{number}",
        name="",
        short_name="",
        description="",
        response=ResponseTime(2, TimeUnit.BUSINESS_DAY, ClockStart.ENTRY),
        channels=(Channel.IN_PERSON,),
        offices=tuple(office.code for office in draft.offices[:1]),
        served_by=frozenset({Role.CLERK}),
    )


class ServiceSheet(DraftSheet):
    """The data of a service.

    Args:
        draft: the catalogue being edited.
        service: which; None to add one.
    """

    def __init__(
        self, presenter: CataloguePresenter, draft: Catalogue, service: Service | None
    ) -> None:
        item = service or new_service(draft)
        title = f"Nuevo servicio {item.id}" if service is None else f"Servicio {item.id}"
        super().__init__(presenter, title)
        self._draft, self._item = draft, item
        response = item.response
        self.name, self.short_name = line(item.name), line(item.short_name)
        self.code = line(item.code)
        self.code.setReadOnly(service is not None)
        self.description = Lines([item.description], rows=2)
        self.flow = Choice(labelled(Flow), item.flow)
        self.value = number_field(1, 9999, response.value)
        self.unit = Choice(
            [(words.capitalize(), unit) for unit, words in UNITS.items()], response.unit
        )
        self.since = Choice(labelled(ClockStart), response.since)
        self.at_most = QCheckBox("Es el tiempo máximo")
        self.at_most.setChecked(response.at_most)
        self.cost = number_field(0, 9999, item.cost_usd)
        self.cost.setPrefix("$ ")
        self.hours = line(item.hours)
        self.channels = Ticks(labelled(Channel), item.channels)
        cities = [(office.city, office.code) for office in draft.offices]
        self.offices = Ticks(cities, item.offices)
        roles = [(role.label, role) for role in Role if role in SERVING_ROLES]
        self.served_by = Ticks(roles, item.served_by)
        self.kit = QCheckBox("Usa el kit biométrico")
        self.kit.setChecked(item.needs_kit)
        self.entity_optional = QCheckBox("Puede pedirlo quien no es de una entidad")
        self.entity_optional.setChecked(item.entity_optional)
        self.approval = QCheckBox("La respuesta necesita aprobación")
        self.approval.setChecked(item.approval_before_answer)
        self.email_condition = line(item.email_condition)
        self._lay_out(new=service is None)

    def _lay_out(self, *, new: bool) -> None:
        grid = self.grid
        grid.addWidget(FormRow("Nombre", self.name), 0, 0, 1, 6)
        hint = "Se ve en la fila y en el turno."
        grid.addWidget(FormRow("Nombre corto", self.short_name, hint=hint), 1, 0, 1, 2)
        hint = "Minúsculas, números y guiones; no cambia después." if new else ""
        grid.addWidget(FormRow("Código", self.code, hint=hint), 1, 2, 1, 2)
        grid.addWidget(FormRow("Clase", self.flow), 1, 4, 1, 2)
        grid.addWidget(FormRow("Descripción", self.description), 2, 0, 1, 6)
        grid.addWidget(FormRow("Tiempo de respuesta", self.value), 3, 0)
        grid.addWidget(FormRow("Contado en", self.unit), 3, 1)
        grid.addWidget(FormRow("Desde cuándo cuenta", self.since), 3, 2, 1, 3)
        grid.addWidget(FormRow("Costo", self.cost), 3, 5)
        grid.addWidget(FormRow("Canales", self.channels), 4, 0, 1, 6)
        grid.addWidget(FormRow("Oficinas", self.offices), 5, 0, 1, 3)
        grid.addWidget(FormRow("Quién atiende", self.served_by), 5, 3, 1, 3)
        hint = "Vacío: el de la oficina."
        grid.addWidget(FormRow("Horario", self.hours, hint=hint, optional=True), 6, 0, 1, 3)
        hint = "Qué debe cumplirse para pedirlo por correo."
        grid.addWidget(
            FormRow("Condición del correo", self.email_condition, hint=hint, optional=True),
            6, 3, 1, 3,
        )  # fmt: skip
        grid.addWidget(self.at_most, 7, 0, 1, 3)
        grid.addWidget(self.kit, 7, 3, 1, 3)
        grid.addWidget(self.entity_optional, 8, 0, 1, 3)
        grid.addWidget(self.approval, 8, 3, 1, 3)

    def send(self) -> None:
        """Ask for the service as filled in."""
        response = replace(
            self._item.response,
            value=self.value.value(),
            unit=self.unit.chosen(),
            since=self.since.chosen(),
            at_most=self.at_most.isChecked(),
        )
        service = replace(
            self._item,
            code=self.code.text(),
            name=self.name.text(),
            short_name=self.short_name.text(),
            description=" ".join(self.description.texts()),
            flow=self.flow.chosen(),
            response=response,
            cost_usd=self.cost.value(),
            hours=self.hours.text(),
            channels=self.channels.ticked(),
            offices=self.offices.ticked(),
            served_by=frozenset(self.served_by.ticked()),
            needs_kit=self.kit.isChecked(),
            entity_optional=self.entity_optional.isChecked(),
            approval_before_answer=self.approval.isChecked(),
            email_condition=self.email_condition.text(),
        )
        self.presenter.put(with_service(self._draft, service))


class TextsSheet(DraftSheet):
    """What people read about a service: how to ask for it, what is done, for whom."""

    def __init__(self, presenter: CataloguePresenter, draft: Catalogue, service: Service) -> None:
        super().__init__(presenter, f"Textos · {service.short_name}")
        self._draft, self._service = draft, service
        self.how_to = Lines(service.how_to, rows=4)
        self.procedure = Lines(service.procedure, rows=4)
        self.beneficiaries = Lines(service.beneficiaries, rows=3)
        self.requested_data = Lines(service.requested_data, rows=3)
        self.contact, self.form_link = line(service.contact), line(service.form_link)
        self.note = line(service.note)
        grid = self.grid
        hint = "Un paso por línea."
        grid.addWidget(FormRow("Cómo se pide", self.how_to, hint=hint, optional=True), 0, 0)
        grid.addWidget(FormRow("Procedimiento", self.procedure, hint=hint, optional=True), 0, 1)
        hint = "Uno por línea."
        grid.addWidget(FormRow("Para quién", self.beneficiaries, hint=hint, optional=True), 1, 0)
        grid.addWidget(
            FormRow("Datos que lleva el oficio", self.requested_data, hint=hint, optional=True),
            1,
            1,
        )
        grid.addWidget(FormRow("Contacto", self.contact, optional=True), 2, 0)
        grid.addWidget(FormRow("Formulario", self.form_link, optional=True), 2, 1)
        grid.addWidget(FormRow("Nota para la persona", self.note, optional=True), 3, 0, 1, 2)

    def send(self) -> None:
        """Ask for the texts as filled in."""
        service = replace(
            self._service,
            how_to=self.how_to.texts(),
            procedure=self.procedure.texts(),
            beneficiaries=self.beneficiaries.texts(),
            requested_data=self.requested_data.texts(),
            contact=self.contact.text(),
            form_link=self.form_link.text(),
            note=self.note.text(),
        )
        self.presenter.put(with_service(self._draft, service))
