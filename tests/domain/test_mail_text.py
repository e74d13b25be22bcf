"""What a message may say, and where it may go."""

import pytest

from domain.errors import InvalidInput
from domain.mail_text import (
    MailTemplate,
    SecretInText,
    TemplateFaulty,
    carries_secret,
    clean_address,
    require_no_secret,
    template,
)

SECRETS = (
    "La contraseña es Abc123",
    "contraseña: secreto",
    "Contraseña temporal: hola",
    "su clave es Finanzas2026",
    "clave Abc123",
    "CLAVE=xyz",
    "Usuario mlopez, contraseña del usuario mlopez es Temp#2026",
    "password: x1y2",
    "La nueva contraseña será «Ecuador2026»",
    "contrasen\u0303a: Abc",
    "con\u00adtraseña: Abc",
    "clave de acceso: perro",
    "La clave es:\nfinanzas",
)
PROSE = (
    "",
    "Restablecer contraseña",
    "Se restableció la contraseña. Motivo: olvido",
    "La clave es personal e intransferible",
    "Se le envió la contraseña por eSIGEF",
    "Su trámite «Restablecer contraseña» fue atendido: resuelto",
    "Cambie su contraseña en 24 horas",
    "El usuario MLOPEZ fue creado",
    "La contraseña no se envía por correo: la recibe solo quien usará el servicio.",
    "Trámite QUITO-26-00012-7: Restablecer contraseña",
    "Opinión 2026: correcta",
)


@pytest.mark.parametrize("text", SECRETS)
def test_a_password_is_seen(text: str) -> None:
    assert carries_secret(text)
    with pytest.raises(SecretInText, match="Solución"):
        require_no_secret("Solución", text)


@pytest.mark.parametrize("text", PROSE)
def test_prose_about_passwords_passes(text: str) -> None:
    assert not carries_secret(text)
    require_no_secret("Solución", text)


@pytest.mark.parametrize("text", ["clave " * 3000, "\0", "\ud800 clave", "😀" * 9000, "a" * 99_999])
def test_no_text_takes_long_to_look_at(text: str) -> None:
    assert not carries_secret(text)


@pytest.mark.parametrize(
    "address", ["luz@ejemplo.ec", "a.b+c@mail.finanzas.gob.ec", "x_1@a-b.co", " luz@ejemplo.ec "]
)
def test_addresses_that_can_be_written_to(address: str) -> None:
    assert clean_address(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "luz",
        "luz@",
        "@ejemplo.ec",
        "luz@ejemplo",
        "luz@ejemplo..ec",
        "luz@-ejemplo.ec",
        "l uz@ejemplo.ec",
        "luz@ejemplo.ec, otra@ejemplo.ec",
        "luz@ejemplo.ec>",
        "luz@ejemplo.ec\r\nBcc: x@y.ec",
        "luz\0@ejemplo.ec",
        "peña@ejemplo.ec",
        "luz@ejémplo.ec",
        "\ud800@ejemplo.ec",
        ".luz@ejemplo.ec",
        "x" * 65 + "@ejemplo.ec",
        "luz@" + "a." * 120 + "ec",
    ],
)
def test_what_is_no_address_is_told_in_words(address: str) -> None:
    with pytest.raises(InvalidInput) as found:
        clean_address(address)
    assert found.value.words.isprintable()


def test_a_template_is_filled_once_and_loses_empty_lines() -> None:
    made = template(
        "Prueba",
        "Asunto: Trámite {tramite}\n\n{saludo}\n\n{detalle}\n{motivo}\n\n\n\nFin {lista}\n",
    )
    subject, body = made.filled({"tramite": "1", "saludo": "{detalle}", "motivo": "no\nsí"})
    assert subject == "Trámite 1"
    assert body == "{detalle}\n\nno\nsí\n\nFin"


def test_a_text_is_never_longer_than_is_kept() -> None:
    subject, body = MailTemplate("{servicio}", "{detalle}").filled(
        {"servicio": "x" * 999, "detalle": "y" * 99_999}
    )
    assert (len(subject), len(body)) == (200, 8000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Asunto"),
        ("Hola", "Asunto"),
        ("Asunto:\n\nHola", "Asunto"),
        ("Asunto: x\n\n", "Asunto"),
        ("Tema: x\n\nHola", "Asunto"),
        ("Asunto: x\n\n{clave}", "clave"),
        ("Asunto: x\n\n{contraseña}", "contraseña"),
        ("Asunto: {password}\n\nHola", "password"),
        ("Asunto: x\n\nSu contraseña es: {anotado}", "contraseña"),
    ],
)
def test_a_template_that_cannot_be_used(text: str, why: str) -> None:
    with pytest.raises(TemplateFaulty, match=why):
        template("Prueba", text)
