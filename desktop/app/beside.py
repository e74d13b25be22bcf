"""What works beside the pages for who is signed in: it counts what waits, on whichever page."""

from collections.abc import Callable

from desktop.app.leave import pending
from desktop.usecases import mailing, solutions
from desktop.usecases import pending as tasks
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.staff import Action, Actor, Role, allowed
from ui.approvals.presenter import PendingPresenter
from ui.counting import Count
from ui.entities.due import DueChanges
from ui.queue.notices import NoticeBand, UnreadPresenter
from ui.shell.window import MainWindow
from ui.widgets.notices import Notice

Beside = Count | DueChanges | PendingPresenter | UnreadPresenter


def start_beside(
    desk: Desk,
    actor: Actor,
    roles: frozenset[Role],
    window: MainWindow,
    told: Callable[[Notice | KnownError], None],
) -> list[Beside]:
    """Follow what waits for ``actor`` in any section; close each when they leave.

    A supervisor sees how many ask for leave and how many solutions wait; whoever answers to the
    centre, how much waits for that; who writes to people, how many messages ask for a decision;
    who serves at counters, what the supervisor tells theirs, above every page. Whoever it is, what
    was programmed for a day begins on it.
    """

    def badge(section: str, waiting: int) -> None:
        window.set_badge(section, str(waiting) if waiting else "")

    def count(section: str, how_many: Callable[[Desk, Actor], int]) -> None:
        counted = Count(desk, actor, how_many)
        counted.changed.connect(lambda waiting: badge(section, waiting))
        started.append(counted)

    started: list[Beside] = [DueChanges(desk)]
    if allowed(Action.ANSWER_APPROVAL, roles):
        requests = pending(desk, actor, told)
        requests.changed.connect(lambda rows: badge("supervision", len(rows)))
        started.append(requests)
    if allowed(Action.REVIEW_SOLUTIONS, roles):
        count("solutions", solutions.count_pending)
    if allowed(Action.RESOLVE_PENDING, roles):
        count("pending", tasks.count)
    if allowed(Action.SEND_MAIL, roles):
        count("mail", mailing.to_decide)
    if allowed(Action.SERVE, roles):
        unread = UnreadPresenter(desk, actor)
        unread.told.connect(told)
        band = NoticeBand(unread)
        band.counted.connect(lambda count: badge("queue", count))
        window.set_band(band)
        started.append(unread)
    for one in started:
        one.start()
    return started
