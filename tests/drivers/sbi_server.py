"""A service of a reader, real sockets and all, that can misbehave in every way that is known.

It answers as the interface says (0.9.5) until ``misbehave`` names what it does once; the next
question is answered well again.
"""

import asyncio
import hashlib
import json
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from biometrics.images import GreyImage
from desktop.drivers.background import Background
from domain.fingers import Finger
from tests.drivers.sbi_authority import Maker, base64url, token
from tests.drivers.sbi_records import record_2005, record_2011
from tests.drivers.sbi_transport import MISDEEDS, answer, endless, jpeg, part, send
from tests.ports import free_port

HOST = "127.0.0.1"
NAMES = ("Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger")
Payload = dict[str, Any]


def _error(code: int) -> Payload:
    return {"errorCode": str(code), "errorInfo": "as the interface says"}


class SbiServer:
    """The service, and the reader behind it.

    Attributes:
        image: what is on the reader; None while no finger is.
        questions: what was asked, in order: the verb, and the body.
        chain: the certificates it signs with.
    """

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.image: GreyImage | None = None
        self.questions: list[tuple[str, Payload]] = []
        self.port = free_port()
        self.device: Payload = {
            "deviceId": "reader-1",
            "deviceStatus": "Ready",
            "certification": "L0",
            "serviceVersion": "1.0",
            "deviceSubId": ["0"],
            "callbackId": "",
            "deviceCode": "code-1",
            "specVersion": ["0.9.5"],
            "purpose": "Registration",
            "error": _error(0),
        }
        self.digital: Payload = {
            "serialNo": "SN-0001",
            "make": "Prueba",
            "model": "Uno",
            "type": "Finger",
            "deviceSubType": "Single",
            "deviceProvider": "Fabricante de prueba",
            "deviceProviderId": "1",
            "dateTime": "2026-01-01T00:00:00Z",
        }
        self.chain = maker.chain()
        self._misdeeds: deque[str] = deque()
        self._last: bytes | None = None
        self._badly = False
        self._background = Background("sbi-server")
        self._listening: socket.socket | None = None
        self._serving: dict[asyncio.Task[None], socket.socket] = {}
        self._changed = asyncio.Condition()

    # ------------------------------------------------------------------ what a test does
    def plug(self) -> None:
        """Begin to serve; at the same port as before."""
        self._background.wait(self._listen())

    def unplug(self) -> None:
        """Serve no more, and cut who is being served."""
        self._background.wait(self._end())

    def close(self) -> None:
        """End it."""
        self.unplug()
        self._background.close()

    def misbehave(self, *misdeeds: str) -> None:
        """Answer the next captures (or streams) in these ways, one each."""
        self._misdeeds.extend(misdeeds)

    def behave(self) -> None:
        """Answer well from now on, also where a misdeed was not asked for yet."""
        self._misdeeds.clear()

    def place(self, image: GreyImage | None) -> None:
        """Place a finger, or take it away."""
        self._background.wait(self._place(image))

    def place_badly(self) -> None:
        """Place a finger askew, for the capture that runs or the next one, and take it away."""
        self._background.wait(self._place(None, badly=True))

    def wait_for(self, verb: str) -> None:
        """Wait until that was asked."""
        self._background.wait(self._asked(verb))

    async def _asked(self, verb: str) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: any(one == verb for one, _ in self.questions))

    # ------------------------------------------------------------------ serving
    async def _listen(self) -> None:
        self._listening = socket.create_server((HOST, self.port))
        self._listening.setblocking(False)
        self.port = self._listening.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._listening, self._knocked, self._listening)

    def _knocked(self, listening: socket.socket) -> None:
        connection, _ = listening.accept()
        task = asyncio.ensure_future(self._connected(connection))
        self._serving[task] = connection
        task.add_done_callback(self._serving.pop)

    async def _end(self) -> None:
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        serving = dict(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        for connection in serving.values():
            connection.close()  # that one was not begun with

    async def _place(self, image: GreyImage | None, *, badly: bool = False) -> None:
        async with self._changed:
            self._badly = badly
            self.image = image
            self._changed.notify_all()

    async def _connected(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=connection)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = head.split("content-length:")[1].split("\r\n")[0]
            body: Payload = json.loads(await reader.readexactly(int(length)))
            verb = head.split(" ", 1)[0].upper()
            async with self._changed:
                self.questions.append((verb, body))
                self._changed.notify_all()
            answering = asyncio.ensure_future(self._verbs[verb](self, body, writer))
            gone = asyncio.ensure_future(reader.read(1))
            try:
                await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                answering.cancel()
                gone.cancel()
                await asyncio.gather(answering, gone, return_exceptions=True)
            writer.close()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()  # who asked has gone, or the reader was unplugged

    async def _discovery(self, _asked: Payload, writer: asyncio.StreamWriter) -> None:
        digital = base64url(json.dumps(self.digital).encode())
        await answer(writer, [{**self.device, "digitalId": digital}])

    async def _information(self, _asked: Payload, writer: asyncio.StreamWriter) -> None:
        misdeed = self._misdeeds.popleft() if self._misdeeds else ""
        chain = self._signers(misdeed)
        said = {
            **self.device,
            "env": "Developer",
            "firmware": "1",
            "digitalId": token(self.digital, chain),
        }
        match misdeed:
            case "not registered":
                signed = base64url(json.dumps(said).encode())
            case "silent":
                await asyncio.Event().wait()
                return
            case _:
                signed = self._signed(said, misdeed, chain)
        await answer(writer, [{"deviceInfo": signed, "error": _error(0)}])

    async def _stream(self, _asked: Payload, writer: asyncio.StreamWriter) -> None:
        misdeed = self._misdeeds.popleft() if self._misdeeds else ""
        kind = (
            "text/html"
            if misdeed == "stream of html"
            else "multipart/x-mixed-replace; boundary=--BoundaryString"
        )
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
        match misdeed:
            case "stream of nothing":
                await endless(writer, b"nothing to see here")
            case "stream of huge frames":
                writer.write(b"--BoundaryString\r\nContent-Length:999999999\r\n\r\n")
                await endless(writer, bytes(65536))
            case "stream without lengths":
                writer.write(b"--BoundaryString\r\nContent-Type:image/jpeg\r\n\r\n")
                await endless(writer, bytes(65536))
            case "stream of noise":
                await endless(writer, part(b"this is no picture"))
        picture = jpeg(self.image or GreyImage(32, 32, bytes(1024)))
        while not misdeed:
            writer.write(part(picture))
            await writer.drain()
            await asyncio.sleep(0.05)

    async def _capture(self, asked: Payload, writer: asyncio.StreamWriter) -> None:
        misdeed = self._misdeeds.popleft() if self._misdeeds else ""
        if misdeed in MISDEEDS:
            await MISDEEDS[misdeed](writer)
            return
        if misdeed.startswith(("error ", "405 ")):
            kind, code = misdeed.split()
            said: Any = {
                "biometrics": [
                    {"specVersion": "0.9.5", "data": "", "hash": "", "error": _error(int(code))}
                ]
            }
            status = "200 OK"
            if kind == "405":
                said, status = [{"error": _error(int(code))}], "405 Method Not Allowed"
            await answer(writer, said, status)
            return
        if misdeed == "replay" and self._last is not None:
            await send(writer, self._last)
            return
        async with self._changed:
            try:
                async with asyncio.timeout(int(asked["timeout"]) / 1000):
                    await self._changed.wait_for(lambda: self.image is not None or self._badly)
            except TimeoutError:
                await answer(writer, {"biometrics": [{"error": _error(701)}]})
                return
            badly, self._badly = self._badly, False
        if badly:
            await answer(writer, {"biometrics": [{"error": _error(105)}]})
            return
        if misdeed == "slow":
            await asyncio.sleep(0.3)
        self._last = json.dumps(self._captured(asked, misdeed)).encode()
        await send(writer, self._last)

    _verbs: dict[str, Callable[..., Awaitable[None]]] = {
        "MOSIPDISC": _discovery,
        "MOSIPDINFO": _information,
        "STREAM": _stream,
        "RCAPTURE": _capture,
    }

    # ------------------------------------------------------------------ what it signs
    def _signers(self, misdeed: str) -> list[Any]:
        day = timedelta(days=1)
        match misdeed:
            case "self-signed":
                return self.maker.self_signed()
            case "expired":
                return self.maker.chain(begins=-3 * day, ends=-day)
            case "not yet valid":
                return self.maker.chain(begins=day, ends=3 * day)
            case "other authority":
                return Maker().chain()
            case "without the one between":
                return self.chain[:1]
            case "signed by a reader":
                # A reader's certificate is no authority's, whoever vouches for it.
                from tests.tls import Authority, authority

                false = Authority(authority().key, self.chain[0])
                return [*self.maker.chain(signer=false), *self.chain][:3]
        return self.chain

    def _signed(self, payload: Payload, misdeed: str, chain: list[Any]) -> str:
        made = token(
            payload, chain, alg={"alg none": "none", "alg HS256": "HS256"}.get(misdeed, "RS256")
        )
        head, body, signature = made.split(".")
        match misdeed:
            case "alg none":
                return f"{head}.{body}."
            case "wrong signature":
                altered = base64url(json.dumps({**payload, "qualityScore": "99"}).encode())
                return f"{head}.{altered}.{signature}"
            case "cut signature":
                return f"{head}.{body}.{signature[:20]}"
            case "two parts":
                return f"{head}.{body}"
            case "no base64":
                return f"{head}.%%%.{signature}"
            case "no certificates":
                return f"{base64url(json.dumps({'alg': 'RS256'}).encode())}.{body}.{signature}"
            case "damaged certificate":
                bad = {"alg": "RS256", "x5c": ["AAAA"]}
                return f"{base64url(json.dumps(bad).encode())}.{body}.{signature}"
            case "header is no json":
                return f"{base64url(b'{{{')}.{body}.{signature}"
        return made

    def _captured(self, asked: Payload, misdeed: str) -> Any:
        bio = asked["bio"][0]
        assert self.image is not None
        record = _records.get(misdeed, record_2011)(self.image)
        now = datetime.now(UTC)
        payload: Payload = {
            "digitalId": token(self.digital, self.chain),
            "deviceCode": self.device["deviceCode"],
            "deviceServiceVersion": "1.0",
            "bioType": "Finger",
            "bioSubType": bio["bioSubType"][0],
            "purpose": asked["purpose"],
            "env": asked["env"],
            "bioValue": base64url(record),
            "transactionId": asked["transactionId"],
            "timestamp": now.isoformat().replace("+00:00", "Z"),
            "requestedScore": bio["requestedScore"],
            "qualityScore": "80",
        }
        _altered(payload, misdeed, now)
        chained = hashlib.sha256(
            bytes.fromhex(bio["previousHash"] or hashlib.sha256(b"").hexdigest())
            + hashlib.sha256(record).digest()
        ).hexdigest()
        signed = self._signed(payload, misdeed, self._signers(misdeed))
        one: Payload = {
            "specVersion": "0.9.1" if misdeed == "wrong version" else "0.9.5",
            "data": signed,
            "hash": ("0" * 64 if misdeed == "broken chain" else chained).upper(),
            "error": _error(0),
        }
        match misdeed:
            case "no impressions":
                return {"biometrics": []}
            case "two impressions":
                return {"biometrics": [one, one]}
            case "data is a number":
                return {"biometrics": [{**one, "data": 7}]}
            case "surrogates":
                return {"biometrics": [{**one, "data": "\ud800.\ud800.\ud800"}]}
            case "a list":
                return [one]
        return {"biometrics": [one]}


def _altered(payload: Payload, misdeed: str, now: datetime) -> None:
    changes: dict[str, Payload] = {
        "wrong transaction": {"transactionId": "another"},
        "old": {"timestamp": (now - timedelta(minutes=6)).isoformat()},
        "of tomorrow": {"timestamp": (now + timedelta(days=1)).isoformat()},
        "no moment": {"timestamp": "yesterday"},
        "no zone": {"timestamp": "2026-01-01T00:00:00"},
        "no quality": {"qualityScore": None},
        "quality in words": {"qualityScore": "good"},
        "quality 101": {"qualityScore": 101},
        "unknown subtype": {"bioSubType": "Left BigToe"},
        "other finger": {"bioSubType": "Left Thumb"},
        "iris": {"bioType": "Iris"},
        "only to compare": {"purpose": "Auth"},
        "other environment": {"env": "Production"},
        "other code": {"deviceCode": "code-2"},
        "other reader": {"digitalId": base64url(b'{"serialNo": "SN-0002"}')},
        "no digital id": {"digitalId": 7},
        "no value": {"bioValue": None},
        "value is no base64": {"bioValue": "¡!"},
    }
    payload.update(changes.get(misdeed, {}))


def _huge(image: GreyImage) -> bytes:
    """Return a record whose image says that it measures 60,000 × 60,000."""
    made = bytearray(record_2005(image))
    made[41:45] = b"\xea\x60\xea\x60"
    return bytes(made)


_records: dict[str, Callable[[GreyImage], bytes]] = {
    "2005": record_2005,
    "huge image": _huge,
    "no record": lambda _image: b"GIF89a",
    "cut record": lambda image: record_2011(image)[:60],
    "other finger inside": lambda image: record_2011(image, Finger.LEFT_THUMB),
}
