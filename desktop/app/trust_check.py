"""The check of the authorities whose electronic signatures are accepted: are their lists fresh."""

from datetime import datetime

from desktop.doctor import Check, State
from desktop.ports.trust import Trusted

_NAME = "Firmas electrónicas"
_WHERE = "En Administración, «Firmas electrónicas», agregue lo que falta."
_SHOWN = 3


def check_trust(trusted: Trusted, now: datetime) -> Check:
    """Look at whom this computer accepts; accepting nobody is a choice.

    Args:
        now: tells which lists are over.
    """
    if not trusted.authorities and not trusted.unread:
        return Check(_NAME, State.OK, "No se acepta ninguna autoridad: ninguna firma contará.")
    fresh = {one.authority for one in trusted.lists if one.until is None or one.until >= now}
    names = {one.name for one in trusted.authorities}
    lacking = [one.name for one in trusted.authorities if one.ends >= now and one.name not in fresh]
    orphans = [one.name for one in trusted.authorities if one.under and one.under not in names]
    told = [
        f"{words}: {', '.join(found[:_SHOWN])}{'…' if len(found) > _SHOWN else '.'}"
        for words, found in (
            ("Sin lista de revocación al día", lacking),
            ("Falta la raíz de", orphans),
            ("No se puede leer", list(trusted.unread)),
        )
        if found
    ]
    if told:
        return Check(_NAME, State.WARN, " ".join(told), _WHERE)
    count = len(trusted.authorities)
    words = "Una autoridad aceptada" if count == 1 else f"{count} autoridades aceptadas"
    return Check(_NAME, State.OK, f"{words}, con su lista de revocación al día.")
