"""What the interface's error codes, and what is wrong with an answer, are called here.

Source: Secure Biometric Interface 0.9.5, "Error codes"; design notes of the biometric kit.
"""

from collections.abc import Callable, Mapping

from desktop.ports.kit import (
    CaptureCancelled,
    CaptureTimeout,
    ReaderBusy,
    ReaderError,
    ReaderNotReady,
    ReaderNotRegistered,
    ReaderProtocol,
    ReaderRemoved,
    ReaderTampered,
    ReaderUnsupported,
    ReaderUntrusted,
    Retry,
)
from domain.fingers import Guidance


# ------------------------------------------------------------------------------ not to be trusted
def no_anchors(folder: str) -> ReaderUntrusted:
    """Nobody said whose readers may be used."""
    return ReaderUntrusted(
        "Este equipo no tiene los certificados del fabricante del lector.",
        kept="",
        todo=f"Pida al administrador que los copie en la carpeta {folder}.",
    )


def unknown_maker() -> ReaderUntrusted:
    """No chain leads to a certificate that the administrator put there."""
    return ReaderUntrusted("El certificado del lector no es de un fabricante reconocido.")


def expired() -> ReaderUntrusted:
    """Its certificate was good until a moment that has passed."""
    return ReaderUntrusted(
        "El certificado del lector está vencido.",
        todo="Revise la fecha del equipo; si es correcta, pida al fabricante que lo renueve.",
    )


def not_yet() -> ReaderUntrusted:
    """Its certificate begins later."""
    return ReaderUntrusted(
        "El certificado del lector todavía no es válido.",
        todo="Revise la fecha del equipo y pulse Repetir.",
    )


def revoked() -> ReaderUntrusted:
    """Its maker took the certificate back."""
    return ReaderUntrusted(
        "El certificado del lector fue anulado por su fabricante.",
        todo="No lo use más; avise al ministerio y cambie de lector.",
    )


def bad_signature() -> ReaderUntrusted:
    """What was signed is not what came."""
    return ReaderUntrusted("La firma del lector no es válida.")


def other_capture() -> ReaderUntrusted:
    """An answer to another capture, or one that was given before."""
    return ReaderUntrusted("El lector entregó la respuesta de otra captura.")


def other_moment() -> ReaderUntrusted:
    """Signed at another time than now."""
    return ReaderUntrusted(
        "La respuesta del lector no es de este momento.",
        todo="Revise la fecha y la hora del equipo y pulse Repetir.",
    )


def other_reader() -> ReaderUntrusted:
    """Signed for another reader than the one that was opened."""
    return ReaderUntrusted("Respondió otro lector que el que se eligió.")


def broken_chain() -> ReaderUntrusted:
    """The hash does not follow from the capture before."""
    return ReaderUntrusted("La respuesta del lector no continúa la captura anterior.")


# ------------------------------------------------------------------------------ not understood
def no_quality() -> ReaderProtocol:
    """The interface has it tell the quality of each capture."""
    return ReaderProtocol("El lector no indicó la calidad de la huella.")


def no_finger() -> ReaderProtocol:
    """The finger it names does not exist."""
    return ReaderProtocol("El lector no indicó de qué dedo es la huella.")


def other_finger() -> ReaderProtocol:
    """Another finger than was asked for."""
    return ReaderProtocol("El lector entregó la huella de otro dedo del que se pidió.")


def no_image() -> ReaderProtocol:
    """The picture cannot be read."""
    return ReaderProtocol("La imagen que entregó el lector no se puede leer.")


def silent() -> ReaderNotReady:
    """Its service took the question and did not answer."""
    return ReaderNotReady(
        "El programa del lector no responde.",
        todo="Desconecte y conecte el lector, o reinicie su programa, y pulse Repetir.",
    )


def other_version() -> ReaderUnsupported:
    """It speaks another version of the interface."""
    return ReaderUnsupported(
        "El programa del lector es de una versión que no se puede usar.",
        todo="Pida al fabricante la versión 0.9.5 de su servicio, o elija otro lector.",
    )


def no_enrolment() -> ReaderUnsupported:
    """It only compares, or has no sensor for the finger that is asked for."""
    return ReaderUnsupported("Este lector no sirve para registrar ese dedo.")


# ------------------------------------------------------------------------------ codes
def _code(code: int) -> ReaderProtocol:
    return ReaderProtocol(f"El programa del lector rechazó la captura (código {code}).")


def _no_maker() -> ReaderNotReady:
    return ReaderNotReady(
        "El programa del lector no alcanza el servicio de su fabricante.",
        todo="Revise la conexión a la red y pulse Repetir.",
    )


def _key_expired() -> ReaderUntrusted:
    return ReaderUntrusted(
        "La clave del lector está vencida.", todo="Pida al fabricante que la renueve."
    )


def _no_key() -> ReaderNotReady:
    return ReaderNotReady(
        "Al programa del lector le falta una clave de la institución.",
        todo="Pida al administrador que la instale en el programa del lector.",
    )


def _stopped() -> CaptureCancelled:
    return CaptureCancelled("El lector detuvo la captura.", todo="Pulse Repetir y coloque el dedo.")


_WORDS: Mapping[int, Callable[[], ReaderError]] = {
    100: ReaderNotRegistered,
    101: lambda: Retry(Guidance.PLACE),
    102: lambda: Retry(Guidance.CLEAN),
    103: ReaderTampered,
    104: _no_maker,
    105: lambda: Retry(Guidance.MORE_CENTRED),
    106: ReaderRemoved,
    107: _key_expired,
    108: _no_key,
    109: ReaderUnsupported,
    110: ReaderNotReady,
    111: ReaderBusy,
    202: ReaderRemoved,
    609: CaptureTimeout,
    700: _stopped,
    701: CaptureTimeout,
    703: ReaderBusy,
}


def failure(code: int) -> ReaderError:
    """Return the error of the port for a code of the interface other than 0 (success)."""
    return _WORDS[code]() if code in _WORDS else _code(code)
