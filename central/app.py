"""The application of the centre."""

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from central import __version__, file_routes, reading_routes, refusals, routes
from central.gate import Gate
from central.metrics import Metrics
from central.refusals import Refused
from central.settings import Settings
from central.work import Centre
from db.central.database import UNREACHABLE, CentralDatabase

log = logging.getLogger("central")


def create(settings: Settings) -> FastAPI:
    """Return the application; its connections are opened when it is started."""
    database = CentralDatabase(settings.database, settings.connections)
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        database.open()
        try:
            yield
        finally:
            database.close()

    app = FastAPI(
        title="Ventanilla: el centro",
        description="The link between the offices and the centre (docs/protocol.md).",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # they would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.centre = Centre(settings, database, metrics)
    for part in (routes, reading_routes, file_routes):
        app.include_router(part.router)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    for kind in UNREACHABLE:
        app.add_exception_handler(kind, _unreachable)
    app.add_exception_handler(Exception, _bug)

    def gate(inner: ASGIApp) -> Gate:
        return Gate(inner, settings, database, metrics)

    app.add_middleware(gate)
    return app


def _answer(refused: Refused) -> JSONResponse:
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    body = {"error": refused.code, "detail": refused.detail}
    return JSONResponse(body, refused.status, headers)


def _refused(_request: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, Refused)
    return _answer(exc)


def _not_valid(_request: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, RequestValidationError)
    # Where and of what kind, never what was sent.
    first = exc.errors()[0]
    where = ".".join(str(part) for part in first["loc"][:4])
    return _answer(refusals.invalid(f"{where}: {first['type']}"[:200]))


def _http(_request: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, HTTPException)
    if exc.status_code == 400:  # a body that is no JSON
        return _answer(refusals.invalid("body"))
    code = "not_found" if exc.status_code == 404 else "invalid"
    answer = _answer(Refused(exc.status_code, code, "no such endpoint"))
    answer.headers.update(exc.headers or {})
    return answer


def _unreachable(_request: Request, exc: Exception) -> JSONResponse:
    log.warning("database: %s", type(exc).__name__)
    return _answer(refusals.unavailable())


def _bug(_request: Request, exc: Exception) -> JSONResponse:
    # The words of an error may repeat somebody's data: only its kind and where it happened.
    where = "".join(traceback.format_tb(exc.__traceback__)[-6:])
    log.error("%s\n%s", type(exc).__name__, where)
    return _answer(Refused(500, "internal", "a fault of the server"))
