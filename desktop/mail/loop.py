"""The thread that sends what waits in the queue of messages, for as long as the program runs.

It is woken when something happens in the office, and looks by itself every minute. Where the mail
server cannot be reached it tries the next message only after a pause, longer each time; the messages
keep their place. What came of a message and could not be noted is noted before another is taken.
"""

import sys
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic
from typing import Protocol

from desktop.ports.mail import OutgoingMail
from desktop.usecases import sending
from desktop.usecases.desk import Desk
from desktop.usecases.sending import Came, Outcome
from domain.errors import KnownError
from domain.mail import Mail
from domain.ports.pieces import Pieces

LOOK_EVERY = 60.0
"""How often it is looked whether a message may be sent, in seconds."""
SHORTEST_PAUSE, LONGEST_PAUSE = 60.0, 900.0
"""Between two messages while the mail server cannot be reached, in seconds."""
_ENDS_WITHIN = 5.0


class StoppingMailer(Protocol):
    """A mail server that lets go where it is told to."""

    def send(self, mail: OutgoingMail) -> None:
        """Hand a message over; raises as ``desktop.ports.mail.Mailer``."""
        ...

    def stop(self) -> None:
        """Cut what is under way, unless the message may have been taken already."""
        ...


class MailLoop:
    """Sends the office's messages.

    Args:
        desk: the office.
        mailer: the mail server.
        pieces: where what is attached is kept.
        workstation: this one's name.
        ready: whether this computer is set up for it.
        clock: seconds that never go back.
    """

    def __init__(
        self,
        desk: Desk,
        mailer: StoppingMailer,
        pieces: Pieces,
        workstation: str,
        ready: Callable[[], bool],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._desk, self._mailer, self._pieces = desk, mailer, pieces
        self._workstation, self._ready, self._clock = workstation, ready, clock
        self._kept: tuple[Mail, Outcome] | None = None  # not noted yet
        self._began = False
        self._failures, self._not_before = 0, 0.0
        self._stopping = self._woken = self._gone = False
        self._condition = Condition()
        self._thread: Thread | None = None
        self._unfollow: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin."""
        self._unfollow = self._desk.changes.follow(self.wake)
        self._thread = Thread(target=self._run, name="correo", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look now whether there is something to send."""
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def hurry(self) -> None:
        """Try now, whatever stood in the way: a person said so."""
        self._failures, self._not_before = 0, 0.0
        self.wake()

    def stop(self) -> None:
        """End: what the mail server cannot have taken yet is cut, and waits as before."""
        self._stopping = True
        self._unfollow()
        self._mailer.stop()
        self.wake()
        if self._thread is not None:
            # What may have been taken is waited for; it is unknown at the next start otherwise.
            self._thread.join(_ENDS_WITHIN)
            self._gone = True  # the office is closed behind it: it is not to be opened again
            self._thread = None

    def step(self) -> bool:
        """Send one message; tell whether there may be another to send now.

        Raises:
            KnownError: the database refused; nothing is lost, it is tried again.
        """
        self._note_kept()
        if not self._ready():
            return False
        sending.take_stock(self._desk, self._workstation, beginning=not self._began)
        self._began = True
        if self._stopping or self._clock() < self._not_before:
            return False
        mail = sending.claim(self._desk, self._workstation)
        if mail is None:
            return False
        try:
            outcome = sending.hand_over(self._mailer, self._pieces, mail)
        except KnownError as error:  # what is attached cannot be read just now
            outcome = Outcome(Came.NOT_NOW, error.words)
        self._kept = (mail, outcome)
        self._note_kept()
        if outcome.came is not Came.NOT_NOW:
            self._failures, self._not_before = 0, 0.0
            return True
        pause = min(SHORTEST_PAUSE * 2**self._failures, LONGEST_PAUSE)
        self._failures = min(self._failures + 1, 10)
        self._not_before = self._clock() + pause
        return False

    # ------------------------------------------------------------------- on its own thread
    def _run(self) -> None:
        while not self._stopping:
            more = False
            try:
                more = self.step()
            except KnownError:
                pass  # the database is told about by all that people do; it is tried again
            # Whatever it is, the counters go on and so does this; it is told as any bug is.
            except Exception as exc:  # noqa: BLE001
                sys.excepthook(type(exc), exc, exc.__traceback__)
            if not more:
                self._rest()

    def _rest(self) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self._woken or self._stopping, LOOK_EVERY)
            self._woken = False

    def _note_kept(self) -> None:
        if self._kept is not None and not self._gone:
            mail, outcome = self._kept
            sending.note(self._desk, mail, outcome)
            self._kept = None
