"""What can stand between an office and the centre, each in its own words.

None of it stops the counters: what is told here is the line at the foot of the rail.
"""

import errno
import socket
import ssl
import zlib

import httpx

from domain.errors import KnownError

_KEPT = "Todo sigue guardado aquí y se enviará después."


class LinkTrouble(KnownError):
    """The centre could not be asked, or did not do what it was asked.

    Args:
        retry_after: how long the centre asks to wait, in seconds.
    """

    what = "No se pudo hablar con el centro."
    kept = _KEPT
    todo = "Se vuelve a intentar solo."
    #: Trying again does not help before somebody has seen to it.
    needs_someone = False

    def __init__(self, what: str | None = None, *, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(what)


class NoNetwork(LinkTrouble):
    """This computer has no way to any network."""

    what = "Este equipo no tiene red."
    todo = "Revise el cable o la red inalámbrica. Se vuelve a intentar solo."


class NameNotFound(LinkTrouble):
    """The name of the centre's address is not known."""

    what = "No se encuentra la dirección del centro en la red."
    todo = "Se vuelve a intentar solo. Si dura, avise a informática: falta internet o el nombre."


class Refused(LinkTrouble):
    """Nobody listens at the centre's address."""

    what = "En la dirección del centro nadie responde."
    todo = "Se vuelve a intentar solo. Si dura, avise a informática: el servicio está detenido."


class TimedOut(LinkTrouble):
    """The centre cannot be reached in time."""

    what = "El centro tarda demasiado en responder."
    todo = "Se vuelve a intentar solo. Si dura, avise a informática: la red está lenta o bloqueada."


class HalfOpen(LinkTrouble):
    """The connection was cut half-way."""

    what = "La conexión con el centro se cortó a la mitad."
    todo = "Se vuelve a intentar solo; nada se envía dos veces."


class Repeated(HalfOpen):
    """What was asked is taken for a late copy of an earlier request; it is asked anew."""


class CaptivePortal(LinkTrouble):
    """Something else answers in the centre's place: a hotel's or ministry's sign-in page."""

    what = "Responde otra página en lugar del centro."
    todo = "Abra el navegador: quizá la red pide aceptar sus condiciones o una clave."


class ProxyAsks(LinkTrouble):
    """The way out of the network asks for a password."""

    what = "La salida a internet de esta red pide usuario y clave."
    todo = "Avise a informática para que deje pasar a Ventanilla o dé la clave de la salida."


class ProxyFails(LinkTrouble):
    """The way out of the network does not answer."""

    what = "La salida a internet de esta red no responde."
    todo = "Avise a informática. Se vuelve a intentar solo."


class CertificateExpired(LinkTrouble):
    """The centre's certificate is past its time, or this computer's clock runs ahead."""

    what = "El certificado del centro está vencido."
    todo = "Revise la fecha de este equipo. Si está bien, avise a informática."


class CertificateNotYet(LinkTrouble):
    """The centre's certificate is not valid yet: this computer's clock runs behind."""

    what = "El certificado del centro todavía no vale según el reloj de este equipo."
    todo = "Corrija la fecha y la hora de este equipo."


class CertificateOtherName(LinkTrouble):
    """The certificate is another server's."""

    what = "El certificado que responde es de otro servidor, no del centro."
    todo = "No se envió nada. Avise a informática."


class CertificateUnknown(LinkTrouble):
    """Nobody this computer trusts issued the certificate."""

    what = "No se reconoce a quien firmó el certificado del centro."
    todo = "No se envió nada. Avise a informática: falta el certificado de la autoridad."


class NotSecure(LinkTrouble):
    """What answers does not speak a safe language."""

    what = "Lo que responde no usa una conexión segura."
    todo = "No se envió nada. Avise a informática."


class Revoked(LinkTrouble):
    """The centre took this computer's permission back, or does not know it."""

    what = "El centro retiró el permiso de este equipo."
    todo = "Pida un código nuevo al centro y enlace el equipo otra vez, en Administración."
    needs_someone = True


class Cloned(LinkTrouble):
    """Two computers use one identity."""

    what = "Otro equipo usa la misma identidad que este; el centro apartó a los dos."
    todo = "Pida un código nuevo al centro y enlace cada equipo por separado."
    needs_someone = True


class Forbidden(LinkTrouble):
    """The centre does not let this computer do that."""

    what = "El centro no permite eso a este equipo."
    todo = "Avise al administrador."
    needs_someone = True


class ProgramTooOld(LinkTrouble):
    """The centre no longer speaks with this version."""

    what = "Esta versión de Ventanilla es demasiado antigua para el centro."
    todo = "Actualice Ventanilla en este equipo."
    needs_someone = True


class RateLimited(LinkTrouble):
    """The centre asks for less at a time."""

    what = "El centro está muy ocupado y pidió esperar."


class ServerDown(LinkTrouble):
    """The centre is there, but cannot work."""

    what = "El centro no puede atender en este momento."
    todo = "Se vuelve a intentar solo. Si dura, avise a informática."


class TooLarge(LinkTrouble):
    """The centre takes less at a time."""

    what = "El centro no admite un envío tan grande."
    todo = "Avise al administrador."


class NotTaken(LinkTrouble):
    """The centre does not understand what was sent."""

    what = "El centro no entendió lo que se le envió."
    todo = "Avise al administrador."


class NotThere(LinkTrouble):
    """The centre does not know what was asked for."""

    what = "El centro no tiene lo que se le pidió."
    todo = "Revise el dato e intente de nuevo."


class HashMismatch(LinkTrouble):
    """What the centre has of a file is not that file."""

    what = "Un archivo llegó dañado al centro."
    todo = "Se envía otra vez desde el principio."


class AnswerDamaged(LinkTrouble):
    """The answer is not what was agreed."""

    what = "La respuesta del centro llegó dañada."
    todo = "Se vuelve a intentar solo. Si se repite, avise a informática."


class AnswerTooLarge(LinkTrouble):
    """The answer does not end."""

    what = "La respuesta del centro es demasiado grande y no se aceptó."
    todo = "Se vuelve a intentar solo. Si se repite, avise a informática."


class CodeRefused(LinkTrouble):
    """The pairing code is not one that holds."""

    what = "El centro no acepta ese código."
    kept = "No se cambió nada."
    todo = "Compruebe que esté bien escrito; si ya se usó o venció, pida otro al centro."
    needs_someone = True


class NotPairedHere(LinkTrouble):
    """The office is linked, but this account of this computer has no identity for it."""

    what = "Este usuario del equipo no está enlazado con el centro."
    kept = "Todo sigue guardado; otro equipo o usuario de la oficina lo enviará."
    todo = "Para que también este envíe, enlácelo en Administración con un código del centro."
    needs_someone = True


class Stopped(LinkTrouble):
    """The program is ending."""

    what = "Ventanilla se está cerrando."


_BY_CODE: dict[str, type[LinkTrouble]] = {
    "unauthorized": Revoked,
    "revoked": Revoked,
    "cloned": Cloned,
    "bad_signature": Revoked,
    "forbidden": Forbidden,
    "not_found": NotThere,
    "too_large": TooLarge,
    "invalid": NotTaken,
    "rate_limited": RateLimited,
    "program_too_old": ProgramTooOld,
    "unavailable": ServerDown,
    "code_refused": CodeRefused,
    "hash_mismatch": HashMismatch,
    "repeated": Repeated,
}
_BY_STATUS: dict[int, type[LinkTrouble]] = {
    407: ProxyAsks,
    413: TooLarge,
    426: ProgramTooOld,
    429: RateLimited,
}
# OpenSSL's X509_V_ERR codes (docs.openssl.org, X509_STORE_CTX_get_error).
_BY_VERIFICATION: dict[int, type[LinkTrouble]] = {
    9: CertificateNotYet,
    10: CertificateExpired,
    62: CertificateOtherName,
    64: CertificateOtherName,
}
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}


def of_answer(status: int, code: str, retry_after: float | None) -> LinkTrouble:
    """Return the words for an answer that is no success.

    Args:
        status: of HTTP.
        code: what the centre calls it; empty where the answer is none of the centre's.
    """
    found = _BY_CODE.get(code) or _BY_STATUS.get(status)
    if found is None:
        found = ServerDown if status >= 500 else AnswerDamaged if code else CaptivePortal
    return found(retry_after=retry_after)


def of_failure(exc: Exception) -> LinkTrouble:
    """Return the words for a failure on the way."""
    causes: list[BaseException] = []
    cause: BaseException | None = exc
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for one in causes:
        if isinstance(one, ssl.SSLCertVerificationError):
            return _BY_VERIFICATION.get(one.verify_code, CertificateUnknown)()
        if isinstance(one, socket.gaierror):
            return NameNotFound()
        if isinstance(one, ConnectionRefusedError):
            return Refused()
        if isinstance(one, OSError) and one.errno in _NO_WAY:
            return NoNetwork()
    if isinstance(exc, httpx.ProxyError):
        return ProxyAsks() if "407" in str(exc) else ProxyFails()
    if isinstance(exc, httpx.ConnectTimeout | httpx.PoolTimeout):
        return TimedOut()
    if isinstance(exc, httpx.ConnectError) and any(isinstance(one, ssl.SSLError) for one in causes):
        return NotSecure()
    if isinstance(exc, httpx.DecodingError | zlib.error):
        return AnswerDamaged()
    return HalfOpen()
