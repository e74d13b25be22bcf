"""Small changes of a catalogue that is being edited, each giving a whole one again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from domain.catalogue import Catalogue, Service
from domain.requirements import Requirement

T = TypeVar("T")


def next_number(catalogue: Catalogue) -> int:
    """Return the number that a new service would get."""
    return max((service.id for service in catalogue.services), default=0) + 1


def with_service(catalogue: Catalogue, service: Service) -> Catalogue:
    """Return ``catalogue`` with ``service`` in the place of its number, or at the end."""
    if catalogue.find(service.id) is None:
        return replace(catalogue, services=(*catalogue.services, service))
    return replace(
        catalogue,
        services=tuple(service if one.id == service.id else one for one in catalogue.services),
    )


def without_service(catalogue: Catalogue, number: int) -> Catalogue:
    """Return ``catalogue`` without the service of that number."""
    left = tuple(service for service in catalogue.services if service.id != number)
    return replace(catalogue, services=left)


def with_papers(service: Service, requirements: Sequence[Requirement]) -> Service:
    """Return ``service`` with these papers, numbered by their place.

    Papers and steps that hang on one follow it; they no longer hang on one that is gone.
    """
    # A paper not yet numbered has 0, which elsewhere stands for none.
    places = {item.number: place for place, item in enumerate(requirements, start=1) if item.number}
    papers = tuple(
        replace(
            item,
            number=place,
            depends_on=tuple(sorted(places[n] for n in item.depends_on if n in places)),
        )
        for place, item in enumerate(requirements, start=1)
    )
    steps = tuple(replace(step, only_with=places.get(step.only_with, 0)) for step in service.steps)
    return replace(service, requirements=papers, steps=steps)


def put(items: Sequence[T], place: int | None, item: T) -> tuple[T, ...]:
    """Return ``items`` with ``item`` at ``place``, or added at the end for None."""
    if place is None:
        return (*items, item)
    return (*items[:place], item, *items[place + 1 :])


def removed(items: Sequence[T], place: int) -> tuple[T, ...]:
    """Return ``items`` without the one at ``place``."""
    return (*items[:place], *items[place + 1 :])


def moved(items: Sequence[T], place: int, step: int) -> tuple[T, ...]:
    """Return ``items`` with the one at ``place`` moved by ``step``; ends stop it."""
    to = min(max(place + step, 0), len(items) - 1)
    rest = removed(items, place)
    return (*rest[:to], items[place], *rest[to:])
