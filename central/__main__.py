"""``python -m central``: the centre's command line, for the ministry's technicians."""

import argparse
import sys

from central.commands import biometrics, deciding, keeping, offices, server, telling
from central.commands.base import ENVIRONMENT, Failure
from db.central.database import UNREACHABLE


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m central",
        description="El centro de todas las oficinas (docs/install-central.md).",
    )
    parser.add_argument(
        "--database", default="", help=f"conexión a PostgreSQL (o la variable {ENVIRONMENT})"
    )
    commands = parser.add_subparsers(required=True, metavar="orden")
    for module in (server, offices, telling, deciding, keeping, biometrics):
        module.add_parsers(commands)
    told = parser.parse_args(arguments)
    try:
        told.run(told)
    except Failure as exc:
        print(exc, file=sys.stderr)
        return 1
    except UNREACHABLE as exc:
        print(f"No se puede llegar a la base de datos: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
