"""What the LOTAIP table says of a service, from one version of the catalogue."""

from collections.abc import Mapping, Sequence

from domain.catalogue import Catalogue, CatalogueOffice, Channel, Service
from domain.requirements import Requirement


def services_of(catalogue: Catalogue, office_code: str | None) -> tuple[Service, ...]:
    """Return the services of a table, by number.

    Args:
        catalogue: the version in force.
        office_code: of the office whose table it is; None for all offices. Where the catalogue
            gives nothing there, the table has every service.
    """
    found = [s for s in catalogue.services if office_code is None or office_code in s.offices]
    return tuple(sorted(found or catalogue.services, key=lambda service: service.id))


def texts_of(catalogue: Catalogue, service: Service) -> Mapping[str, str]:
    """Return what the table says of a service, by the names of ``lotaip.TEXTS``."""
    places = [place for place in catalogue.offices if place.code in service.offices]
    return {
        "name": service.name,
        "short": service.short_name,
        "description": service.description,
        "how_to": _numbered(service.how_to),
        "requirements": _numbered([_requirement(item) for item in service.requirements]),
        "procedure": _numbered(service.procedure),
        "hours": service.hours or "; ".join(dict.fromkeys(p.hours for p in places if p.hours)),
        "cost": service.cost_words,
        "response": service.response.words,
        "beneficiaries": "; ".join(service.beneficiaries),
        "offices": "; ".join(_named(place) for place in places),
        "addresses": "; ".join(filter(None, (*(p.address for p in places), service.contact))),
        "channels": "; ".join(_channel(channel) for channel in service.channels),
        "form": service.form_link,
    }


def _numbered(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return "\n".join(f"{place}. {part}" for place, part in enumerate(parts, 1))


def _requirement(item: Requirement) -> str:
    name = f"{item.document} ({item.form_code})" if item.form_code else item.document
    words = ", ".join(part for part in (name, item.details) if part)
    return f"{words}. {item.condition}" if item.condition else words


def _named(place: CatalogueOffice) -> str:
    return f"{place.city}, {place.name}" if place.name else place.city


def _channel(channel: Channel) -> str:
    return channel.label[:1].upper() + channel.label[1:]
