"""What libfprint's errors are called here.

Codes: ``FpDeviceRetry`` and ``FpDeviceError`` of libfprint 1.94, ``GIOErrorEnum``,
``GUsbDeviceError``.
"""

from collections.abc import Callable, Mapping

from desktop.ports.kit import (
    CaptureCancelled,
    ReaderBusy,
    ReaderError,
    ReaderNotReady,
    ReaderProtocol,
    ReaderRemoved,
    ReaderUnsupported,
    Retry,
)
from domain.fingers import Guidance

PACKAGES = "libfprint-2-2, gir1.2-fprint-2.0, python3-gi"


def only_linux() -> ReaderUnsupported:
    """libfprint is a library of Linux."""
    return ReaderUnsupported(
        "Este tipo de lector solo funciona en Linux.",
        todo="Use el programa del fabricante del lector.",
    )


def not_installed() -> ReaderUnsupported:
    """No Python of the system finds the library."""
    return ReaderUnsupported(
        "Faltan componentes del sistema para usar este lector.",
        todo=f"Pida al administrador que instale {PACKAGES}.",
    )


def no_images() -> ReaderUnsupported:
    """A reader that compares by itself and gives no image."""
    return ReaderUnsupported(
        "El lector conectado no entrega la imagen de la huella.",
        todo="Conecte un lector que la entregue.",
    )


def no_permission() -> ReaderNotReady:
    """The device is there, and this account may not reach it."""
    return ReaderNotReady(
        "Este usuario del equipo no tiene permiso para usar el lector.",
        todo="Pida al administrador que lo autorice; luego desconecte y conecte el lector.",
    )


def silent() -> ReaderNotReady:
    """It neither opens nor refuses."""
    return ReaderNotReady(
        "El lector no responde.", todo="Desconéctelo, conéctelo otra vez y pulse Repetir."
    )


def crashed() -> ReaderProtocol:
    """The child died before it answered."""
    return ReaderProtocol("El programa del lector se cerró de pronto.")


def _too_hot() -> ReaderNotReady:
    return ReaderNotReady(
        "El lector está demasiado caliente.", todo="Espere unos minutos y pulse Repetir."
    )


def _retry(guidance: Guidance) -> Callable[[], Retry]:
    return lambda: Retry(guidance)


_WORDS: Mapping[tuple[str, int], Callable[[], ReaderError]] = {
    ("fp - device - retry - quark", 0): _retry(Guidance.WHOLE_FINGER),
    ("fp - device - retry - quark", 1): _retry(Guidance.LONGER),
    ("fp - device - retry - quark", 2): _retry(Guidance.MORE_CENTRED),
    ("fp - device - retry - quark", 3): _retry(Guidance.LIFT),
    ("fp - device - error - quark", 1): ReaderUnsupported,
    ("fp - device - error - quark", 2): ReaderNotReady,
    ("fp - device - error - quark", 3): ReaderBusy,
    ("fp - device - error - quark", 4): ReaderBusy,
    ("fp - device - error - quark", 0x100): ReaderRemoved,
    ("fp - device - error - quark", 0x101): _too_hot,
    ("g-io-error-quark", 14): no_permission,
    ("g-io-error-quark", 19): CaptureCancelled,
    ("g-io-error-quark", 26): ReaderBusy,
    ("g-usb-device-error-quark", 4): ReaderRemoved,
    ("g-usb-device-error-quark", 6): ReaderBusy,
    ("g-usb-device-error-quark", 9): no_permission,
}


def failure(domain: str, code: int) -> ReaderError:
    """Return the error of the port for one of the library's."""
    return _WORDS.get((domain, code), ReaderProtocol)()
