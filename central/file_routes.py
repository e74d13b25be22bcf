"""The endpoints of files, sent and read in pieces; docs/protocol.md tells what they mean."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from central import refusals
from central.limits import LARGEST_FILE
from central.models import FileState, Received
from central.refusals import Refused
from central.routes import REFUSALS
from central.work import NONCE, TheCall
from db.central import files

router = APIRouter(prefix="/v1/files", responses=REFUSALS)

Name = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
_BYTES: dict[str, Any] = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


@router.put("/{sha256}", openapi_extra={"requestBody": _BYTES})
def put_piece(
    sha256: Name,
    offset: Annotated[int, Query(ge=0, lt=LARGEST_FILE)],
    size: Annotated[int, Query(ge=1, le=LARGEST_FILE)],
    request: Request,
    call: TheCall,
) -> Received:
    """Keep a piece of a file of the caller's office."""
    piece: bytes = request.state.body
    if not piece or offset + len(piece) > size:
        raise refusals.invalid("the piece does not lie within the file")
    with call.work() as work:
        received, complete = files.add_piece(
            work.link, call.office_id, sha256, offset=offset, size=size, piece=piece, at=work.now
        )
    if offset + len(piece) == size and received == 0:
        raise Refused(409, "hash_mismatch", "the whole has another SHA-256: begin again at 0")
    assert complete or received < size
    return Received(received=received)


@router.get("/{sha256}/state")
def file_state(sha256: Name, call: TheCall) -> FileState:
    """Tell how much of a file of the caller's office is here."""
    with call.work() as work:
        found = files.state(work.link, call.office_id, sha256)
    if found is None:
        return FileState(received=0, complete=False)
    return FileState(received=found["received"], complete=found["complete"])


@router.get(
    "/{sha256}",
    response_class=Response,
    responses={200: {"content": _BYTES["content"], "description": "Bytes from the offset on"}},
)
def get_piece(
    sha256: Name, call: TheCall, offset: Annotated[int, Query(ge=0, lt=LARGEST_FILE)] = 0
) -> Response:
    """Return what follows an offset of a whole file of the caller's office, up to 1 MiB."""
    with call.work() as work:
        found = files.state(work.link, call.office_id, sha256)
        if found is None or not found["complete"] or offset >= found["size"]:
            raise refusals.not_found()
        piece = files.piece_at(work.link, call.office_id, sha256, offset)
    headers = {NONCE: call.response.headers[NONCE]}
    return Response(piece, media_type="application/octet-stream", headers=headers)
