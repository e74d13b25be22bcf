"""Making the database and serving from it."""

import argparse
import logging
import sys
from pathlib import Path

from central.commands.base import Failure, administered
from central.settings import SealingKey, Settings, read_sealing_key
from db.central.administration import DATABASE, make_database


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what these commands take."""
    init = commands.add_parser("init", help="crear la base de datos o actualizarla")
    init.add_argument("--name", default=DATABASE, help=f"nombre de la base ({DATABASE})")
    init.set_defaults(run=initialise)
    run = commands.add_parser("serve", help="atender a las oficinas")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8443, help="0: cualquiera que esté libre")
    run.add_argument("--certificate", type=Path, help="certificado TLS, PEM")
    run.add_argument("--key", type=Path, help="su clave, PEM")
    run.add_argument("--ca", type=Path, help="certificado en que confiarán las oficinas, PEM")
    run.add_argument("--sealing-key", type=Path, help="clave pública de sellado (archivo .pub)")
    run.add_argument("--offline-days", type=int, default=30)
    run.add_argument("--per-workstation", type=float, default=50.0, help="pedidos por segundo")
    run.add_argument("--per-address", type=float, default=200.0, help="pedidos por segundo")
    run.add_argument("--connections", type=int, default=8, help="conexiones a la base")
    run.add_argument("--trusted-proxies", default="127.0.0.1")
    run.set_defaults(run=serve_offices)


def initialise(told: argparse.Namespace) -> None:
    """Make the database with its roles, or bring it up to date."""
    make_database(administered(told), told.name)
    print(f"La base «{told.name}» está lista.")


def serve_offices(told: argparse.Namespace) -> None:
    """Serve until a signal ends it."""
    from central.serving import serve

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    try:
        settings = Settings(
            database=administered(told),
            ca=told.ca.read_text(encoding="ascii") if told.ca else "",
            sealing_key=read_sealing_key(told.sealing_key) if told.sealing_key else SealingKey(),
            offline_days=told.offline_days,
            per_workstation=told.per_workstation,
            per_address=told.per_address,
            connections=told.connections,
        )
        serve(
            settings,
            host=told.host,
            port=told.port,
            certificate=told.certificate,
            key=told.key,
            trusted_proxies=told.trusted_proxies,
        )
    except (OSError, ValueError) as exc:
        raise Failure(f"No se puede atender: {exc}") from exc
