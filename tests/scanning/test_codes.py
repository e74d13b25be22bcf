"""Codes on poor copies, two readers that differ, pages askew; in the test's own process."""

import random

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from desktop.scanning import codes
from desktop.scanning.codes import Found, read_codes, turn_of
from desktop.scanning.straight import MOST_SKEW, is_blank, skew_of, turned
from domain.case_number import CaseNumber
from tests.scanning import files
from tests.scans import printed, scanned


def _scan(seed: int = 1, skew: float | None = None) -> Image.Image:
    return scanned(printed(files.form())[0], random.Random(seed), skew=skew)


def _noisy(page: Image.Image) -> Image.Image:
    noise = np.random.default_rng(1).standard_normal((page.height, page.width)) * 40
    return Image.fromarray(np.clip(np.asarray(page) + noise, 0, 255).astype(np.uint8))


POOR = {
    "at 100 dpi": lambda page: page.resize((827, 1170), Image.Resampling.BOX),
    "black and white, in dots": lambda page: page.convert("1").convert("L"),
    "black and white, pale": lambda page: page.point(lambda value: 255 * (value > 90)),
    "washed out": lambda page: page.point(lambda value: 190 + value // 5),
    "out of focus": lambda page: page.filter(ImageFilter.GaussianBlur(1.5)),
    "noisy": _noisy,
}


@pytest.mark.parametrize("how", POOR)
def test_a_poor_copy_is_read_all_the_same(how: str) -> None:
    [found] = read_codes(POOR[how](_scan()))

    assert found.text == files.MARK.qr


def test_bars_of_several_rows_are_read_askew() -> None:
    page = Image.new("L", (1653, 2339), 255)
    for kind, text, place in (
        (zxingcpp.BarcodeFormat.PDF417, "1712345678<<PEREZ", (200, 200)),
        (zxingcpp.BarcodeFormat.Code128, "CODE-128", (200, 900)),
        (zxingcpp.BarcodeFormat.Code39, "CODE39", (200, 1300)),
        (zxingcpp.BarcodeFormat.EAN13, "7861234567898", (200, 1700)),
    ):
        made = zxingcpp.create_barcode(text, kind).to_image(scale=3)
        page.paste(Image.fromarray(np.array(made)), place)
    askew = scanned(page, random.Random(1), skew=4.0)

    found = read_codes(askew, -4.0)

    assert [(one.kind, one.text) for one in found] == [
        ("PDF417", "1712345678<<PEREZ"),
        ("Code128", "CODE-128"),
        ("Code39", "CODE39"),
        ("EAN13", "7861234567898"),
    ]


def _found(text: str) -> Found:
    return Found(text, "QRCode", 0.0, 1, 1)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ([], ["x"], ["x"]),
        (["x"], [], ["x"]),
        (["x"], ["x"], ["x"]),
        ([files.MARK.qr[:-1] + "A"], [files.MARK.qr], [files.MARK.qr]),
        ([files.MARK.qr[:-1] + "A"], [], [files.MARK.qr[:-1] + "A"]),  # told: it is damaged
        (["VT1/QUITO/2026-11-22/A-007/AAAAAA"], [files.MARK.qr], [files.MARK.qr]),
        (["VC1/QUITO-26-00012-A"], [files.CASE.qr], [CaseNumber("QUITO", 2026, 12).qr]),
    ],
)
def test_of_two_readings_what_fails_its_check_is_dropped(
    monkeypatch: pytest.MonkeyPatch, first: list[str], second: list[str], kept: list[str]
) -> None:
    monkeypatch.setattr(codes, "by_zxing", lambda *_: [_found(text) for text in first])
    monkeypatch.setattr(codes, "again", lambda *_: [_found(text) for text in second])

    assert [one.text for one in read_codes(Image.new("L", (9, 9)))] == kept


@pytest.mark.parametrize(
    ("turn", "quarters"), [(0, 0), (92.0, 3), (179.0, 2), (-88.0, 1), (359.0, 0), (None, 0)]
)
def test_quarter_turns_by_the_codes(turn: float | None, quarters: int) -> None:
    assert turn_of([Found("x", "QRCode", turn, 0, 0)]) == quarters


@pytest.mark.parametrize("skew", [-MOST_SKEW + 0.5, -3.3, -0.4, 0.0, 1.7, MOST_SKEW - 0.5])
def test_how_far_a_page_lies_askew(skew: float) -> None:
    assert skew_of(_scan(2, skew)) == pytest.approx(-skew, abs=0.25)


def test_a_picture_has_no_lines_to_lay_straight() -> None:
    cloud = Image.effect_noise((800, 1100), 90).filter(ImageFilter.GaussianBlur(12))

    assert skew_of(cloud) == 0.0
    assert skew_of(Image.new("L", (800, 1100), 255)) == 0.0


def test_dust_is_nothing_and_a_signature_is_something() -> None:
    empty = scanned(Image.new("L", (1653, 2339), 255), random.Random(3))
    signed = Image.new("L", (1653, 2339), 255)
    signed.paste(20, (700, 1900, 1000, 1912))

    cloud = Image.effect_noise((800, 1100), 90).filter(ImageFilter.GaussianBlur(60))
    shaded = Image.linear_gradient("L").resize((800, 1100))

    assert is_blank(empty)
    assert is_blank(scanned(Image.new("L", (1653, 2339), 255), random.Random(4), skew=6.0))
    assert is_blank(Image.new("L", (1, 1), 255))
    assert not is_blank(Image.new("L", (800, 1100), 0))
    assert not is_blank(shaded)
    assert not is_blank(cloud)
    assert not is_blank(scanned(signed, random.Random(3), skew=0.0))


def test_turning_there_and_back() -> None:
    page = files.page((300, 400))

    assert turned(page, 90).size == (400, 300)
    assert turned(turned(page, 90), 270).tobytes() == page.tobytes()
    assert turned(page, 7).size == page.size
    assert turned(page, 0) is page
