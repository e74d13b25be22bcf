"""Whose electronic signatures are accepted, as the administrator's page is given it."""

from datetime import tzinfo
from pathlib import Path

from desktop.app.kit_admin import Bind
from desktop.app.station import Station
from desktop.signatures.anchors import CertificateFolder
from desktop.usecases import trust_admin
from ui.admin.trust import TrustKeeping


def trust_keeping(station: Station, bound: Bind, zone: tzinfo) -> TrustKeeping:
    """Return what the section of electronic signatures works with.

    Args:
        station: the workstation, whose settings say where the certificates lie.
        bound: binds a use case.
        zone: of the office.
    """
    folder = Path(station.settings.trust_folder or station.places.certificates)
    certificates = CertificateFolder(folder)
    view, look = bound(trust_admin.view), bound(trust_admin.look)
    accept, drop = bound(trust_admin.accept), bound(trust_admin.drop)
    return TrustKeeping(
        lambda: view(certificates),
        lambda path: look(certificates, path),
        lambda found: accept(certificates, found),
        lambda file: drop(certificates, file),
        station.desk.clock.now,
        zone,
    )
