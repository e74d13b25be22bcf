"""Mail servers without a network: what they took, and what they say."""

from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.ports.mail import OutgoingMail


@dataclass
class Told:
    """Does what it is told with each message, and keeps what it took.

    Attributes:
        says: raised in place of taking the next messages, in order; None takes one.
        before: called before each.
    """

    says: list[Exception | None] = field(default_factory=list)
    before: Callable[[OutgoingMail], object] = lambda _mail: None
    taken: list[OutgoingMail] = field(default_factory=list)
    asked: int = 0
    stopped: bool = False

    def send(self, mail: OutgoingMail) -> None:
        self.asked += 1
        self.before(mail)
        said = self.says.pop(0) if self.says else None
        if said is not None:
            raise said
        self.taken.append(mail)

    def stop(self) -> None:
        self.stopped = True
