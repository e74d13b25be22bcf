"""What the person at the counter can act on.

Every error here tells three things, in this order: what happened, what was kept, what to do.
The texts are shown as they are, so they are in Spanish; anything that is not a ``KnownError``
is a bug and reaches the program's one excepthook.
"""


class KnownError(Exception):
    """An expected failure, told in words.

    Subclasses give the default texts; a place that knows more passes its own.

    Args:
        what: what happened.
        kept: what is still safe; empty when nothing was at stake.
        todo: what the person can do now.
    """

    what = "No se pudo completar la acción."
    kept = ""
    todo = ""

    def __init__(
        self, what: str | None = None, *, kept: str | None = None, todo: str | None = None
    ) -> None:
        self.what = self.what if what is None else what
        self.kept = self.kept if kept is None else kept
        self.todo = self.todo if todo is None else todo
        super().__init__(self.words)

    @property
    def words(self) -> str:
        """The whole message: what happened, what was kept, what to do."""
        return " ".join(part for part in (self.what, self.kept, self.todo) if part)


class InvalidInput(KnownError):
    """A typed, pasted or scanned value cannot be used."""

    what = "El dato no es válido."
    todo = "Corríjalo e intente de nuevo."
