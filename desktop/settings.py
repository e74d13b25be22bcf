"""The settings of this computer: one TOML file beside the database.

A value that cannot be used falls back to its default, with a notice; a file that cannot be read
at all is put aside, never erased. Keys this version does not know are kept: a later version, or
an administrator's note, survives. What the office has in common (hours, services, priority rule)
is in the database, not here.
"""

import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import tomli_w

from desktop.settings_keys import AUTOMATIC, KEYS, RULE_KEYS
from domain.errors import InvalidInput, KnownError, SettingsProblem
from domain.files import replace_file
from domain.text import clean_text

_LARGEST = 1 << 20
_RULES = "readers"


@dataclass(frozen=True, slots=True)
class ReaderRules:
    """What is asked of the impressions of one model of reader.

    Attributes:
        model: as ``ReaderInfo.model`` says it.
        min_quality: NFIQ 2, 0 to 100.
        min_minutiae: how many at least.
        agreement: the score by which two impressions are of one finger.

    Source: design notes of the biometric kit, "Rules that measured well"; a capacitive reader's
    median quality was 21, so that it wants rules of its own.
    """

    model: str
    min_quality: int = 30
    min_minutiae: int = 20
    agreement: int = 25


@dataclass(frozen=True, slots=True)
class Settings:
    """What an administrator may choose for this computer.

    Attributes:
        database: the database file; empty for the usual place.
        server: where the office's server is, in libpq's words and without its password; empty
            where the office's data are on this computer.
        office_id: which office this computer serves; empty before the first start.
        workstation: the name its operations are signed with; empty for the computer's own.
        counter: the number of the counter this computer stands at; 0 for none.
        printer: the ticket printer's name; empty for PDF files.
        document_printer: the printer of A4 documents; empty for the ticket printer.
        thermal: where the thermal printer of turnos is (``ports.slips.thermal_place``), which
            goes before ``printer``; empty for none.
        thermal_picture: it is sent QR codes as pictures.
        theme: ``system``, ``light`` or ``dark``.
        scale: size of text, in percent.
        display_chime: sound at each call.
        display_speech: say each call aloud.
        proxy: the way to the centre, where the network has one: ``http://host:port``; empty for
            what the system says.
        backup_folder: where archives go; empty for the usual place.
        backup_days: how many daily archives are kept.
        backup_months: how many monthly archives are kept.
        reader: the driver of the fingerprint reader, or ``AUTOMATIC``.
        camera: what the system calls the camera; empty for its usual one.
        reader_rules: of the models whose rules are not the usual ones.
        mail_server: the host of the office's mail server; empty where this computer sends nothing.
        mail_port: its port.
        mail_security: ``starttls`` or ``tls``; there is no unencrypted way.
        mail_user: empty where it asks for none. Its password is in the account's keyring.
        mail_sender: the address messages come from.
        mail_authority: the file of the certificate that the server's comes from; empty for the
            system's.
        scan_folder: where the scanner writes; empty where there is none.
        opinions: where people are asked how it went: ``window`` beside the counter, ``screen``
            the second one; empty where this computer does not ask.
        trust_folder: where the authorities lie whose electronic signatures are accepted; empty
            for the usual place.
    """

    database: str = ""
    server: str = ""
    office_id: str = ""
    workstation: str = ""
    counter: int = 0
    printer: str = ""
    document_printer: str = ""
    thermal: str = ""
    thermal_picture: bool = False
    theme: str = "system"
    scale: int = 100
    display_chime: bool = True
    display_speech: bool = False
    proxy: str = ""
    backup_folder: str = ""
    backup_days: int = 14
    backup_months: int = 12
    reader: str = AUTOMATIC
    camera: str = ""
    reader_rules: tuple[ReaderRules, ...] = ()
    mail_server: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_sender: str = ""
    mail_authority: str = ""
    scan_folder: str = ""
    trust_folder: str = ""
    opinions: str = ""

    def rules_of(self, model: str) -> ReaderRules:
        """Return what is asked of impressions of this model of reader."""
        known = (rules for rules in self.reader_rules if rules.model == model)
        return next(known, ReaderRules(model))


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings that can be used, and what could not be."""

    settings: Settings
    notice: KnownError | None = None


def load(path: Path, now: datetime) -> Loaded:
    """Read the settings; defaults where there is no file yet. A damaged file is put aside.

    Args:
        path: the file.
        now: names a damaged file that is put aside.
    """
    return _load(path, lambda: _put_aside(path, now))


def peek(path: Path) -> Loaded:
    """Read the settings as ``load``, leaving a damaged file where it is."""
    return _load(path, lambda: None)


def _load(path: Path, put_aside: Callable[[], str | None]) -> Loaded:
    try:
        document = _read(path)
    except FileNotFoundError:
        return Loaded(Settings())
    except OSError:
        return Loaded(
            Settings(),
            SettingsProblem(
                "No se pudo leer el archivo de configuración.",
                todo="Se usan los valores iniciales. Avise al administrador.",
            ),
        )
    except ValueError:
        aside = put_aside()
        kept = f"El archivo anterior quedó como «{aside}»." if aside else SettingsProblem.kept
        return Loaded(Settings(), SettingsProblem(kept=kept))
    return _from(document)


def save(path: Path, settings: Settings) -> None:
    """Write ``settings``, keeping what this version does not know; old or new, never half.

    Raises:
        InvalidInput: a value is not allowed; nothing was written.
        SettingsProblem: the disk refused; the old settings stand.
    """
    document: dict[str, Any] = {}
    with suppress(OSError, ValueError):
        document = _read(path)
    for name, (section, key, check) in KEYS.items():
        value = check(getattr(settings, name))
        table = document.setdefault(section, {})
        if not isinstance(table, dict):
            table = document[section] = {}
        table[key] = value
    _put_rules(document, _check_rules(settings.reader_rules))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, tomli_w.dumps(document).encode())
    except OSError as exc:
        raise SettingsProblem(
            "No se pudo guardar la configuración.",
            kept="La configuración anterior sigue en uso.",
            todo="Compruebe que haya espacio y permiso de escritura.",
        ) from exc


def change(path: Path, now: datetime, **changes: Any) -> Settings:
    """Change some settings on top of what the file says now, and return them.

    Raises:
        InvalidInput, SettingsProblem: as ``save``.
    """
    settings = replace(load(path, now).settings, **changes)
    save(path, settings)
    return settings


def check(name: str, value: object) -> Any:
    """Return a value of one of ``Settings``'s fields as it would be kept. Raises InvalidInput."""
    if name == "reader_rules":
        return _check_rules(value)
    return KEYS[name][2](value)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError("too large for settings")
    try:
        return tomllib.loads(content.decode())
    except RecursionError as exc:
        raise ValueError("nested too deep for settings") from exc


def _from(document: Mapping[str, Any]) -> Loaded:
    values: dict[str, Any] = {}
    refused = []
    for name, (section, key, check) in KEYS.items():
        table = document.get(section, {})
        if not isinstance(table, Mapping):
            refused.append("Una parte no está escrita como debe.")
        elif key in table:
            try:
                values[name] = check(table[key])
            except InvalidInput as exc:
                refused.append(exc.what)
    values["reader_rules"] = _rules_from(document.get(_RULES, {}), refused)
    notice = None
    if refused:
        notice = SettingsProblem(
            " ".join(["La configuración de este equipo tiene errores.", *dict.fromkeys(refused)]),
            todo="En su lugar se usan los valores iniciales; revíselos en Administración, «Este equipo».",
        )
    return Loaded(Settings(**values), notice)


def _rules_from(table: object, refused: list[str]) -> tuple[ReaderRules, ...]:
    """Read ``[readers."Model"]``; each value that cannot be used falls back alone."""
    found = []
    for model, own in table.items() if isinstance(table, Mapping) else [("", table)]:
        if not isinstance(own, Mapping):
            refused.append("Una parte no está escrita como debe.")
            continue
        rules = ReaderRules(model)
        for name, check in RULE_KEYS.items():
            try:
                rules = replace(rules, **{name: check(own.get(name, getattr(rules, name)))})
            except InvalidInput as exc:
                refused.append(exc.what)
        try:
            found.append(_check_one(rules))
        except InvalidInput as exc:
            refused.append(exc.what)
    return tuple(found)


def _check_rules(value: object) -> tuple[ReaderRules, ...]:
    if not isinstance(value, tuple) or not all(isinstance(rules, ReaderRules) for rules in value):
        raise InvalidInput("Las exigencias de los lectores no se reconocen.")
    checked = tuple(_check_one(rules) for rules in value)
    if len({rules.model for rules in checked}) != len(checked):
        raise InvalidInput("Un modelo de lector tiene dos exigencias.")
    return checked


def _check_one(rules: ReaderRules) -> ReaderRules:
    checked = {name: check(getattr(rules, name)) for name, check in RULE_KEYS.items()}
    model = clean_text(rules.model, label="Modelo del lector", limit=80)
    if not model:
        raise InvalidInput("Falta el modelo del lector.")
    return ReaderRules(model, **checked)


def _put_rules(document: dict[str, Any], rules: tuple[ReaderRules, ...]) -> None:
    table = document.pop(_RULES, {})
    before = table if isinstance(table, dict) else {}
    after = {}
    for one in rules:
        own = before.get(one.model)
        known = {name: getattr(one, name) for name in RULE_KEYS}
        after[one.model] = (own if isinstance(own, dict) else {}) | known
    if after:
        document[_RULES] = after


def _put_aside(path: Path, now: datetime) -> str | None:
    aside = path.with_name(f"{path.name}.dañado-{now:%Y%m%d-%H%M%S}")
    try:
        path.replace(aside)
    except OSError:
        return None
    return aside.name


assert {*KEYS, "reader_rules"} == {field.name for field in fields(Settings)}
