"""A window as those have it who do not see it, or have no mouse: names, roles, and the way of Tab.

Each check returns its faults in words.
"""

import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDateTimeEdit, QTextBrowser, QWidget

from tests.ui.sweeps.fitting import named
from ui.widgets import KeyButton

ROLE = QAccessible.Role
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
CONTROLS = {
    ROLE.PushButton,
    ROLE.ButtonMenu,
    ROLE.CheckBox,
    ROLE.RadioButton,
    ROLE.EditableText,
    ROLE.ComboBox,
    ROLE.SpinBox,
    ROLE.List,
    ROLE.Table,
    ROLE.Tree,
    ROLE.PageTab,
    ROLE.Slider,
    ROLE.Link,
}
FOREIGN = re.compile(
    r"\b(button|field|close|open|ok|cancel|search|table|list|widget|line|edit|spin|combo"
    r"|none|null|true|false|unnamed|untitled|more|next)\b|_|::",
    re.IGNORECASE,
)
"""What no name in Spanish holds."""

MANY = 40
FEW = 8
"""Buttons that come only when a row is chosen, as Tab does that enters a table."""
TOLD_KEY = re.compile(r"\((Esc|Ctrl\+M)\)$")
"""The key that the page or field behind a button answers itself."""


def tree(window: QWidget) -> Iterator[QAccessibleInterface]:
    """Everything a screen reader is told of a window, but for the cells of tables."""
    left = [QAccessible.queryAccessibleInterface(window)]
    while left:
        here = left.pop()
        if not here.isValid() or here.state().invisible:
            continue
        yield here
        if here.role() not in {ROLE.Table, ROLE.List, ROLE.Tree, ROLE.ComboBox}:
            left += [here.child(number) for number in range(here.childCount())]


def name_of(told: QAccessibleInterface) -> str:
    """Return what a screen reader says first."""
    return told.text(QAccessible.Text.Name).strip()


def unnamed(window: QWidget) -> list[str]:
    """Return the controls without a name, with one nobody here understands, or with another's."""
    faults, known = [], Counter[tuple[str, str]]()
    for told in tree(window):
        name, state = name_of(told), told.state()
        if told.role() not in CONTROLS and not state.focusable:
            continue
        if not name:
            faults.append(f"no name: {told.object()!r}")
        if FOREIGN.search(name):
            faults.append(f"not Spanish: «{name}»")
        if state.focusable and not state.disabled and told.role() is not ROLE.StaticText:
            known[told.role().name, name] += 1
    faults += [f"{count} of one name: {what}" for what, count in known.items() if count > 1]
    return faults


def stops(window: QWidget) -> list[QWidget]:
    """Return where Tab should stop, in no order (see ``ui.widgets.reading`` on Qt's own)."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.window() is window
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


def choice_of(widget: QWidget) -> list[QAbstractButton]:
    """Return those of which one is chosen, by arrows: Tab stops at one of them only."""
    if not isinstance(widget, QAbstractButton):
        return []
    parent = widget.parentWidget()
    if not widget.autoExclusive() or parent is None:
        return []
    return [b for b in parent.findChildren(QAbstractButton, options=DIRECT) if b.autoExclusive()]


def press(key: Qt.Key) -> None:
    """Press Tab or Backtab until the focus moves: a date has parts to stop at, a text its links."""
    before = focused()
    for _ in range(MANY if isinstance(before, QDateTimeEdit | QTextBrowser) else 1):
        QTest.keyClick(before, key)
        if focused() is not before:
            return


def way_of_tab(window: QWidget) -> list[str]:
    """Walk with the real key; return where one does not go on as one reads, where one is caught,
    what is never reached, and where one does not see where one is."""
    expected = stops(window)
    if not expected:
        return []
    first = expected[0]
    way, back, faults = [first], [], []
    first.setFocus(Qt.FocusReason.TabFocusReason)
    while len(way) < len(expected) + FEW:
        before = focused()
        press(Qt.Key.Key_Tab)
        now = focused()
        if not follows(place_of(before, window), place_of(now, window)):
            back.append(f"Tab goes back: from {named(before)} to {named(now)}")
        if now is first:
            break
        way.append(now)
        faults += _unseen(now, window)
    if len(back) > 1:  # once, at the end of the round
        faults += back
    faults += [
        f"Tab never reaches {named(one)}" for one in expected if not {one, *choice_of(one)} & {*way}
    ]
    returned = {first}
    for _ in range(len(way) + FEW):
        press(Qt.Key.Key_Backtab)
        returned.add(focused())
        if focused() is first:
            break
    faults += [f"Tab back never reaches {named(one)}" for one in way if one not in returned]
    return faults


def focused() -> QWidget:
    """Return what has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _unseen(widget: QWidget, window: QWidget) -> list[str]:
    """Tell whether one does not see that the focus is there; it stays there."""
    if widget.visibleRegion().isEmpty():
        return [f"focus out of sight: {named(widget)}"]
    room = place_of(widget, window).adjusted(-4, -4, 4, 4)
    there = window.grab(room).toImage()
    widget.clearFocus()
    gone = window.grab(room).toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return [f"focus not seen: {named(widget)}"] if there == gone else []


def place_of(widget: QWidget, window: QWidget) -> QRect:
    """Return where a widget is, in its window."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def follows(one: QRect, other: QRect) -> bool:
    """Whether ``other`` is read after ``one``: further along the line, further down, or in a
    column further right."""
    below, beside = other.top() >= one.bottom(), other.left() >= one.right()
    if beside:
        return True
    if below:
        return True
    overlap = min(one.bottom(), other.bottom()) - max(one.top(), other.top())
    same_line = overlap > min(one.height(), other.height()) / 2
    return not same_line and other.center().y() > one.center().y()


def unreachable(window: QWidget) -> list[str]:
    """Return the buttons that only the mouse can press."""
    return [
        f"only by mouse: {named(button)}"
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and button.isEnabled()
        and button.window() is window
        and not button.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (isinstance(button, KeyButton) and button.key)
        and not button.autoExclusive()
        and not TOLD_KEY.search(button.accessibleName() or button.text())
    ]
