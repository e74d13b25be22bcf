"""How long an office goes on without hearing from its centre.

Who was revoked at the centre is revoked here at the next pull. An office that hears nothing for
long would let them in for ever, so signing in ends after some days (30, or what the centre says);
never in an office that is linked to no centre. The recovery code of the office, which lies on
paper in a safe, opens it for one day at a time: whoever has to work in an emergency can
(docs/decisions/0091).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import KnownError
from domain.exchange import CentreLink

WARNING = timedelta(days=5)
"""How long before it ends it is told."""
ONE_DAY = timedelta(days=1)
"""How long the recovery code opens."""


class TooLongOffline(KnownError):
    """Nothing was heard from the centre for too long: nobody is let in on old permissions."""

    def __init__(self, days: int) -> None:
        super().__init__(
            f"Este equipo no sabe nada del centro desde hace {days} días, "
            "y los permisos ya no se pueden comprobar.",
            kept="Todo lo registrado está guardado y se enviará cuando haya enlace.",
            todo="Revise la conexión. En una emergencia, ingrese con el código de recuperación "
            "de la oficina: abre por un día.",
        )


@dataclass(frozen=True, slots=True)
class OfflineStanding:
    """How an office stands with its centre at ``now``.

    Attributes:
        heard_at: when the centre was last heard of, or first linked to.
        ends_at: when signing in ends.
        opened_until: until when the recovery code opened it; None where it did not.
    """

    now: datetime
    heard_at: datetime
    ends_at: datetime
    opened_until: datetime | None = None

    @property
    def days(self) -> int:
        """Whole days since the centre was heard of; none where the clock was set back."""
        return max((self.now - self.heard_at).days, 0)

    @property
    def expired(self) -> bool:
        """Whether signing in needs the recovery code."""
        if self.opened_until is not None and self.now < self.opened_until:
            return False
        return self.now >= self.ends_at

    @property
    def warning(self) -> str:
        """What to tell who works here; empty while there is time."""
        if self.expired:
            return f"Sin el centro desde hace {self.days} días: ingrese con el código."
        if self.opened_until is not None and self.now >= self.ends_at:
            return "Abierta por un día con el código de recuperación."
        left = self.ends_at - self.now
        if left > WARNING:
            return ""
        whole = left.days
        when = "hoy" if whole == 0 else "mañana" if whole == 1 else f"en {whole} días"
        return f"Sin noticias del centro: el ingreso termina {when}."


def offline_standing(
    link: CentreLink | None, now: datetime, opened_at: datetime | None = None
) -> OfflineStanding | None:
    """Return how the office stands; None where it is linked to no centre.

    Args:
        opened_at: when the recovery code last opened it.
    """
    if link is None:
        return None
    heard = link.last_pull_at or link.linked_at
    # A moment that is yet to come was written by a clock that ran ahead.
    opened = None if opened_at is None or opened_at > now else opened_at + ONE_DAY
    return OfflineStanding(now, heard, heard + timedelta(days=link.offline_days), opened)
