"""A child of the libfprint driver that misbehaves as it is told; run as the real one is."""

import json
import os
import signal
import struct
import sys


def send(head: object, body: bytes = b"") -> None:
    packed = head if isinstance(head, bytes) else json.dumps(head).encode()
    os.write(1, struct.pack("!II", len(packed), len(body)) + packed + body)


def image(**changes: object) -> dict[str, object]:
    usual = {"is": "image", "number": 1, "width": 20, "height": 10, "ppmm": 19.685}
    return usual | changes


def misbehave(how: str) -> None:
    """Answer the first capture in this way; ``open:…`` and ``list:…`` were seen to before."""
    match how:
        case "no json":
            send(b"\xff{{{")
        case "no object":
            send([1, 2])
        case "deep":
            send(b"[" * 60000)
        case "unknown":
            send({"is": "telephone"})
        case "huge head":
            os.write(1, struct.pack("!II", 0xFFFFFFFF, 0))
        case "huge body":
            os.write(1, struct.pack("!II", 2, 0xFFFFFFFF))
        case "wrong size":
            send(image(), bytes(7))
        case "huge image":
            send(image(width=1 << 40, height=1), bytes(7))
        case "text for number":
            send(image(width="20"), bytes(200))
        case "no resolution":
            send(image(ppmm="x"), bytes(200))
        case "cut":
            os.write(1, struct.pack("!II", 100, 0) + b"{")
            os._exit(1)
        case "crash":
            os.abort()
        case "flood":
            while True:
                send({"is": "finger", "needed": True, "present": False})
        case "error":
            send({"is": "failed", "number": 1, "domain": MORE[0], "code": int(MORE[1])})
        case "frozen":
            signal.pause()


def main(how: str, order: str) -> None:
    if how == "not installed":
        sys.exit(3)
    if how == "list crash":
        os.abort()
    if how == "list frozen":
        signal.pause()
    if order == "list":
        readers: object = [{"id": "one", "model": "U.are.U 4500", "images": how != "no images"}]
        if how == "list nonsense":
            readers = "many"
        if how == "list names":
            readers = [{"id": "one", "model": "x" * 10_000, "images": True}]
        send({"is": "readers", "readers": readers})
        return
    if how == "not open":
        send({"is": "not_open", "domain": MORE[0], "code": int(MORE[1])})
        return
    if how == "open frozen":
        signal.pause()
    if how == "gone":
        send({"is": "gone"})
        return
    send({"is": "open", "model": "U.are.U 4500"})
    for line in sys.stdin:
        if line.startswith("capture 1"):
            misbehave(how)
        elif line.startswith("capture"):
            send(image(number=int(line.split()[1])), bytes(200))


# The words that a test gives come by the environment: the command line is the driver's.
HOW, *MORE = json.loads(os.environ["MISBEHAVE"])
main(HOW, sys.argv[1])
