"""What came of holding figures against another count."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Checked:
    """What came of it.

    Attributes:
        figures: how many were held against another count.
        wrong: those that differ, in words.
    """

    figures: int = 0
    wrong: list[str] = field(default_factory=list)

    def same(self, what: str, told: object, counted: object) -> None:
        """Hold a figure against another count."""
        self.figures += 1
        if told != counted:
            self.wrong.append(f"{what}: the program says {told}, the other count {counted}")

    def __add__(self, other: "Checked") -> "Checked":
        """Return both together."""
        return Checked(self.figures + other.figures, self.wrong + other.wrong)
