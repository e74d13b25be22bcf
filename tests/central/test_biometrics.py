"""Captures at the centre: opened and searched by a worker of its own, decided by a person."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.central.captures import Captures, work
from tests.central.conftest import Paired
from tests.central.server import Centre


@pytest.fixture(name="key")
def private_key(sealing_key: Path) -> Path:
    """The private half of the sealing key."""
    return sealing_key.with_suffix("")


def document() -> str:
    """Return a document that nobody has yet."""
    return str(uuid4().int)[:10]


def test_a_finger_under_two_documents_is_found_and_under_one_is_not(
    centre: Centre, paired: Paired, key: Path
) -> None:
    quito, guayaquil = Captures(paired(), key), Captures(paired(), key)
    hers, other = document(), document()
    first = quito.capture(1, hers)
    assert work(centre, key).returncode == 0
    assert quito.outcomes(first) == ["clear"]
    again = guayaquil.capture(1, hers, first=2)
    twice = guayaquil.capture(1, other, first=4)
    somebody = guayaquil.capture(2, document())
    done = work(centre, key)
    assert done.returncode == 0, done.stderr
    assert guayaquil.outcomes(again) == ["clear"]
    assert guayaquil.outcomes(twice) == ["hit"]
    assert guayaquil.outcomes(somebody) == ["clear"]
    (told,) = guayaquil.told()[str(twice)]
    assert "índice derecho" in told["words"]
    assert "Ana" not in done.stderr
    assert hers not in f"{told}{done.stderr}"
