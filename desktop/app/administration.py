"""What the administrator's page works with: office and staff, this computer's devices and safety."""

import os
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from db import retention
from desktop import doctor
from desktop.app import backups, health
from desktop.app.kit_admin import biometrics_keeping
from desktop.app.link_words import link_shown
from desktop.app.linked import Linking
from desktop.app.office_mail import OfficeMail
from desktop.app.recovery_code import FreshCode
from desktop.app.station import Station, take_away_folder
from desktop.app.trusting import trust_keeping
from desktop.doctor import ClockWatch
from desktop.keys.stores import DemoKeyFile
from desktop.ports import KeyStore, PrintOutcome
from desktop.printing.thermal_lines import usb_printers
from desktop.settings import Settings
from desktop.usecases import (
    access,
    calendar_admin,
    catalogue_admin,
    centre_link,
    office_admin,
    paper,
    recovery_code,
    staff_admin,
)
from desktop.usecases.desk import Desk
from desktop.usecases.reception import Issued
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.mail_text import clean_address
from domain.offices import Office
from domain.staff import Actor
from domain.text import clean_text
from domain.tickets import Ticket
from ui.admin.catalogue.presenter import CatalogueEditing
from ui.admin.mail import MailChosen, MailKeeping
from ui.admin.page import AdminPage
from ui.admin.presenter import Administering, Check, Keeping, ThisComputer
from ui.link.state import LinkKeeping, LinkShown
from ui.theme import Kind

P = ParamSpec("P")
R = TypeVar("R")

LONGEST_FOLDER = 400
_CHOICES = tuple(field.name for field in fields(ThisComputer))
_KINDS = {
    doctor.State.OK: Kind.OK,
    doctor.State.WARN: Kind.WARN,
    doctor.State.FAIL: Kind.ERROR,
}


def admin_page(
    station: Station,
    office: Office,
    actor: Actor,
    store: KeyStore,
    watch: ClockWatch,
    *,
    open_display: Callable[[], None],
    wear: Callable[[Settings], None],
    linking: Linking | None = None,
    mail: OfficeMail | None = None,
    invented: bool = False,
) -> AdminPage:
    """Return the administrator's page.

    Args:
        store: this account's keyring, for the diagnosis.
        watch: begun when the program was, for the diagnosis.
        open_display: shows the public display.
        wear: makes changed settings seen and heard at once.
        linking: the link with the centre; None in training.
        mail: the messages to applicants.
        invented: the office is, and so is its biometric kit.
    """
    desk = station.desk

    def bound(action: Callable[Concatenate[Desk, Actor, P], R]) -> Callable[P, R]:
        """Bind an action; who edits their own record goes on with the roles it has now."""

        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            return action(desk, access.refresh(desk, actor), *args, **kwargs)

        return act

    administering = Administering(
        bound(staff_admin.staff_list),
        bound(office_admin.view),
        bound(staff_admin.add_staff),
        bound(staff_admin.edit_staff),
        bound(staff_admin.set_active),
        bound(staff_admin.reset_password),
        bound(staff_admin.stand_in),
        bound(office_admin.edit_office),
        bound(office_admin.edit_rules),
        bound(office_admin.add_counter),
        bound(office_admin.edit_counter),
        bound(office_admin.set_counter_active),
        bound(calendar_admin.view),
        bound(calendar_admin.add_day),
        bound(calendar_admin.remove_day),
    )
    keeping = _Computer(station, actor, store, watch)
    return AdminPage(
        administering,
        lambda: office.day_of(desk.clock.now()),
        Keeping(
            station.paper.printer.names,
            keeping.computer,
            keeping.change,
            lambda _chosen: wear(station.settings),
            keeping.test_print,
            open_display,
            keeping.last_backup,
            keeping.back_up,
            keeping.diagnose,
            keeping.pack_report,
            keeping.new_code,
            usb_printers,
        ),
        CatalogueEditing(
            bound(catalogue_admin.draft),
            bound(catalogue_admin.versions),
            bound(catalogue_admin.review),
            bound(catalogue_admin.publish),
            desk.catalogues.write,
            lambda service: paper.preview_checklist(desk, actor, station.paper, service),
        ),
        None if linking is None else _link_keeping(station, actor, linking),
        biometrics_keeping(station, bound, invented=invented),
        None if mail is None or not mail.leaves else _mail_keeping(station, actor, mail),
        trust_keeping(station, bound, ZoneInfo(office.timezone)),
    )


def _mail_keeping(station: Station, actor: Actor, mail: OfficeMail) -> MailKeeping:
    def require() -> None:
        centre_link.require_administrator(station.desk, access.refresh(station.desk, actor))

    def view() -> MailChosen:
        chosen = station.settings
        return MailChosen(
            chosen.mail_server,
            chosen.mail_port,
            chosen.mail_security,
            chosen.mail_user,
            chosen.mail_sender,
            chosen.mail_authority,
            kept=bool(chosen.mail_user) and mail.has_secret(),
        )

    def change(chosen: MailChosen, secret: str | None) -> None:
        require()
        mail.change(
            secret,
            mail_server=chosen.server,
            mail_port=chosen.port,
            mail_security=chosen.security,
            mail_user=chosen.user,
            mail_sender=chosen.sender,
            mail_authority=chosen.authority,
        )

    def test(recipient: str) -> None:
        require()
        mail.test(clean_address(recipient))

    return MailKeeping(view, change, test)


def _link_keeping(station: Station, actor: Actor, linking: Linking) -> LinkKeeping:
    desk = station.desk

    def view() -> LinkShown:
        office, seen = station.office(), centre_link.link_view(desk, access.refresh(desk, actor))
        address = "" if seen.link is None else seen.link.address
        zone = ZoneInfo(office.timezone)
        return link_shown(linking.report, desk.clock.now(), zone, address)

    def link(address: str, code: str, certificate: str) -> None:
        linking.link(address, code, certificate, access.refresh(desk, actor))

    def unlink() -> None:
        linking.unlink(access.refresh(desk, actor))

    return LinkKeeping(view, link, unlink, linking.hurry)


class _Computer:
    """Devices and safety of this computer; all of it runs off the UI thread."""

    def __init__(self, station: Station, actor: Actor, store: KeyStore, watch: ClockWatch) -> None:
        self._station, self._actor, self._store, self._watch = station, actor, store, watch
        self._checks: tuple[doctor.Check, ...] = ()

    def computer(self) -> ThisComputer:
        """Return what was chosen for this computer."""
        chosen = self._station.settings
        return ThisComputer(**{name: getattr(chosen, name) for name in _CHOICES})

    def change(self, chosen: ThisComputer) -> None:
        """Keep what is chosen for this computer.

        Raises:
            InvalidInput: a folder cannot be used; nothing was changed.
            SettingsProblem: the old settings stand.
        """
        if chosen.backup_folder and chosen.backup_folder != self._station.settings.backup_folder:
            _require_folder(chosen.backup_folder, "Las copias siguen donde estaban.")
        if chosen.scan_folder and chosen.scan_folder != self._station.settings.scan_folder:
            _require_folder(chosen.scan_folder, "La carpeta del escáner sigue siendo la anterior.")
        self._station.change(**{name: getattr(chosen, name) for name in _CHOICES})

    def test_print(self) -> str:
        """Print a sample slip and return what came of it, in words."""
        desk = self._station.desk
        now = desk.clock.now()
        office = self._station.office()
        services = tuple(s.id for s in desk.catalogue.services_of(office.code)[:1])
        sample = Ticket(
            new_id(), office.id, office.day_of(now), "X", 0, False, services, now, now, 0
        )
        return _told(paper.print_slip(desk, self._station.paper, Issued(sample, 0, None, None)))

    def last_backup(self) -> str:
        """Return when the last archive was made, in words."""
        station = self._station
        folder = backups.folder_of(station.places, station.settings)
        found = retention.archives(folder, station.office().imprint)
        return f"Última: {found[0].made_at:%d/%m/%Y %H:%M}." if found else ""

    def back_up(self) -> str:
        """Make an archive now and return where it is, in words."""
        return f"Copia verificada en «{self._station.back_up()}»."

    def diagnose(self) -> Sequence[Check]:
        """Look at everything."""
        self._checks = health.check_up(
            self._station.places,
            self._store,
            self._station.paper.printer,
            screens=health.count_screens(),
            sounds=health.count_sounds(),
            watch=self._watch,
            training=self._station.training,
            kit=health.look_for_kit(
                self._station.places, invented=isinstance(self._store, DemoKeyFile)
            ),
        )
        return [
            Check(check.name, check.words, check.todo, _KINDS[check.state])
            for check in self._checks
        ]

    def pack_report(self) -> str:
        """Write the report without personal data and return where it is, in words."""
        if not self._checks:
            self.diagnose()
        folder = take_away_folder(self._station)
        target = folder / f"ventanilla-informe-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
        return f"Informe en «{health.write_report(target, self._station.places, self._checks)}»."

    def new_code(self) -> FreshCode:
        """Make a recovery code that replaces the old one once confirmed.

        Raises:
            NotAllowed, SessionOutdated: the account is no longer an administrator's.
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: the old code still holds.
        """
        station = self._station
        actor = access.refresh(station.desk, self._actor)
        code = recovery_code.change_code(station.desk, actor, station.change_code)
        return FreshCode(code, station, actor)


def _require_folder(typed: str, kept: str) -> None:
    """Raise unless files can be written into a folder."""
    folder = Path(clean_text(typed, label="Carpeta", limit=LONGEST_FOLDER))
    if folder.is_absolute() and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return
    raise InvalidInput(
        f"No se puede guardar en «{folder}».",
        kept=kept,
        todo="Elija una carpeta que exista y en la que este usuario pueda escribir.",
    )


def _told(outcome: PrintOutcome) -> str:
    if outcome.notice:
        return outcome.notice
    if outcome.saved_to is not None:
        return f"Sin impresora elegida: quedó en «{outcome.saved_to}»."
    return f"Se envió a «{outcome.printer}»."
