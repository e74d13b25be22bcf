"""A short form of the torture of offices and a centre, and of what the checker sees."""

from pathlib import Path

import pytest

from tests.torture.centre_run import torture_centre
from tests.torture.comparing import report
from tests.torture.office import Ground


def test_an_office_and_a_centre_full_of_faults_agree_in_the_end(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ground = Ground((tmp_path / "tortura").resolve())
    kept = torture_centre(ground, "corta", 60, 2, files=1, servers=0, durable=False)
    assert kept["planted and not flagged"] == []
    assert kept["not sent in the end"] == ""
    assert report(kept) == 0, capfd.readouterr().out
