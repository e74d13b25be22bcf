"""Identifiers of everything that is stored."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562): unique without asking anybody, and in order of time."""
    return uuid7()
