"""The section of the catalogue: its services, the one chosen, and what can be done with them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.catalogue_admin import Review, VersionView
from domain.catalogue import Catalogue, Service
from domain.catalogue_editing import moved, removed, with_papers, with_service, without_service
from ui.admin.catalogue.looking import PreviewSheet, ReviewSheet, TextSheet, VersionsSheet
from ui.admin.catalogue.presenter import CataloguePresenter, CatalogueState
from ui.admin.catalogue.service_sheets import ServiceSheet, TextsSheet
from ui.admin.catalogue.sheets import DraftSheet, FieldSheet, RequirementSheet, StepSheet
from ui.admin.catalogue.words import offices_of, summary
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.sheets import ConfirmSheet
from ui.widgets.tables import Column, DataTable, TableModel
from ui.widgets.text import Chip, Text

PAPER, FIELD, STEP = "Requisito", "Dato", "Paso"
_SHEETS: dict[str, type[RequirementSheet] | type[FieldSheet] | type[StepSheet]] = {
    PAPER: RequirementSheet,
    FIELD: FieldSheet,
    STEP: StepSheet,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A paper, a field or a step of the service chosen; ``place`` among its kind, from 0."""

    kind: str
    place: int
    name: str
    detail: str


class CatalogueSection(QWidget):
    """The services on the left; data, papers, fields and steps of the one chosen on the right.

    Args:
        presenter: keeps the draft.
    """

    def __init__(self, presenter: CataloguePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._drawn: frozenset[int] = frozenset()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addLayout(self._bar())
        row = QHBoxLayout()
        row.setSpacing(M)
        column.addLayout(row, 1)
        row.addWidget(self._services(), 4)
        row.addWidget(self._chosen(), 6)
        self.table.chosen.connect(self._draw)
        self.table.opened.connect(lambda _row: self._edit())
        self.parts.opened.connect(lambda _row: self._edit_part())
        self.parts.chosen.connect(self._enable)
        presenter.changed.connect(self.show_state)

    def show_state(self, state: CatalogueState) -> None:
        """Draw the draft."""
        draft = state.draft
        if draft is None:
            return
        self._model.set_rows(draft.services)
        before, self._drawn = self._drawn, frozenset(one.id for one in draft.services)
        added = self._drawn - before
        if before and len(added) == 1:
            self.table.choose(*added)  # its papers come next
        elif self.table.current() is None and draft.services:
            self.table.choose(draft.services[0].id)
        version = f"Versión {state.number} en vigencia" if state.number else "Sin versiones"
        self._version.set(
            "Borrador sin publicar" if state.is_changed else version,
            Kind.WARN if state.is_changed else Kind.NEUTRAL,
        )
        self.review.setEnabled(state.is_changed)
        self.discard.setEnabled(state.is_changed)
        self.newer.setVisible(state.newer is not None)
        self._draw(self.table.current())

    def _bar(self) -> FlowLayout:
        bar = FlowLayout()
        self.review = self._button(bar, "Revisar y publicar", "F9", self._review, "upload")
        self.review.set(self.review.text(), style=ButtonStyle.PRIMARY)
        self.discard = self._button(bar, "Descartar", "Ctrl+Backspace", self._discard, "undo-2")
        self.as_text = self._button(bar, "Texto", "F10", self._text, "file-text")
        self.history = self._button(bar, "Versiones", "F11", self._versions, "history")
        words = "Usar el que trae el programa"
        self.newer = self._button(bar, words, "F12", self._take_newer, "download")
        self.newer.hide()
        return bar

    def _services(self) -> Card:
        self._model = TableModel[Service](
            [
                Column("N.º", lambda row: str(row.id), width=56, right=True, role=Role.STRONG),
                Column("Servicio", lambda row: row.short_name, width=150, stretch=1),
                Column(
                    "Requisitos",
                    lambda row: "—" if row.is_support else str(len(row.requirements)),
                    width=96,
                    right=True,
                ),
            ],
            key=lambda row: row.id,
        )
        self.table = DataTable("Servicios", self._model)
        self._version = Chip("")
        card = Card("Servicios", self._version)
        card.body.addWidget(self.table, 1)
        buttons = FlowLayout()
        self.add = self._button(buttons, "Agregar", "F3", self._add, "plus")
        self.remove = self._button(buttons, "Quitar", "F8", self._remove, "trash-2")
        card.body.addLayout(buttons)
        return card

    def _chosen(self) -> Card:
        card = Card("Servicio")
        self._heading = card.heading
        self._summary = Text("", Role.BODY, wrap=True)
        self._where = Text("", Role.BODY, Tone.MUTED, wrap=True)
        card.body.addWidget(self._summary)
        card.body.addWidget(self._where)
        self._parts_model = TableModel[Part](
            [
                Column("", lambda row: f"{row.kind} {row.place + 1}", width=110, role=Role.STRONG),
                Column("Qué", lambda row: row.name, width=180, stretch=1),
                Column("", lambda row: row.detail, width=150, stretch=1, optional=True),
            ],
            key=lambda row: (row.kind, row.place),
        )
        self.parts = DataTable("Requisitos, datos y pasos", self._parts_model)
        card.body.addWidget(self.parts, 1)
        own, parts = FlowLayout(), FlowLayout()
        self.edit = self._button(own, "Datos", "F2", self._edit, "pencil")
        self.texts = self._button(own, "Textos", "F4", self._texts, "file-text")
        self.preview = self._button(own, "Vista previa", "F5", self._preview, "eye")
        self.add_paper = self._button(parts, "Requisito", "Alt+R", lambda: self._new(PAPER), "plus")
        self.add_field = self._button(parts, "Dato", "Alt+D", lambda: self._new(FIELD), "plus")
        self.add_step = self._button(parts, "Paso", "Alt+P", lambda: self._new(STEP), "plus")
        self.change = self._button(parts, "Cambiar", "F6", self._edit_part, "pencil")
        self.up = self._button(parts, "Subir", "Ctrl+Up", lambda: self._move(-1), "arrow-up")
        self.down = self._button(parts, "Bajar", "Ctrl+Down", lambda: self._move(1), "arrow-down")
        self.drop = self._button(parts, "Quitar", "F7", self._drop, "x")
        card.body.insertLayout(card.body.indexOf(self._where) + 1, own)
        card.body.addLayout(parts)
        card.body.setSpacing(S)
        return card

    def _button(
        self, buttons: FlowLayout, words: str, key: str, work: object, icon: str
    ) -> KeyButton:
        button = KeyButton(words, key=key, icon=icon)
        button.clicked.connect(work)
        buttons.addWidget(button)
        return button

    def _draw(self, service: Service | None) -> None:
        draft = self._presenter.state.draft
        for button in (self.edit, self.texts, self.preview, self.remove, self.add_paper):
            button.setEnabled(service is not None)
        for button in (self.add_paper, self.add_field, self.add_step):
            button.setEnabled(service is not None and not service.is_support)
        if service is None or draft is None:
            return
        self._heading.setText(f"{service.id} · {service.name}")
        self._summary.setText(summary(service))
        channels = ", ".join(channel.label for channel in service.channels)
        self._where.setText(f"{offices_of(draft, service)} · {channels}")
        self._parts_model.set_rows(parts_of(service))
        self._enable(self.parts.current())

    def _enable(self, part: Part | None) -> None:
        for button in (self.change, self.up, self.down, self.drop):
            button.setEnabled(part is not None)

    def _now(self) -> tuple[Catalogue, Service] | None:
        draft, service = self._presenter.state.draft, self.table.current()
        return None if draft is None or service is None else (draft, service)

    def _add(self) -> None:
        draft = self._presenter.state.draft
        if draft is not None:
            self._open(ServiceSheet(self._presenter, draft, None))

    def _edit(self) -> None:
        if (now := self._now()) is not None:
            self._open(ServiceSheet(self._presenter, *now))

    def _texts(self) -> None:
        if (now := self._now()) is not None:
            self._open(TextsSheet(self._presenter, *now))

    def _preview(self) -> None:
        if (now := self._now()) is not None:
            PreviewSheet(self._presenter, *now).open(self)

    def _new(self, kind: str) -> None:
        if (now := self._now()) is not None:
            self._open(_SHEETS[kind](self._presenter, *now, None))

    def _edit_part(self) -> None:
        now, part = self._now(), self.parts.current()
        if now is not None and part is not None:
            self._open(_SHEETS[part.kind](self._presenter, *now, part.place))

    def _move(self, step: int) -> None:
        now, part = self._now(), self.parts.current()
        if now is None or part is None:
            return
        draft, service = now
        self._presenter.put_now(with_service(draft, with_part_moved(service, part, step)))
        count = sum(one.kind == part.kind for one in parts_of(service))
        # Rows are known by their place: once the draft is kept, the one moved stands here.
        self.parts.choose((part.kind, min(max(part.place + step, 0), count - 1)))

    def _drop(self) -> None:
        now, part = self._now(), self.parts.current()
        if now is not None and part is not None:
            draft, service = now
            self._presenter.put_now(with_service(draft, without_part(service, part)))

    def _remove(self) -> None:
        if (now := self._now()) is None:
            return
        draft, service = now
        sheet = ConfirmSheet(
            f"¿Quitar el servicio {service.id} del borrador?",
            "Los trámites que ya empezaron siguen. Su número no se usará para otro servicio.",
            "Quitar servicio",
            danger=True,
        )
        sheet.confirmed.connect(lambda: self._presenter.put_now(without_service(draft, service.id)))
        sheet.open(self)

    def _discard(self) -> None:
        sheet = ConfirmSheet(
            "¿Descartar el borrador?",
            "Se pierden los cambios que no publicó.",
            "Descartar",
            danger=True,
        )
        sheet.confirmed.connect(self._presenter.discard)
        sheet.open(self)

    def _take_newer(self) -> None:
        newer = self._presenter.state.newer
        if newer is None:
            return
        sheet = ConfirmSheet(
            "¿Editar desde el catálogo que trae el programa?",
            "Es más nuevo que el de esta oficina. Reemplaza el borrador; nada entra en vigencia "
            "hasta que lo revise y publique.",
            "Usarlo como borrador",
        )
        sheet.confirmed.connect(lambda: self._presenter.put_now(newer))
        sheet.open(self)

    def _text(self) -> None:
        sheet = TextSheet(self._presenter)
        sheet.open(self, sheet.text)

    def _versions(self) -> None:
        def show(versions: Sequence[VersionView]) -> None:
            sheet = VersionsSheet(self._presenter, versions)
            sheet.open(self, sheet.table)

        self._presenter.versions(show)

    def _review(self) -> None:
        def show(review: Review) -> None:
            sheet = ReviewSheet(self._presenter, review)
            sheet.open(self, sheet.reason)

        self._presenter.review(show)

    def _open(self, sheet: DraftSheet) -> None:
        sheet.open(self)


def parts_of(service: Service) -> list[Part]:
    """The papers, fields and steps of a service, as rows."""
    return [
        *(
            Part(PAPER, place, item.short_name, item.condition or item.details)
            for place, item in enumerate(service.requirements)
        ),
        *(
            Part(FIELD, place, field.label, field.kind.label)
            for place, field in enumerate(service.fields)
        ),
        *(Part(STEP, place, step.title, step.system) for place, step in enumerate(service.steps)),
    ]


def with_part_moved(service: Service, part: Part, step: int) -> Service:
    """Return ``service`` with a part moved among its kind."""
    if part.kind == PAPER:
        return with_papers(service, moved(service.requirements, part.place, step))
    if part.kind == FIELD:
        return replace(service, fields=moved(service.fields, part.place, step))
    return replace(service, steps=moved(service.steps, part.place, step))


def without_part(service: Service, part: Part) -> Service:
    """Return ``service`` without a part."""
    if part.kind == PAPER:
        return with_papers(service, removed(service.requirements, part.place))
    if part.kind == FIELD:
        return replace(service, fields=removed(service.fields, part.place))
    return replace(service, steps=removed(service.steps, part.place))
