"""What may be written in a log or a crash file: where the program was, never about whom.

A crash file is sent to people who may not see the office's data, so it is built from what cannot
hold any: the names of our own code, line numbers, kinds of errors. Messages are kept only where
the interpreter or the operating system writes them by itself, and masked even then.
"""

import re
import traceback
from pathlib import PurePath

_MASK = "…"
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»|“[^”]*”|`[^`]*`")
# Begins only where a word does: otherwise a long line would take the square of its length.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+")
# A cédula has 10 digits, a RUC 13, a telephone 7 to 10, with or without separators.
_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){5,}")

# Their messages speak of code, not of data.
_OF_CODE = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError)
_LONGEST = 300
_FRAMES = 60


def masked(text: str) -> str:
    """Return ``text`` without e-mail addresses and long numbers."""
    return _NUMBER.sub(_MASK, _EMAIL.sub(_MASK, text))


def described(exc: BaseException) -> str:
    """Return the traceback of ``exc`` and its causes: code, lines and kinds; no values, no data."""
    told: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = exc
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        told.append(_one(current))
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return "\n\nwhile handling, or because of:\n".join(told)


def shape(exc: BaseException) -> str:
    """Return what tells one bug from another: its kind and where it was raised."""
    frames = traceback.extract_tb(exc.__traceback__)
    last = frames[-1] if frames else None
    return f"{_kind(exc)} {_short(last.filename)}:{last.lineno}" if last else _kind(exc)


def _one(exc: BaseException) -> str:
    frames = traceback.extract_tb(exc.__traceback__)
    lines = [
        f"  {_short(frame.filename)}:{frame.lineno} {frame.name}\n    {frame.line or ''}"
        for frame in frames[-_FRAMES:]
    ]
    return "\n".join([*lines, _kind(exc) + _message(exc)])


def _kind(exc: BaseException) -> str:
    kind = type(exc)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _message(exc: BaseException) -> str:
    if isinstance(exc, OSError):  # its own text may name a person's folder
        return f": [{exc.errno}] {exc.strerror}" if exc.errno else ""
    if isinstance(exc, _OF_CODE):
        return f": {masked(str(exc))[:_LONGEST]}"
    if (code := getattr(exc, "sqlite_errorname", None)) is not None:
        # SQLite names tables and columns, never values.
        return f": {code} {masked(_QUOTED.sub(_MASK, str(exc)))[:_LONGEST]}"
    return ""


def _short(filename: str) -> str:
    """Keep the end of a path: its beginning may be a person's folder."""
    return "/".join(PurePath(filename).parts[-3:])
