"""The manual's window, to be looked at."""

from PySide6.QtWidgets import QWidget

from ui.help.window import HelpWindow


def _at(topic: str) -> HelpWindow:
    window = HelpWindow()
    window.show_topic(topic)
    return window


def contents() -> QWidget:
    """The page it begins with."""
    return _at("")


def page() -> QWidget:
    """A page with pictures and notes."""
    return _at("turnos")


def keys() -> QWidget:
    """A page of tables."""
    return _at("teclas#turnos")


def found() -> QWidget:
    """A search over all pages."""
    window = _at("recepcion")
    window.search.setText("imprimir")
    window.search.searched.emit("imprimir")
    return window


SCREENS = {"help": contents, "help-page": page, "help-keys": keys, "help-found": found}
