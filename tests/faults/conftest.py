"""The office of the journeys, to be broken."""

from tests.journeys.conftest import made_office, office, seats

__all__ = ["made_office", "office", "seats"]
