"""A USB printer below pyusb: what would be libusb, with one printer plugged in."""

from collections.abc import Iterator
from types import SimpleNamespace, TracebackType
from typing import Any

import usb.backend
import usb.backend.libusb1
import usb.core

OUT, IN = 0x03, 0x81
"""Where this maker's printers are written and read: not where Epson's are."""


class UsbRig(usb.backend.IBackend):  # type: ignore[misc]
    """One printer at the USB; use it with ``with``.

    Args:
        answers: what it says to each ``DLE EOT``.

    Attributes:
        printed: what it was sent beside those questions.
        takes: the most bytes it takes at once; -1 refuses.
    """

    def __init__(self, answers: dict[int, int]) -> None:
        super().__init__()
        self._answers, self._said = answers, b""
        self.printed = bytearray()
        self.takes = 1 << 20
        self._before: Any = None

    def __enter__(self) -> "UsbRig":
        self._before = usb.backend.libusb1.get_backend
        usb.backend.libusb1.get_backend = lambda *_a, **_k: self
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        usb.backend.libusb1.get_backend = self._before

    def enumerate_devices(self) -> Iterator[str]:
        return iter(["printer"])

    def get_device_descriptor(self, _dev: object) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=0x04B8,
            idProduct=0x0E15,
            bcdDevice=1,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, _dev: object, _config: int) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=b"",
        )

    def get_interface_descriptor(
        self, _dev: object, interface: int, alternate: int, _config: int
    ) -> SimpleNamespace:
        if interface or alternate:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=7,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=b"",
        )

    def get_endpoint_descriptor(
        self, _dev: object, end: int, _interface: int, _alternate: int, _config: int
    ) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(OUT, IN)[end],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=b"",
        )

    def open_device(self, _dev: object) -> str:
        return "handle"

    def close_device(self, _handle: object) -> None:
        self._said = b""

    def get_configuration(self, _handle: object) -> int:
        return 1

    def set_configuration(self, _handle: object, _value: int) -> None:
        self._said = b""

    def claim_interface(self, _handle: object, _interface: int) -> None:
        self._said = b""

    def release_interface(self, _handle: object, _interface: int) -> None:
        self._said = b""

    def reset_device(self, _handle: object) -> None:
        self._said = b""

    def bulk_write(
        self, _handle: object, end: int, _interface: int, data: Any, timeout: int
    ) -> int:
        assert end == OUT
        assert timeout > 0
        if self.takes < 0:
            raise usb.core.USBTimeoutError("nobody takes it")
        sent = bytes(data)
        if sent.startswith(b"\x10\x04"):
            answer = self._answers.get(sent[2])
            self._said = b"" if answer is None else bytes([answer])
            return len(sent)
        self.printed += sent[: self.takes]
        return min(len(sent), self.takes)

    def bulk_read(
        self, _handle: object, end: int, _interface: int, buff: Any, _timeout: int
    ) -> int:
        assert end == IN
        if not self._said:
            raise usb.core.USBTimeoutError("it says nothing")
        count = len(self._said)
        buff[:count] = type(buff)("B", self._said)
        self._said = b""
        return count
