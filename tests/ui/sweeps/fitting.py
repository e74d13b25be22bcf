"""What of a window is cut, covered or out of reach: nothing of it may be.

Each check returns its faults in words. A text may end in "…" only where the whole of it can be had
in a tooltip or by a screen reader.
"""

import sys
from collections.abc import Iterator
from itertools import combinations
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QStackedLayout,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from ui.first import FirstWindow
from ui.shell.find import FindPanel
from ui.widgets import KeyButton, Sheet

OVERLAYS = (Sheet, FindPanel)
"""What lies over everything else on purpose."""
SLACK = 1
"""Pixels that rounding may take."""


def named(widget: QWidget) -> str:
    """The widget in words, to be found again."""
    words = getattr(widget, "text", "")
    words = words() if callable(words) else words
    return f"{type(widget).__name__} «{(widget.accessibleName() or str(words))[:60]}»"


def parts(window: QWidget) -> list[QWidget]:
    """Everything of a window that is to be seen, but for the inside of tables and fields."""
    found = [window, *window.findChildren(QWidget)]
    return [w for w in found if w.isVisible() and w.window() is window and not _inside(w, window)]


def _inside(widget: QWidget, window: QWidget) -> bool:
    if isinstance(widget, QScrollBar):
        return True
    parent = widget.parentWidget()
    while parent is not None and widget is not window:
        if isinstance(parent, QAbstractItemView | QComboBox):
            return True
        if isinstance(parent, QAbstractScrollArea) and not isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def squeezed(window: QWidget) -> list[str]:
    """Return what is smaller than its words or than it can be."""
    faults = []
    for widget in parts(window):
        least, size = _least(widget), widget.size()
        if isinstance(widget, QLabel):
            if not _label_fits(widget):
                faults.append(f"cut: {named(widget)} has {_wh(size)}")
        elif size.width() + SLACK < least.width() or size.height() + SLACK < least.height():
            faults.append(f"squeezed: {named(widget)} has {_wh(size)}, needs {_wh(least)}")
        if isinstance(widget, QLineEdit) and not _prompt_fits(widget):
            faults.append(f"prompt cut: {named(widget)} «{widget.placeholderText()}»")
        if isinstance(widget, QComboBox) and not _choice_fits(widget):
            faults.append(f"choice cut: {named(widget)} «{widget.currentText()}»")
        if isinstance(widget, QTableView):
            faults += _headers(widget)
    return faults


def _least(widget: QWidget) -> QSize:
    """Return the least it needs, at the width it has."""
    least, layout = widget.minimumSizeHint(), widget.layout()
    if widget.minimumHeight():  # the style sheet's goes before the widget's own
        least.setHeight(widget.minimumHeight())
    # A stack asks for the height of pages out of sight.
    if (
        layout is not None
        and layout.hasHeightForWidth()
        and not isinstance(layout, QStackedLayout)
        and not _is_frame(widget)
    ):
        least.setHeight(layout.minimumHeightForWidth(widget.width()))
    return least


def _is_frame(widget: QWidget) -> bool:
    """Tell whether it only holds what fills the program's frame, which is measured itself.

    Qt asks a window within another for the height it would like, not for the least it needs.
    """
    window = widget.window()
    return isinstance(window, FirstWindow) and (widget is window or widget.parentWidget() is window)


def _wh(size: Any) -> str:
    return f"{size.width()}×{size.height()}"


def _label_fits(label: QLabel) -> bool:
    text = label.text()
    if not text:
        return True
    room = label.contentsRect()
    metrics = label.fontMetrics()
    if label.wordWrap():
        widest = (
            max(metrics.horizontalAdvance(word) for word in text.split()) if text.split() else 0
        )
        bounds = metrics.boundingRect(
            QRect(0, 0, room.width(), 100_000), Qt.TextFlag.TextWordWrap.value, text
        )
        return bounds.height() <= room.height() + SLACK and widest <= room.width() + SLACK
    if label.minimumSizeHint().width() < metrics.horizontalAdvance(text):  # may end in "…"
        cut = metrics.horizontalAdvance(text) > room.width()
        return metrics.height() <= room.height() + SLACK and (not cut or label.toolTip() == text)
    needed = metrics.size(0, text)
    return needed.width() <= room.width() + SLACK and needed.height() <= room.height() + 2 * SLACK


def _prompt_fits(field: QLineEdit) -> bool:
    """Tell whether the prompt is whole, or the tooltip tells it: Qt ends it in "…"."""
    prompt = field.placeholderText()
    if field.text() or field.toolTip() == prompt:
        return True
    margins = field.textMargins()
    room = field.contentsRect().width() - margins.left() - margins.right()
    return field.fontMetrics().horizontalAdvance(prompt) <= room


def _choice_fits(box: QComboBox) -> bool:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    needs = box.fontMetrics().horizontalAdvance(box.currentText())
    return needs <= room.width() + SLACK or box.toolTip() == box.currentText()


def _headers(table: QTableView) -> Iterator[str]:
    header, model = table.horizontalHeader(), table.model()
    if not header.isVisible():
        return
    for column in range(model.columnCount()):
        if header.isSectionHidden(column):
            continue
        title = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        if header.sectionSize(column) < header.fontMetrics().horizontalAdvance(title):
            yield f"heading cut: «{title}» of {named(table)}"


def outside(window: QWidget) -> list[str]:
    """Return what lies beyond the edge of what holds it, where no scrolling reaches it."""
    faults = []
    for widget in parts(window):
        room = widget.rect()
        within, spot = widget, QPoint(0, 0)
        while within is not window:
            parent = within.parentWidget()
            assert parent is not None
            spot = within.mapToParent(spot) if within is not widget else widget.pos()
            area = parent.parentWidget()
            if isinstance(area, QScrollArea) and area.viewport() is parent:
                if within is widget and not _can_scroll(area, widget):
                    faults.append(f"beyond its scroll area: {named(widget)} in {named(area)}")
                break
            if not parent.rect().adjusted(-1, -1, 1, 1).contains(room.translated(spot)):
                faults.append(f"beyond its edge: {named(widget)} in {named(parent)}")
                break
            within = parent
    return faults


def _can_scroll(area: QScrollArea, content: QWidget) -> bool:
    room = area.viewport().size()
    return content.width() <= room.width() + SLACK and (
        content.height() <= room.height() + SLACK or area.verticalScrollBar().isVisible()
    )


def overlapping(window: QWidget) -> list[str]:
    """Return what lies over its neighbour."""
    faults = []
    shown = parts(window)
    families: dict[int, list[QWidget]] = {}
    for widget in shown:
        if widget is not window and not isinstance(widget, OVERLAYS):
            families.setdefault(id(widget.parentWidget()), []).append(widget)
    for family in families.values():
        for one, other in combinations(family, 2):
            common = one.geometry().intersected(other.geometry())
            if common.width() > SLACK and common.height() > SLACK:
                faults.append(f"overlap: {named(one)} and {named(other)}")
    return faults


def below_the_fold(window: QWidget) -> list[str]:
    """Return the main button that is not to be seen without scrolling."""
    return [
        f"below the fold: {named(button)}"
        for button in window.findChildren(KeyButton)
        if button.isVisible()
        and button.isEnabled()
        and button.key == "F2"
        and button.visibleRegion().boundingRect().size() != button.size()
    ]


class Drawn:
    """Notes every text that our own painting cuts, while a window is painted."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.faults: list[str] = []
        elide, draw = QFontMetrics.elidedText, QPainter.drawText

        def elided(metrics: QFontMetrics, text: str, *rest: Any) -> str:
            shown: str = elide(metrics, text, *rest)
            if shown != text:
                self._note_elided(text)
            return shown

        def drawn(painter: QPainter, *given: Any) -> Any:
            self._note_drawn(painter, given)
            return draw(painter, *given)

        patch.setattr(QFontMetrics, "elidedText", elided)
        patch.setattr(QPainter, "drawText", drawn)

    def _note_elided(self, text: str) -> None:
        widget = _painting()
        if widget is None or isinstance(widget, QAbstractItemView):
            return  # a table tells the whole of a cell in its tooltip
        whole = isinstance(widget, QLabel) and widget.text() == text
        if not whole and text not in widget.toolTip() + widget.accessibleName():
            self.faults.append(f"ends in …: «{text}» of {named(widget)}")

    def _note_drawn(self, painter: QPainter, given: tuple[Any, ...]) -> None:
        text = next((part for part in given if isinstance(part, str)), "")
        if not text or not isinstance(given[0], QRect | QRectF):
            return
        room = QRectF(given[0])
        flags = int(given[1]) if not isinstance(given[1], str) else 0
        needs = painter.boundingRect(room, flags, text)
        if needs.width() > room.width() + 2 or needs.height() > room.height() + 2:
            self.faults.append(f"painted beyond its room: «{text[:60]}» by {_painting()!r}")


def _painting() -> QWidget | None:
    """Return whose painting called; no frame is kept, or its painter would outlive the paint."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if "self" in frame.f_code.co_varnames[:1]:
            owner = frame.f_locals["self"]
            if isinstance(owner, QWidget):
                return owner
        frame = frame.f_back
    return None


def painted(window: QWidget) -> list[str]:
    """Return what our own painting cuts."""
    with pytest.MonkeyPatch.context() as patch:
        drawn = Drawn(patch)
        window.grab()
    return list(dict.fromkeys(drawn.faults))


__all__ = ["below_the_fold", "outside", "overlapping", "painted", "squeezed"]
