"""What the section of electronic signatures shows: one row for each authority, with its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from desktop.ports.trust import Authority, RevocationList, Trusted
from ui.theme import Kind

_SHOWN = 3
_GROUP = 4


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """An authority as it is shown.

    Attributes:
        key: of the row; tells two certificates of one authority apart.
        under: whose root it hangs on, in words.
        until: its last day; empty where only its list is there.
        revoked: how old its list is, in words.
        state, kind: of both.
        todo: what to do about it, in words.
        fingerprint: in groups, as authorities publish it.
        files: what goes when it is taken out.
        along: other authorities in the same file.
    """

    key: str
    name: str
    under: str
    until: str
    revoked: str
    state: str
    kind: Kind
    todo: str
    fingerprint: str
    files: tuple[str, ...]
    along: tuple[str, ...] = ()


def authority_rows(trusted: Trusted, now: datetime, zone: tzinfo) -> tuple[AuthorityRow, ...]:
    """Return a row for each authority, and for each list whose authority is not there."""
    names = [one.name for one in trusted.authorities]
    newest = {one.authority: one for one in sorted(trusted.lists, key=lambda one: one.made)}
    rows = [
        _row(one, newest.get(one.name), trusted.authorities, now, zone)
        for one in trusted.authorities
    ]
    rows += [_alone(one, zone) for name, one in newest.items() if name not in names]
    return tuple(rows)


def unread_words(names: Sequence[str]) -> str:
    """Return which files could not be read; empty where all could."""
    if not names:
        return ""
    more = f" y {len(names) - _SHOWN} más" if len(names) > _SHOWN else ""
    return f"No se pueden usar: {', '.join(names[:_SHOWN])}{more}."


def fingerprint_words(fingerprint: str) -> str:
    """Return a fingerprint in groups of four, as it is read aloud and compared."""
    text = fingerprint.upper()
    return " ".join(text[place : place + _GROUP] for place in range(0, len(text), _GROUP))


def found_words(found: Authority | RevocationList, zone: tzinfo) -> str:
    """Return what is about to be accepted, to be compared before it is."""
    if isinstance(found, Authority):
        root = f"Depende de {found.under}. " if found.under else ""
        return (
            f"{root}Vale del {_day(found.begins, zone)} al {_day(found.ends, zone)}. Compare la"
            f" huella con la que publica la autoridad: {fingerprint_words(found.fingerprint)}"
        )
    until = "" if found.until is None else f" y vale hasta el {_day(found.until, zone)}"
    return f"Se hizo el {_day(found.made, zone)}{until}."


def _row(
    one: Authority,
    revoked: RevocationList | None,
    others: Sequence[Authority],
    now: datetime,
    zone: tzinfo,
) -> AuthorityRow:
    state, kind, todo = _standing(one, revoked, others, now)
    shared = any(other.name == one.name and other is not one for other in others)
    lists = () if revoked is None or shared else (revoked.file,)
    return AuthorityRow(
        one.fingerprint,
        one.name,
        f"Depende de {one.under}" if one.under else "Raíz",
        _day(one.ends, zone),
        _age(revoked, zone),
        state,
        kind,
        todo,
        fingerprint_words(one.fingerprint),
        (one.file, *lists),
        tuple(other.name for other in others if other.file == one.file and other is not one),
    )


def _alone(one: RevocationList, zone: tzinfo) -> AuthorityRow:
    return AuthorityRow(
        one.file,
        one.authority,
        "Solo su lista",
        "",
        _age(one, zone),
        "Falta",
        Kind.WARN,
        "Está su lista de revocación, pero no su certificado: agréguelo con F3.",
        "",
        (one.file,),
    )


def _standing(
    one: Authority, revoked: RevocationList | None, others: Sequence[Authority], now: datetime
) -> tuple[str, Kind, str]:
    if one.under and not any(other.name == one.under for other in others):
        words = f"No cuenta mientras falte «{one.under}»: agregue su certificado con F3."
        return "Falta su raíz", Kind.ERROR, words
    if one.ends < now:
        return "Vencida", Kind.WARN, "Sirve solo para lo que se firmó antes de su último día."
    if revoked is None:
        words = "Sin su lista no se sabe si un certificado fue revocado. Agréguela con F3."
        return "Sin lista", Kind.WARN, words
    if revoked.until is not None and revoked.until < now:
        words = (
            "Lo firmado después de esa fecha queda por confirmar. Agregue la lista nueva con F3."
        )
        return "Lista vencida", Kind.WARN, words
    return "Bien", Kind.OK, ""


def _age(one: RevocationList | None, zone: tzinfo) -> str:
    if one is None:
        return "No hay"
    if one.until is None:
        return f"Del {_day(one.made, zone)}"
    return _day(one.until, zone)


def _day(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%d/%m/%Y}"
