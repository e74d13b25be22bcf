"""What the windows tell of the link with the centre, as frozen values."""

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.errors import KnownError
from ui.shell.state import LinkState


@dataclass(frozen=True, slots=True)
class LinkShown:
    """The link as it stands.

    Attributes:
        line: what the foot of the rail says.
        facts: what the sheet tells besides, by its label.
        trouble: what stands in the way.
        linked: whether there is a link at all.
        address: the centre's; empty where there is none.
    """

    line: LinkState = field(default_factory=LinkState)
    facts: tuple[tuple[str, str], ...] = ()
    trouble: KnownError | None = None
    linked: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class LinkKeeping:
    """What an administrator does with the link; all of it runs off the UI thread.

    Attributes:
        view: how it stands.
        link: pair and link, by address, code and the path of a certificate; empty for none.
        unlink: forget it.
        hurry: try now.
    """

    view: Callable[[], LinkShown]
    link: Callable[[str, str, str], object]
    unlink: Callable[[], None]
    hurry: Callable[[], None]
