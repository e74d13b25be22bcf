"""Anything typed into any field of a window: nothing breaks, and nothing of it is read as markup."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from tests.ui.sweeps.fitting import named
from tools.screenshots import settle
from ui.widgets import ButtonStyle, KeyButton

MARK = "zqxj"
"""In every text that is words, to be found where it is shown."""
TEXTS = (
    "",
    "   \t ",
    MARK + "ñ" * 10_000,
    f"{MARK}\0nul",
    f"{MARK}\ud800",
    f"\udc00{MARK}",
    f"{MARK}\N{RIGHT-TO-LEFT OVERRIDE}9876\N{POP DIRECTIONAL FORMATTING}",
    f"{MARK}a" + "\N{COMBINING ACUTE ACCENT}" * 60,
    f"{MARK} 👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧🇪🇨",
    f"<img src=x onerror=1>{MARK}",
    f"<a href='http://x'>{MARK}</a>&amp;",
    f"=cmd('{MARK}')",
    f"{MARK} %n %1 %s {{0}} \\x00",
    f"'; DROP TABLE ticket; --{MARK}",
    f"{MARK}\r\notra\nlínea\v",
    f"../../{MARK}/C:\\{MARK}",
    "9" * 400,
    "-1",
    "1e999",
    f'{{"{MARK}": [null, 1]}}',
    f"\x1b[31m{MARK}\x07",
    f"\N{LINE SEPARATOR}{MARK}\N{PARAGRAPH SEPARATOR}\uffff",
    f"\ufeff{MARK}\N{ZERO WIDTH SPACE}",
    "٣٤٥٦²",
)
"""What people paste, and what somebody may try."""
MARKUP = TEXTS[9]
Typed = QLineEdit | QPlainTextEdit | QTextEdit


def fields(window: QWidget) -> list[Typed]:
    """Return where one can type, in any way there is."""
    found: list[Typed] = [*window.findChildren(QLineEdit), *window.findChildren(QPlainTextEdit)]
    found += window.findChildren(QTextEdit)
    return [
        field
        for field in found
        if field.isVisible()
        and field.isEnabled()
        and not field.isReadOnly()
        and field.window() is window
    ]


def paste(field: Typed, text: str) -> None:
    """Replace what is in a field, as a person does."""
    QApplication.clipboard().setText(text)
    field.setFocus()
    QTest.keySequence(field, QKeySequence("Ctrl+A"))
    QTest.keySequence(field, QKeySequence("Delete"))
    QTest.keySequence(field, QKeySequence("Ctrl+V"))


def attack(window: QWidget, texts: tuple[str, ...], application: QApplication) -> list[str]:
    """Paste each text into each field, and then do the main thing with markup in all of them.

    Returns:
        the faults, in words; what raises or warns fails the test by itself.
    """
    faults: list[str] = []
    for field in fields(window):
        for text in texts:
            if isValid(field) and field.isVisible():
                paste(field, text)
        settle(application, window)
    for field in fields(window):
        if isValid(field) and field.isVisible():
            paste(field, MARKUP)
    settle(application, window)
    faults += read_as_markup(window)
    if (button := main_button(window)) is not None:
        button.click()
        settle(application, window)
        faults += read_as_markup(window)
    return faults


def main_button(window: QWidget) -> KeyButton | None:
    """Return the main button that can be pressed now."""
    found = [
        button
        for button in window.findChildren(KeyButton)
        if button.isVisible() and button.isEnabled() and button._style is ButtonStyle.PRIMARY
    ]
    return found[-1] if found else None


def read_as_markup(window: QWidget) -> list[str]:
    """Return what shows what was typed, and would read it as markup."""
    faults = [
        f"rich text: {named(label)}"
        for label in window.findChildren(QLabel)
        if MARK in label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ]
    faults += [
        f"rich tooltip: {named(widget)}"
        for widget in [window, *window.findChildren(QWidget)]
        if MARK in widget.toolTip() and "<img" in widget.toolTip()
    ]
    return faults
