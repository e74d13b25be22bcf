"""Keeps an error in a method that Qt calls from ending the program.

PySide6 (6.8 to 6.11, on Python 3.11) puts its own words before an error that leaves an overridden
method. Errors raised by the interpreter itself (an index out of range, a missing key) are not yet
made whole at that moment, and it crashes on them. Caught and raised again they are whole; they
then reach the excepthook like any other, and the person is told.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from PySide6.QtCore import QObject

_CALLED_BY_QT = frozenset(
    {
        "columnCount", "count", "createEditor", "data", "event", "eventFilter",
        "expandingDirections", "flags", "focusNextPrevChild", "hasHeightForWidth", "headerData",
        "heightForWidth", "itemAt", "minimumSize", "minimumSizeHint", "paint", "rowCount",
        "run", "setGeometry", "sizeHint", "sizeHintForColumn", "sizeHintForRow", "takeAt",
        "viewportSizeHint",
    }
)  # fmt: skip


def install() -> None:
    """Guard every class made from now on whose base is a ``QObject``; once is enough."""
    QObject.__init_subclass__ = classmethod(_guard)  # type: ignore[assignment,method-assign]


def _guard(cls: Any, /, **kwargs: Any) -> None:
    super(QObject, cls).__init_subclass__(**kwargs)
    for name, method in list(vars(cls).items()):
        if (name in _CALLED_BY_QT or name.endswith("Event")) and callable(method):
            setattr(cls, name, _whole(method))


def _whole(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def whole(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception:  # noqa: TRY203 - catching it is what makes it whole
            raise

    return whole
