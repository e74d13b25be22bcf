"""Asks the centre (docs/protocol.md): signed, limited in size and time, read field by field."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Lock
from uuid import UUID

import httpx

from desktop.sync import answers, troubles
from desktop.sync.answers import Fields, FileState, Pulled, Pushed, SnapshotPage
from desktop.sync.credentials import Credentials, Identity, Nonce
from desktop.sync.troubles import (
    AnswerDamaged,
    CaptivePortal,
    NotPairedHere,
    Repeated,
)
from desktop.sync.wire import NONCE, Answer, Wire
from domain.exchange import RowImage
from domain.operations import Operation

MOST_SENT = 500
"""Operations, and rows, of one push."""
PIECE = 1 << 20
_WORTH_PACKING = 1024
_JSON = "application/json"


class Centre:
    """Asks the centre in the name of this workstation; one request at a time, from any thread.

    Args:
        wire: carries the requests.
        credentials: who this workstation is.
    """

    def __init__(self, wire: Wire, credentials: Credentials) -> None:
        self.wire = wire
        self._credentials = credentials
        self._lock = Lock()
        self._identity: tuple[UUID, Identity] | None = None

    # ---------------------------------------------------------------------- what is asked
    def push(
        self,
        schema: str,
        epoch: int,
        head: tuple[int, str],
        operations: Sequence[Operation],
        rows: Sequence[RowImage],
    ) -> Pushed:
        """Offer operations and rows. Raises LinkTrouble, as every request does."""
        body = {
            "schema": schema,
            "head": {"sequence": head[0], "hash": head[1]},
            "epoch": epoch,
            "operations": [_operation(one) for one in operations],
            "rows": [{"table": one.table, "key": one.key, "row": one.row} for one in rows],
        }
        return answers.pushed(self.ask("POST", "/v1/push", body))

    def pull(self, epoch: str, after: int, limit: int = MOST_SENT) -> Pulled:
        """Return what the centre told after a place of its feed."""
        query = httpx.QueryParams({"epoch": epoch, "after": after, "limit": limit})
        return answers.pulled(self.ask("GET", f"/v1/pull?{query}"))

    def operations(self, after: int, limit: int = MOST_SENT) -> tuple[Fields, ...]:
        """Return this office's own operations after a place, as the centre has them.

        Where branches have operations of one place all of them come, so they may be more.
        """
        query = httpx.QueryParams({"after": after, "limit": limit})
        answer = self.ask("GET", f"/v1/operations?{query}")
        return tuple(answer.objects("operations", 2 * MOST_SENT))

    def snapshot(
        self, after: str = "", limit: int = MOST_SENT, *, newer_than: int = -1
    ) -> SnapshotPage:
        """Return a part of this office's rows.

        Args:
            after: the ``next`` of the part before.
            newer_than: only those told after this place of the log.
        """
        query = httpx.QueryParams(
            {"limit": limit, "newer_than": newer_than} | ({"after": after} if after else {})
        )
        return answers.snapshot_page(self.ask("GET", f"/v1/snapshot?{query}"))

    def name_office(self, office_id: UUID, code: str, name: str) -> None:
        """Tell the centre which office this is, once."""
        self.ask("POST", "/v1/office", {"id": str(office_id), "code": code, "name": name})

    def file_state(self, digest: str) -> FileState:
        """Return how much of a file the centre has."""
        return answers.file_state(self.ask("GET", f"/v1/files/{digest}/state"))

    def put_piece(self, digest: str, offset: int, size: int, piece: bytes) -> int:
        """Send a part of a file and return how much of it the centre has then."""
        query = httpx.QueryParams({"offset": offset, "size": size})
        answer = self._asked(
            "PUT", f"/v1/files/{digest}?{query}", piece, "application/octet-stream"
        )
        return answers.parsed(answer.body).whole("received")

    def file_part(self, digest: str, offset: int) -> bytes:
        """Return what follows a place of a file of this office, a part of it at a time.

        Raises:
            NotThere: the centre has it not whole, or it ends before.
        """
        target = f"/v1/files/{digest}?{httpx.QueryParams({'offset': offset})}"
        return self._asked("GET", target, b"", "application/json", "application/octet-stream").body

    def ask(self, method: str, target: str, body: Mapping[str, object] | None = None) -> Fields:
        """Ask anything of docs/protocol.md and return the object it is answered with.

        Raises:
            LinkTrouble: it was not answered, or not with success.
            DatabaseBusy, DiskFull, DatabaseReadOnly, DatabaseUnreachable, KeyStoreUnavailable:
                the identity of this workstation could not be used.
        """
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        answer = self._asked(method, target, content, "application/json")
        return answers.parsed(answer.body)

    # ---------------------------------------------------------------------- how it is asked
    def _asked(
        self, method: str, target: str, content: bytes, kind: str, answered: str = _JSON
    ) -> Answer:
        headers = {}
        if content:
            headers["Content-Type"] = kind
            if kind == "application/json" and len(content) > _WORTH_PACKING:
                # No moment in it: a request that is repeated is the same to the last byte.
                content = gzip.compress(content, 6, mtime=0)
                headers["Content-Encoding"] = "gzip"
        digest = hashlib.sha256(content).hexdigest()
        with self._lock, self._credentials.nonce() as nonce:
            identity = self._who(nonce)
            signed = f"{method}\n{target}\n{digest}\n{nonce.request}\n{nonce.value}"
            headers |= {
                "Authorization": f"Bearer {identity.token}",
                "Ventanilla-Request": nonce.request,
                NONCE: nonce.value,
                "Ventanilla-Signature": identity.sign(signed.encode()),
            }
            answer = self.wire.carry(method, target, headers, content, nonce.keep)
            try:
                return checked(answer, kind=answered)
            except Repeated:
                nonce.renew()
                raise

    def _who(self, nonce: Nonce) -> Identity:
        """Return whose nonce it is: after another pairing, somebody else than before."""
        if self._identity is None or self._identity[0] != nonce.entry:
            identity = nonce.identity()
            if identity is None or nonce.entry is None:
                raise NotPairedHere
            self._identity = nonce.entry, identity
        return self._identity[1]


def checked(answer: Answer, *, rotates: bool = True, kind: str = _JSON) -> Answer:
    """Return an answer that is the centre's and a success.

    Args:
        rotates: it must bring a nonce.
        kind: of what it must be.

    Raises:
        LinkTrouble: it is not.
    """
    given = answer.content_type.split(";")[0].strip()
    if 200 <= answer.status < 300:
        if given != kind or (rotates and not answer.nonce):
            raise CaptivePortal
        return answer
    code = ""
    if given == _JSON:
        with suppress(AnswerDamaged):
            code = answers.parsed(answer.body).text("error", 40)
    raise troubles.of_answer(answer.status, code, answer.retry_after)


def _operation(one: Operation) -> dict[str, object]:
    return {
        "id": str(one.id),
        "office_id": str(one.office_id),
        "workstation": one.workstation,
        "sequence": one.sequence,
        "aggregate": one.aggregate,
        "aggregate_id": str(one.aggregate_id),
        "aggregate_version": one.aggregate_version,
        "type": one.type,
        "schema_version": one.schema_version,
        "actor_id": None if one.actor_id is None else str(one.actor_id),
        "at": one.at.isoformat(),
        "payload": one.payload,
        "payload_hash": one.payload_hash,
        "previous_hash": one.previous_hash,
        "hash": one.hash,
    }
