"""What the check-up says of the authorities that are accepted."""

from datetime import UTC, datetime, timedelta

from desktop.app.trust_check import check_trust
from desktop.doctor import State
from desktop.ports.trust import Authority, RevocationList, Trusted

NOW = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _authority(name: str, under: str = "", ends: datetime = NOW + DAY) -> Authority:
    return Authority(f"{name}.cer", name, under, NOW - DAY, ends, name, b"")


def _list(name: str, until: datetime | None) -> RevocationList:
    return RevocationList(f"{name}.crl", name, NOW - DAY, until, b"")


def test_nobody_is_a_choice() -> None:
    assert check_trust(Trusted(), NOW).state is State.OK


def test_all_up_to_date() -> None:
    both = (_authority("A"), _authority("B", "A"), _authority("Vieja", ends=NOW - DAY))
    one = check_trust(Trusted(both, (_list("A", NOW + DAY), _list("B", None))), NOW)
    assert one.state is State.OK
    assert one.words.startswith("3 autoridades aceptadas")
    alone = check_trust(Trusted(both[:1], (_list("A", None),)), NOW)
    assert alone.words.startswith("Una autoridad aceptada")


def test_what_lacks_is_named() -> None:
    found = Trusted(
        tuple(_authority(name, "R") for name in "ABCDE"), (_list("A", NOW - DAY),), ("x.cer",)
    )
    one = check_trust(found, NOW)
    assert one.state is State.WARN
    assert one.words == (
        "Sin lista de revocación al día: A, B, C… Falta la raíz de: A, B, C…"
        " No se puede leer: x.cer."
    )
    assert "Administración" in one.todo
