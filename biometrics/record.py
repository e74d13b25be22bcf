"""What is searched of one enrolment: the templates of its fingers, without any image or name.

As bytes: ``VTR`` and the version (one byte, 1), the count of templates (one byte), then per template
the finger (one byte), its length (uint16, big-endian) and the template (``biometrics.template``).
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from biometrics import template
from biometrics.interchange import PictureDamaged, from_wsq
from biometrics.packet import Packet, PacketError
from biometrics.prints import NotAPrint, read_print
from biometrics.template import BadTemplate
from domain.fingers import Finger

_HEAD = struct.Struct(">4sB")
_ENTRY = struct.Struct(">BH")
_MAGIC = b"VTR\x01"


class CaptureUnreadable(PacketError):
    """The packet is whole, and no fingerprint can be read from its pictures."""

    what = "De las imágenes de la captura no se puede leer ninguna huella."


@dataclass(frozen=True, slots=True)
class Record:
    """The templates of one enrolment by finger."""

    fingers: Mapping[Finger, tuple[bytes, ...]] = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return it as it is kept, to be sealed (``biometrics.vault``)."""
        entries = [
            _ENTRY.pack(finger, len(one)) + one
            for finger, templates in self.fingers.items()
            for one in templates
        ]
        return _HEAD.pack(_MAGIC, len(entries)) + b"".join(entries)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Record":
        """Return what was kept.

        Raises:
            BadTemplate: it is none, or damaged.
        """
        fingers: dict[Finger, tuple[bytes, ...]] = {}
        try:
            magic, count = _HEAD.unpack_from(content)
            at = _HEAD.size
            for _ in range(count):
                finger, size = _ENTRY.unpack_from(content, at)
                at += _ENTRY.size
                one = content[at : at + size]
                template.unpack(one)
                fingers[Finger(finger)] = (*fingers.get(Finger(finger), ()), one)
                at += size
        except (struct.error, ValueError) as exc:
            raise BadTemplate("no record") from exc
        if magic != _MAGIC or at != len(content):
            raise BadTemplate("no record")
        return cls(fingers)


def read_record(packet: Packet) -> Record:
    """Read the prints of a packet; some 0.2 s each.

    A picture that shows no print is left out: of a person who has few, some count.

    Raises:
        CaptureUnreadable: none shows any.
    """
    fingers: dict[Finger, tuple[bytes, ...]] = {}
    for one in packet.impressions:
        try:
            found = read_print(from_wsq(one.wsq, one.ppi)).template
        except (NotAPrint, PictureDamaged):
            continue
        fingers[one.finger] = (*fingers.get(one.finger, ()), found)
    if not fingers:
        raise CaptureUnreadable
    return Record(fingers)
