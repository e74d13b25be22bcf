"""The windows are tried over a real encrypted database of a small office."""

from tests.office import catalogue, clock, desk, office, units

__all__ = ["catalogue", "clock", "desk", "office", "units"]
