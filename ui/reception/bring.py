"""What to bring for the chosen services, shown before the turno is issued."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.catalogue import Catalogue, Service
from domain.requirements import Requirement
from ui.reception.services import scroll_area
from ui.theme import XS, Kind, Role, S, Tone
from ui.widgets import Chip, EmptyState, FlowLayout, Icon, Text


class ChecklistView(QWidget):
    """What to bring for the chosen services, before the turno is issued."""

    def __init__(self, catalogue: Callable[[], Catalogue]) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._shown: tuple[tuple[Service, ...], Mapping[int, str]] | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._empty = EmptyState(
            "clipboard-list",
            "Aquí verá qué debe traer la persona",
            "Elija un servicio con su número. Lea la lista antes de emitir el turno.",
        )
        self._area, self._inner = scroll_area()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, S, 0)
        self._column.setSpacing(S)
        outer.addWidget(self._empty)
        outer.addWidget(self._area)

    def show_services(self, numbers: tuple[int, ...], lacking: Mapping[int, str]) -> None:
        """Show the whole list of these services.

        Args:
            lacking: what was wrong with the only requirements to bring, by number; empty for all.
        """
        found = map(self._catalogue().find, numbers)
        services = tuple(service for service in found if service is not None)
        if (services, lacking) == self._shown:
            return
        self._shown = services, lacking
        self._empty.setVisible(not services)
        self._area.setVisible(bool(services))
        while (old := self._column.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for service in services:
            self._column.addWidget(_service_head(service))
            for item in service.requirements:
                if not lacking or item.number in lacking:
                    self._column.addWidget(_requirement(item, lacking.get(item.number, "")))
        self._column.addStretch(1)

    def page(self, step: int) -> None:
        """Scroll by pages."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep())


def _service_head(service: Service) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(Text(service.name, Role.STRONG, Tone.ACCENT, wrap=True))
    facts = f"{service.cost_words} · {service.response.words}"
    column.addWidget(Text(facts[:1].upper() + facts[1:], Role.SMALL, Tone.MUTED, wrap=True))
    if not service.requirements:
        column.addSpacing(S)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(Icon("circle-check", Tone.OK))
        row.addWidget(Text("No necesita traer documentos.", Role.BODY), 1)
        column.addLayout(row)
    return made


def _requirement(item: Requirement, problem: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, XS)
    row.setSpacing(S + XS)
    number = Chip(str(item.number), Kind.INFO)
    row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(2)
    row.addLayout(column, 1)
    column.addWidget(Text(item.document, Role.BODY, wrap=True))
    if problem:
        column.addWidget(Text(problem, Role.STRONG, Tone.WARN, wrap=True))
    chips = QWidget()
    flow = FlowLayout(chips, spacing=XS)
    if item.condition:
        column.addWidget(Text(item.condition, Role.SMALL, Tone.ACCENT, wrap=True))
    for words, kind in _marks(item):
        flow.addWidget(Chip(words, kind))
    if flow.count():
        column.addWidget(chips)
    else:
        chips.deleteLater()
    if item.note:
        column.addWidget(Text(item.note, Role.SMALL, Tone.MUTED, wrap=True))
    if item.warning:
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(Icon("triangle-alert", Tone.WARN, 16), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(item.warning, Role.SMALL, Tone.WARN, wrap=True), 1)
        column.addLayout(line)
    return made


def _marks(item: Requirement) -> list[tuple[str, Kind]]:
    """What to look at on the document: its code, form, signature, seal."""
    marks = [(item.form_code, Kind.INFO)] if item.form_code else []
    marks += [
        (part.label[:1].upper() + part.label[1:], Kind.NEUTRAL)
        for part in (item.form, item.signature, item.seal)
        if part is not None
    ]
    if item.kind.value != "document":
        marks.append((item.kind.label[:1].upper() + item.kind.label[1:], Kind.WARN))
    return marks
