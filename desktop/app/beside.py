"""What works beside the pages for who is signed in: it counts what waits, on whichever page."""

from collections.abc import Callable

from desktop.app.leave import pending
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.staff import Action, Actor, Role, allowed
from ui.approvals.presenter import PendingPresenter
from ui.entities.due import DueChanges
from ui.mail.presenter import MailCount
from ui.pending.presenter import PendingCount
from ui.queue.notices import NoticeBand, UnreadPresenter
from ui.shell.window import MainWindow
from ui.solutions.presenter import ProposalsPresenter
from ui.widgets.notices import Notice

Beside = (
    DueChanges | MailCount | PendingPresenter | PendingCount | ProposalsPresenter | UnreadPresenter
)


def start_beside(
    desk: Desk,
    actor: Actor,
    roles: frozenset[Role],
    window: MainWindow,
    told: Callable[[Notice | KnownError], None],
) -> list[Beside]:
    """Follow what waits for ``actor`` in any section; close each when they leave.

    A supervisor sees how many ask for leave and how many solutions wait; whoever answers to the
    centre, how much waits for that; who writes to people, how many messages ask for a decision; who serves at counters, what the supervisor tells theirs, above
    every page. Whoever it is, what was programmed for a day begins on it.
    """

    def badge(section: str, waiting: int) -> None:
        window.set_badge(section, str(waiting) if waiting else "")

    started: list[Beside] = [DueChanges(desk)]
    if allowed(Action.ANSWER_APPROVAL, roles):
        requests = pending(desk, actor, told)
        requests.changed.connect(lambda rows: badge("supervision", len(rows)))
        started.append(requests)
    if allowed(Action.REVIEW_SOLUTIONS, roles):
        proposals = ProposalsPresenter(desk, actor)
        proposals.changed.connect(lambda count: badge("solutions", count))
        started.append(proposals)
    if allowed(Action.RESOLVE_PENDING, roles):
        waiting = PendingCount(desk, actor)
        waiting.changed.connect(lambda count: badge("pending", count))
        started.append(waiting)
    if allowed(Action.SEND_MAIL, roles):
        mails = MailCount(desk, actor)
        mails.changed.connect(lambda count: badge("mail", count))
        started.append(mails)
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
