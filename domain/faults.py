"""What is wrong in a file that people edit, told by its lines."""

from dataclasses import dataclass

from domain.errors import KnownError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a file, and on which line (from 1)."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"línea {self.line}: {self.words}"


class FileFaulty(KnownError):
    """A file that people edit cannot be used; ``faults`` are in the order of its lines."""

    shown = 5

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(faults))
        count = len(self.faults)
        listed = "; ".join(str(fault) for fault in self.faults[: self.shown])
        more = f"; y {count - self.shown} más" if count > self.shown else ""
        errors = "un error" if count == 1 else f"{count} errores"
        super().__init__(
            f"El archivo «{name}» tiene {errors}: {listed}{more}.",
            kept="Sigue en uso lo anterior.",
            todo="Corríjalo e intente de nuevo.",
        )
