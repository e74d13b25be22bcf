"""One window of the program, from the closed office to the pages of who is signed in."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app.door import Door, Opened
from desktop.app.practice import Practice
from domain.errors import KnownError, NotSetUp
from domain.staff import Action, Actor, allowed
from ui.shell.state import UserAction, UserState
from ui.shell.window import MainWindow
from ui.signin.idle import IdleWatch
from ui.signin.page import LockPage, SignInPage
from ui.signin.presenter import Access, LockPresenter, SignInPresenter
from ui.theme import Kind
from ui.widgets.notices import Notice, tell
from ui.work import Runner

if TYPE_CHECKING:
    from desktop.app.beside import Beside
    from desktop.app.clock import ClockTeller
    from desktop.app.counting import DayCounting
    from desktop.app.finding import HandReader
    from desktop.app.link_teller import LinkTeller
    from desktop.app.linked import Linking
    from desktop.app.office_mail import OfficeMail
    from desktop.app.opening import Opening
    from desktop.app.server_line import ServerLine
    from desktop.app.survey import Opinions
    from desktop.app.television import Television
    from desktop.doctor import ClockWatch
    from desktop.ports import KeyStore
    from desktop.settings import Settings
    from desktop.usecases.survey import Pad
    from domain.offices import Counter, Office
    from ui.filing.intake import Intake
    from ui.finder import Finder
    from ui.signin.account import PasswordChangeSheet, PinSheet
    from ui.support.drafts import Drafts


class Workplace(QObject):
    """Leads one window: opening, first start, signing in, the pages, locking.

    Args:
        window: the window; shown by who made it.
        door: the way to the office's data.
        application: for noticing that nobody is there.
        another: opens one more window of demonstration or training; None for a real office.
        anew: begins training anew; None anywhere else.
    """

    def __init__(
        self,
        window: MainWindow,
        door: Door,
        application: QApplication,
        another: Callable[[], None] | None = None,
        anew: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(window)
        self.window = window
        self._door = door
        self._practice = Practice(window, door, another, anew)
        self._runner = Runner(self.told, parent=self)
        self._application = application
        self._idle = IdleWatch(application)
        self._idle.idle.connect(self.lock)
        self._signing: SignInPresenter | None = None
        self._locking: LockPresenter | None = None
        self._beside: list[Finder | HandReader | Beside | Intake | Opinions | DayCounting] = []
        self._opened: Opened | None = None
        self._opening: Opening | None = None
        self._access: Access | None = None
        self._closed = False
        self._may_see_display = False
        self._clock_teller: ClockTeller | None = None
        self._link_teller: LinkTeller | None = None
        self._server_line: ServerLine | None = None
        self.actor: Actor | None = None
        self.support_drafts: dict[UUID, Drafts] = {}
        self.pad: Pad | None = None
        self.television: Television | None = None
        self.intake: Intake | None = None
        window.closing.connect(self.close)

    def start(self) -> None:
        """Show the sign-in screen at once, and open the office behind it."""
        self._ask_sign_in()
        # Once that is painted: what is imported for the office would take its time from it.
        QTimer.singleShot(0, self._open_first)

    def close(self) -> None:
        """Finish what is under way; safe to call more than once."""
        if self._closed:
            return
        self._closed = True
        self._idle.stop()
        self._idle.deleteLater()
        if self._clock_teller is not None:
            self._clock_teller.stop()
        for line in (self._link_teller, self._server_line):
            if line is not None:
                line.close()
        if self.television is not None:
            self.television.close()
        for presenter in (self._signing, self._locking, *self._beside):
            if presenter is not None:
                presenter.close()
        self._runner.close()

    # ------------------------------------------------------------------------ opening
    def _open_first(self) -> None:
        if not self._closed:
            self._open()

    def _open(self) -> None:
        def work() -> Opened:
            opened = self._door.enter()
            from desktop.app import account, sections  # noqa: F401 - imported here, off the UI thread

            return opened

        self._runner.write(work, self._ready, self._cannot_open)

    def _ready(self, opened: Opened) -> None:
        from desktop.app.by_hand import remember
        from desktop.app.memory import leave_out_what_stays
        from desktop.app.sections import access_to

        if self._closed:  # the window was closed before it was open
            return
        leave_out_what_stays()
        self._opened = opened
        self._access = access_to(opened.station)
        self._idle.set_minutes(opened.office.idle_lock_minutes)
        self.window.set_office(opened.office.name)
        if self._signing is None:
            self._ask_sign_in()
        assert self._signing is not None
        self._signing.set_office(opened.office.name)
        self._signing.ready(self._access)
        if opened.station.notice is not None:
            tell(self.window, opened.station.notice)
        self._watch_clock(opened)
        self._tell_of_link(opened)
        self._runner.read(opened.station.begin_day, failed=self.told)
        self._runner.read(lambda: remember(opened.station), failed=lambda _: None)

    def _cannot_open(self, error: KnownError) -> None:
        from desktop.app.opening import Opening

        if self._closed:
            return
        if isinstance(error, NotSetUp):
            self._begin()
            return
        if self._opening is None:
            self._opening = Opening(
                self._door, self._runner, self._lay, self._try_again, begins=True
            )
        self._opening.failed(error)

    def _lay(self, cover: QWidget) -> None:
        self._end_signing()
        self.window.cover(cover)

    def _try_again(self) -> None:
        self._ask_sign_in()
        self._open()

    def _begin(self) -> None:
        from desktop.app.first_start import first_start_page

        self._lay(first_start_page(self._door, self._try_again))

    def end_day(self) -> None:
        """Keep the office's data safe beside the work: the day was closed."""
        opened = self._opened
        if opened is not None and not self._closed:
            self._runner.read(opened.station.end_day, failed=self.told)

    def _watch_clock(self, opened: Opened) -> None:
        from desktop.app.clock import ClockTeller

        if self._clock_teller is None:
            self._clock_teller = ClockTeller(
                self.watch,
                opened.station.desk.clock,
                opened.office,
                opened.last_at,
                self.told,
                parent=self,
            )
            self._clock_teller.start()

    def _tell_of_link(self, opened: Opened) -> None:
        from desktop.app.link_teller import LinkTeller

        zone, server = ZoneInfo(opened.office.timezone), self._door.server
        if self._link_teller is None and self._door.linking is not None:
            self._link_teller = LinkTeller(
                self.window,
                self._door.linking,
                opened.station.desk.clock,
                zone,
                on_server=server is not None,
            )
        if self._server_line is None and server is not None:
            from desktop.app.server_line import ServerLine

            self._server_line = ServerLine(server, self.window, zone, self.told, parent=self)

    # --------------------------------------------------------------- signing in and out
    def _ask_sign_in(self) -> None:
        self._end_signing()
        presenter = SignInPresenter(parent=self)
        presenter.signed_in.connect(self._enter)
        self._signing = presenter
        page = SignInPage(presenter)
        self._practice.offer_on(page)
        self.window.cover(page)

    def _end_signing(self) -> None:
        if self._signing is not None:
            self._signing.close()
            self._signing.deleteLater()
            self._signing = None

    def _enter(self, actor: Actor) -> None:
        from desktop.app.beside import start_beside
        from desktop.app.counting import start_counting
        from desktop.app.filing import start_filing
        from desktop.app.finding import HandReader, finder_for
        from desktop.app.sections import home_of, sections_for
        from desktop.app.survey import start_opinions

        assert self._opened is not None
        self.actor = actor
        station, office = self._opened.station, self._opened.office
        sections = sections_for(station, office, actor, self)
        roles = actor.roles_on(office.day_of(station.desk.clock.now()))
        self._may_see_display = allowed(Action.SEE_DISPLAY, roles)
        self.window.set_sections(sections, home_of(sections))
        user = self._user(None)
        self.window.set_user(user)
        self._end_beside()
        self._beside.append(finder_for(station.desk, actor, self.window, sections, user.actions))
        reader = HandReader(station.desk, actor, self.window, sections)
        reader.wedge.read.connect(self._idle.touch)
        self._beside.append(reader)
        self._beside += start_beside(station.desk, actor, roles, self.window, self.told)
        self._beside += start_filing(station, actor, roles, self)
        self._beside += start_opinions(station, actor, roles, self)
        self._beside += start_counting(station.desk, actor, roles)
        self.window.uncover()
        self._end_signing()
        self._idle.start()
        self._runner.read(station.office, self._follow)
        if allowed(Action.ADMINISTER, roles):
            self._runner.read(station.code_is_held, self._remind_of_code)

    def _follow(self, office: "Office") -> None:
        """Go on with the office as its administrator left it, not as it was at the start."""
        assert self._opened is not None
        self._opened = replace(self._opened, office=office)
        self._idle.set_minutes(office.idle_lock_minutes)
        self.window.set_office(office.name)

    def _remind_of_code(self, held: bool) -> None:
        """Tell who administers that the first start was left before its code was on paper."""
        from desktop.app.account import NOBODY_HOLDS_THE_CODE

        if not held and self.actor is not None:
            self.told(NOBODY_HOLDS_THE_CODE)

    def sign_out(self) -> None:
        """Leave the pages and ask who is next; the counter and its attention stay as they are."""
        from desktop.usecases import access

        if self._opened is None or self._access is None:
            return
        actor, desk = self.actor, self._opened.station.desk
        if actor is not None:
            self._runner.write(lambda: access.sign_out(desk, actor))
        self.actor = None
        self._idle.stop()
        self._end_locking()
        self._end_beside()
        self.window.set_sections(())
        self._ask_sign_in()
        assert self._signing is not None
        self._signing.set_office(self._opened.office.name)
        self._signing.ready(self._access)

    # ---------------------------------------------------------------------- locking
    def lock(self) -> None:
        """Lay the lock over the pages; the attention under way stays behind it."""
        from desktop.usecases import access

        if self._opened is None or self.actor is None or self._locking is not None:
            return
        self._idle.stop()
        actor, desk = self.actor, self._opened.station.desk
        shown = self._show_lock(actor, has_pin=False)

        def ask_pin(has_pin: bool) -> None:
            if has_pin and shown is not None and self._locking is shown:
                self._show_lock(actor, has_pin=True)

        self._runner.read(lambda: access.account(desk, actor).has_pin, ask_pin, lambda _: None)

    def _show_lock(self, actor: Actor, *, has_pin: bool) -> LockPresenter | None:
        if self._closed or self._access is None:
            return None
        self._end_locking()
        presenter = LockPresenter(self._access, actor, has_pin=has_pin, parent=self)
        presenter.unlocked.connect(self._unlocked)
        presenter.left.connect(self.sign_out)
        self._locking = presenter
        self.window.cover(LockPage(presenter))
        return presenter

    def _unlocked(self, actor: Actor) -> None:
        if self._locking is None:
            return  # somebody else was asked for in the meantime
        before, self.actor = self.actor, actor
        self._end_locking()
        if before is not None and before.version != actor.version:
            self._enter(actor)
            return
        self.window.uncover()
        self._idle.start()

    def _end_locking(self) -> None:
        locking, self._locking = self._locking, None
        if locking is not None:
            locking.close()  # what it still delivers finds it gone
            locking.deleteLater()

    def _end_beside(self) -> None:
        """Let go of what works beside the pages for who is signed in."""
        self.window.set_band(None)
        for one in self._beside:
            one.close()
            one.deleteLater()
        self._beside.clear()
        self.window.set_searchable(False)

    # ------------------------------------------------------------------- the window
    @property
    def store(self) -> "KeyStore":
        """Where this account keeps the database key."""
        return self._door.store()

    @property
    def invented(self) -> bool:
        """Whether the office is: a demonstration or training, whose kit is simulated."""
        from desktop.app.door import DemoDoor

        return isinstance(self._door, DemoDoor)

    @property
    def linking(self) -> "Linking | None":
        """The link with the centre; training has none."""
        return self._door.linking

    @property
    def mail(self) -> "OfficeMail | None":
        """The messages to applicants."""
        return self._door.mail

    @property
    def watch(self) -> "ClockWatch":
        """The watch over the computer's clock."""
        return self._door.watch

    def open_display(self) -> None:
        """Show the public display on the second screen, or in a window of its own; one of it."""
        from desktop.app.television import Television

        if self._opened is None or self.actor is None:
            return
        if self.television is None:
            self.television = Television(lambda words: self.told(Notice(words)))
        self.television.open(self._opened.station, self._opened.office, self.actor)

    def wear(self, chosen: "Settings") -> None:
        """Make changed settings of this computer seen and heard at once."""
        from desktop.app.filing import watch_folder
        from desktop.app.look import wear

        wear(self._application, chosen, training=self._door.training)
        if self._opened is not None:
            watch_folder(self._opened.station, self)
        if self.television is not None and self.television.is_on:
            self.television.close()
            self.open_display()

    def show_counter(self, counter: "Counter | None") -> None:
        """Show at the foot of the rail at which counter the person works."""
        self.window.set_user(self._user(counter))

    def told(self, notice: Notice | KnownError) -> None:
        """Show words in the window."""
        tell(self.window, notice)

    def _change_password(self) -> None:
        from desktop.app.account import password_sheet

        if self._opened is not None and self.actor is not None:
            self._open_sheet(password_sheet(self._opened.station.desk, self.actor))

    def _set_pin(self) -> None:
        from desktop.app.account import pin_sheet

        if self._opened is not None and self.actor is not None:
            self._open_sheet(pin_sheet(self._opened.station.desk, self.actor))

    def _open_sheet(self, sheet: "PasswordChangeSheet | PinSheet") -> None:
        sheet.changed.connect(self._carry_on)
        sheet.open(self.window)

    def _carry_on(self, actor: Actor) -> None:
        """Go on with the account as it is now; the pages hold the actor, so they are made anew."""
        if self._locking is not None or self.actor is None:
            return  # locked or left meanwhile: the change is seen on the way in
        self._enter(actor)
        tell(self.window, Notice("Guardado.", kind=Kind.OK))

    def _user(self, counter: "Counter | None") -> UserState:
        from desktop.app.account import place_of
        from desktop.app.survey import opinion_actions

        assert self.actor is not None
        assert self._opened is not None
        desk, office = self._opened.station.desk, self._opened.office
        place, detail = place_of(desk, office, self.actor, counter)
        actions = [
            UserAction("Bloquear", self.lock, "Ctrl+L", "lock"),
            UserAction("Mi PIN", self._set_pin, "", "key-round"),
            UserAction("Mi contraseña", self._change_password, "", "shield-check"),
            UserAction("Cambiar de usuario", self.sign_out, "Ctrl+Shift+L", "log-out"),
        ]
        if self._may_see_display:
            actions.append(UserAction("Pantalla pública", self.open_display, "", "tv"))
        actions += opinion_actions(self._opened.station, office, self.actor, self)
        actions += self._practice.actions()
        return UserState(place, detail, tuple(actions))
