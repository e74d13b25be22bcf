"""Biometrics as the administrator's page is given them: the office's rules, this computer's kit."""

import sys
from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from desktop.app.station import Station
from desktop.drivers import registry
from desktop.settings import ReaderRules
from desktop.settings_keys import AUTOMATIC
from desktop.usecases import enrolment_admin
from desktop.usecases.desk import Desk
from domain.staff import Actor
from ui.admin.biometrics import BiometricsKeeping, ReaderNeeds, ThisKit

P = ParamSpec("P")
R = TypeVar("R")


class Bind(Protocol):
    """Binds a use case to the workstation and to who is signed in."""

    def __call__(self, action: Callable[Concatenate[Desk, Actor, P], R]) -> Callable[P, R]: ...


def biometrics_keeping(station: Station, bound: Bind, *, invented: bool) -> BiometricsKeeping:
    """Return what the section of biometrics works with.

    Args:
        station: the workstation, whose settings say which reader and camera are used.
        bound: binds a use case.
        invented: the office is, and so is its kit (``desktop.drivers.registry``).
    """

    def kit() -> ThisKit:
        chosen = station.settings
        needs = tuple(
            ReaderNeeds(one.model, one.min_quality, one.min_minutiae, one.agreement)
            for one in chosen.reader_rules
        )
        return ThisKit(chosen.reader, chosen.camera, needs)

    def change_kit(chosen: ThisKit) -> None:
        rules = tuple(
            ReaderRules(one.model, one.quality, one.minutiae, one.agreement) for one in chosen.needs
        )
        station.change(reader=chosen.reader, camera=chosen.camera, reader_rules=rules)

    def find_readers() -> Sequence[str]:
        folder = station.places.settings.parent
        driver = registry.readers(station.settings.reader, folder, invented=invented)
        try:
            return list(dict.fromkeys(found.model for found in driver.discover()))
        finally:
            driver.close()

    def find_cameras() -> Sequence[tuple[str, str]]:
        return [(one.id, one.name) for one in registry.cameras(invented=invented).discover()]

    return BiometricsKeeping(
        bound(enrolment_admin.rules),
        bound(enrolment_admin.change_rules),
        bound(enrolment_admin.due_for_deletion),
        bound(enrolment_admin.delete),
        kit,
        change_kit,
        (
            (AUTOMATIC, "El que esté conectado"),
            *(
                (entry.name, entry.label)
                for entry in registry.READERS
                if (invented or not entry.invented) and entry.only in {"", sys.platform}
            ),
        ),
        find_readers,
        find_cameras,
    )
