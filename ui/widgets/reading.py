"""Tab goes as one reads: down a column, along a row, whatever was made later than its neighbours."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QScrollArea,
    QStackedLayout,
    QWidget,
)

WHOLE = (QAbstractItemView, QAbstractSpinBox, QComboBox)
"""What is one stop, however it is made inside."""


def read_in_order(root: QWidget) -> None:
    """Let Tab follow the layouts of what can be seen below ``root``.

    Qt's own order is that in which the parts were made; a page that shows more rows than before
    would have them after everything else. Call it when Tab is pressed: it costs little.
    """
    # Without a look at Qt's order: asked for the next in it, shiboken takes that one for a part of
    # the one asked, and for gone when that goes.
    for before, after in pairwise(_stops(root)):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.isHidden() or not widget.isEnabled():
        return
    proxy = widget.focusProxy()
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and proxy is None:
        yield widget
    if isinstance(widget, WHOLE):
        return
    inner = [stop for child in _children(widget) for stop in _stops(child)]
    # A field made of several parts moves as one: Tab would find what is left of it.
    yield from [widget] if proxy is not None and inner == [proxy] else inner


def _children(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QScrollArea):
        if (inner := widget.widget()) is not None:
            yield inner
        return
    layout = widget.layout()
    laid = [] if layout is None else list(_laid(layout))
    yield from laid
    for child in widget.children():  # what lies over the layout: a sheet, a list of results
        if isinstance(child, QWidget) and child not in laid and not child.isWindow():
            yield child


def _laid(layout: QLayout) -> Iterator[QWidget]:
    """Yield the widgets of a layout as they are read."""
    places = list(range(layout.count()))
    if isinstance(layout, QStackedLayout):
        places = [layout.currentIndex()]
    elif isinstance(layout, QGridLayout):
        at: dict[int, Any] = {place: layout.getItemPosition(place) for place in places}
        places.sort(key=at.__getitem__)
    for place in places:
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid(inner)
