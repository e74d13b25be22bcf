"""How the link with the centre is told: one line at the foot of the rail, more in its sheet."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.sync.state import LinkPhase, LinkReport
from domain.offline import WARNING
from ui.link.state import LinkShown
from ui.shell.state import LinkState
from ui.theme import Kind

_LOCAL_ZONE = ZoneInfo("America/Guayaquil")
_QUIET = timedelta(minutes=10)
"""So long a link may be away before it is a warning: most come back by themselves."""
_SILENT = timedelta(minutes=15)
"""Another workstation notes every five minutes that it heard the centre."""


def link_line(
    report: LinkReport, now: datetime | None = None, zone: ZoneInfo = _LOCAL_ZONE
) -> LinkState:
    """Return the line at the foot of the rail.

    Args:
        now: aware; None where it does not matter how long ago something was.
        zone: of the office.
    """
    if report.phase is LinkPhase.UNLINKED:
        return LinkState()
    if report.phase is LinkPhase.ELSEWHERE and _is_silent(report, now):
        report = replace(report, phase=LinkPhase.BROKEN, since=report.heard_at)
    if report.phase is LinkPhase.BROKEN:
        since = report.since
        told = "Sin enlace" if since is None else f"Sin enlace desde {_short(since, now, zone)}"
        old = since is not None and now is not None and now - since >= _QUIET
        ending = _ending(report.ends_at, now)
        if ending:
            return LinkState(told, ending, Kind.WARN)
        needs = getattr(report.trouble, "needs_someone", False)
        return LinkState(told, _detail(report), Kind.WARN if old or needs else Kind.NEUTRAL)
    if report.refused:
        return LinkState("Enlazado", _detail(report), Kind.WARN)
    if report.phase is LinkPhase.SENDING:
        return LinkState("Enviando…", _detail(report), Kind.OK)
    return LinkState("Enlazado", _detail(report), Kind.OK)


def _ending(ends_at: datetime | None, now: datetime | None) -> str:
    """Return how long people may still sign in; nothing while there is time."""
    if ends_at is None or now is None or ends_at - now > WARNING:
        return ""
    left = (ends_at - now).days
    if ends_at <= now:
        return "El ingreso terminó"
    when = "hoy" if left == 0 else "mañana" if left == 1 else f"en {left} días"
    return f"El ingreso termina {when}"


def _is_silent(report: LinkReport, now: datetime | None) -> bool:
    """Tell whether the workstation that talks to the centre has not heard from it for long."""
    return now is not None and (report.heard_at is None or now - report.heard_at > _SILENT)


def _detail(report: LinkReport) -> str:
    """Return the second line: one thing, which the rail has room for; the sheet tells the rest."""
    if report.refused and report.phase is not LinkPhase.BROKEN:
        return f"{_thousands(report.refused)} sin admitir"
    if report.waiting:
        return f"{_thousands(report.waiting)} por enviar"
    return "Nada por enviar" if report.phase is LinkPhase.BROKEN else "Todo enviado"


def link_facts(report: LinkReport, now: datetime, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """Return what the sheet tells, by its label."""
    heard = "Nunca" if report.heard_at is None else _moment(report.heard_at, now, zone)
    waiting = "Nada" if not report.waiting else _operations(report.waiting)
    refused = "Nada" if not report.refused else _operations(report.refused)
    return (
        ("Último contacto", heard),
        ("Por enviar", waiting),
        ("No admitido por el centro", refused),
    )


def link_shown(report: LinkReport, now: datetime, zone: ZoneInfo, address: str = "") -> LinkShown:
    """Return what the windows show of the link; ``address`` is the centre's, where it is told."""
    linked = report.phase is not LinkPhase.UNLINKED
    line = replace(link_line(report, now, zone), opens=linked)
    facts = link_facts(report, now, zone) if linked else ()
    return LinkShown(line, facts, report.trouble, linked, address)


def _operations(number: int) -> str:
    return f"{_thousands(number)} {'operación' if number == 1 else 'operaciones'}"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _short(at: datetime, now: datetime | None, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    today = now is None or local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if today else f"{local:%d/%m}"


def _moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    hour = f"{'la' if local.hour == 1 else 'las'} {local:%H:%M}"
    today = local.date() == now.astimezone(zone).date()
    return f"Hoy a {hour}" if today else f"{local:%d/%m/%Y} a {hour}"
