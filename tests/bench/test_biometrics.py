"""The figures of prints: counted by hand on a small table, and told of a folder with faults."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench import biometrics_folder
from bench.biometrics_scores import Scores
from bench.filler import fingers
from biometrics.synthetic import finger_image
from biometrics.template import unpack

A, B = range(6), range(6, 12)


def table(same: int, other: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return scores of two fingers of six impressions each."""
    scores = np.full((12, 12), other, np.int64)
    for own in (A, B):
        scores[np.ix_(own, own)] = same
    return scores


def test_single_impressions_are_counted_by_pairs() -> None:
    scores = table(100, 5)
    scores[0, 1] = scores[1, 0] = 20
    scores[0, 6] = scores[6, 0] = 30
    found = Scores(["a"] * 6 + ["b"] * 6, scores).singles((25, 40))
    assert (found.genuine, found.impostor, found.highest) == (30, 36, 30)
    assert found.missed == {25: pytest.approx(100 / 30), 40: pytest.approx(100 / 30)}
    assert found.eer == pytest.approx((100 / 30 + 100 / 36) / 2)


def test_threes_agree_where_each_matches_another() -> None:
    scores = table(100, 5)
    scores[0, 6] = scores[6, 0] = 30  # one stranger passes, beside that impression
    found = Scores(["a"] * 6 + ["b"] * 6, scores).threes(25)
    assert (found.own, found.own_accepted) == (40, 100)
    assert found.foreign == 2 * 15 * 6
    assert found.foreign_accepted == pytest.approx(100 * 10 / 180)


def test_three_against_three_takes_the_best_of_nine() -> None:
    scores = table(100, 5)
    scores[0, 6] = scores[6, 0] = 41
    found = Scores(["a"] * 6 + ["b"] * 6, scores).against(25, 40, None)
    assert (found.others, found.blocked, found.doubted) == (400, 100, 0)
    assert (found.mates, found.under_block, found.missed) == (20, 0, 0)
    none = Scores(["a"] * 6 + ["b"] * 6, table(10, 5)).against(25, 40, 25)
    assert (none.others, none.mates) == (0, 0)


def test_the_filler_is_the_same_for_the_same_seed_and_looks_like_prints() -> None:
    found = list(fingers(1, 40))
    assert found == list(fingers(1, 40))
    assert found != list(fingers(2, 40))
    counts = [len(unpack(one)) for finger in found for one in finger]
    assert 35 < np.mean(counts) < 75


def test_a_folder_is_measured_and_what_is_odd_in_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for finger in (1, 2):
        for impression in range(2):
            image = finger_image(finger, impression)
            picture = Image.frombytes("L", (image.width, image.height), image.pixels)
            picture.save(tmp_path / f"{finger}_{impression}.png")
    Image.new("L", (300, 300), 255).save(tmp_path / "3_1.png")
    (tmp_path / "1_8.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\xff")
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    biometrics_folder.main([str(tmp_path)])
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[0] == "EER 0.00 %"
    assert [line for line in lines if line.startswith("EER ")] == lines[:1]
    assert "no print read: 3_1.png" in lines[1]
    assert "search: not measured" in told.out
    assert "1_8.png" in told.err
    assert "notes.txt: not named finger_impression.png" in told.err


def test_a_folder_without_prints_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert biometrics_folder.main([str(tmp_path)]) == 2
    assert "two fingers" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        biometrics_folder.main([str(tmp_path / "missing")])
