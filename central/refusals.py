"""How a request is refused: a code that stays the same, and nothing about anybody's data."""


class Refused(Exception):
    """The request is answered with an error.

    Args:
        status: of HTTP.
        code: as docs/protocol.md lists them.
        detail: a few words for the log of whoever asked; never data.
        retry_after: seconds to wait before it is asked again; 0 where that would not help.
    """

    def __init__(self, status: int, code: str, detail: str = "", *, retry_after: int = 0) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


def unauthorized() -> Refused:
    """Return the refusal of who is not known."""
    return Refused(401, "unauthorized", "no such token")


def forbidden() -> Refused:
    """Return the refusal of what is another office's."""
    return Refused(403, "forbidden", "not this workstation's")


def not_found() -> Refused:
    """Return the refusal of what is not there, or not for whoever asks."""
    return Refused(404, "not_found", "there is no such thing")


def invalid(detail: str) -> Refused:
    """Return the refusal of what cannot be read."""
    return Refused(422, "invalid", detail)


def too_large(detail: str) -> Refused:
    """Return the refusal of what is too large."""
    return Refused(413, "too_large", detail)


def rate_limited(seconds: float) -> Refused:
    """Return the refusal of who asks too often."""
    return Refused(429, "rate_limited", "too many requests", retry_after=max(1, round(seconds)))


def unavailable() -> Refused:
    """Return the refusal of everybody while the database is away."""
    return Refused(503, "unavailable", "try again", retry_after=5)
