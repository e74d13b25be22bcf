"""The lock files say what ``requirements/*.in`` ask for, by hash, and name no index."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "requirements"
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((FOLDER / name).read_text(encoding="utf-8")))


def asked(name: str) -> set[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    names = (re.match(r"[A-Za-z][\w-]*", line) for line in lines)
    return {match[0].lower() for match in names if match}


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_everything_asked_for_is_pinned(name: str) -> None:
    assert asked(f"{name}.in") - pins(f"{name}.txt").keys() == set()


def test_development_and_the_program_use_the_same_versions() -> None:
    assert pins("runtime.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_every_pin_has_its_hashes_and_no_address(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text
