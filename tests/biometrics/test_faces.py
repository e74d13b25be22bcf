"""The check of a photograph: what it finds, and what it says."""

import pytest

from biometrics.faces import PhotoAdvice, check_photo
from biometrics.images import ColourImage
from biometrics.synthetic_faces import FaceVariant, face_image

FOUND = {
    FaceVariant.GOOD: None,
    FaceVariant.NONE: PhotoAdvice.NO_FACE,
    FaceVariant.TWO: PhotoAdvice.SEVERAL,
    FaceVariant.TURNED: PhotoAdvice.FRONT,
    FaceVariant.TILTED: PhotoAdvice.UPRIGHT,
    FaceVariant.DARK: PhotoAdvice.DARK,
    FaceVariant.BRIGHT: PhotoAdvice.BRIGHT,
    FaceVariant.SIDE_LIGHT: PhotoAdvice.UNEVEN,
    FaceVariant.BLURRED: PhotoAdvice.STILL,
    FaceVariant.SMALL: PhotoAdvice.CLOSER,
}


@pytest.mark.parametrize("variant", FaceVariant)
def test_each_fault_brings_its_advice(variant: FaceVariant) -> None:
    advice = FOUND[variant]
    for seed in (0, 1):
        check = check_photo(face_image(seed, variant))
        assert check.accepted is (advice is None)
        assert check.findings[:1] == (() if advice is None else (advice,))
        assert (check.face is None) is (variant is FaceVariant.NONE)


@pytest.mark.parametrize(("width", "height"), [(320, 240), (1280, 960), (1920, 1080)])
def test_any_camera_serves(width: int, height: int) -> None:
    check = check_photo(face_image(0, width=width, height=height))
    assert check.accepted
    assert check.face is not None
    assert 0 < check.face.left < check.face.left + check.face.width < width


def _moved(right: int, *, closer: bool = False) -> ColourImage:
    """Return a good picture of which a part is cut off, so that the face stands elsewhere."""
    from PIL import Image

    seen = face_image(0)
    picture = Image.frombytes("RGB", (seen.width, seen.height), seen.pixels)
    if closer:
        part = picture.crop((190, 90, 455, 425))
    else:
        part = Image.new("RGB", (640, 480), picture.getpixel((1, 1)))
        part.paste(picture.crop((0, 0, 640 - right, 480)), (right, 0))
    return ColourImage(*part.size, part.tobytes())


def test_where_the_person_stands_is_seen() -> None:
    assert PhotoAdvice.CENTRE in check_photo(_moved(190)).findings
    assert PhotoAdvice.FARTHER in check_photo(_moved(0, closer=True)).findings


@pytest.mark.parametrize(
    "image",
    [
        ColourImage(0, 0, b""),
        ColourImage(1, 1, b"\0\0\0"),
        ColourImage(640, 480, bytes(100)),
        ColourImage(-640, -480, bytes(640 * 480 * 3)),
        ColourImage(9000, 200, bytes(9000 * 200 * 3)),
    ],
    ids=["nothing", "a pixel", "less bytes", "negative", "huge"],
)
def test_what_is_no_picture_is_told_as_such(image: ColourImage) -> None:
    check = check_photo(image)
    assert check.findings == (PhotoAdvice.NO_PICTURE,)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_blank_picture_shows_no_face(value: int) -> None:
    image = ColourImage(320, 240, bytes([value]) * (320 * 240 * 3))
    assert check_photo(image).findings == (PhotoAdvice.NO_FACE,)


def test_no_word_claims_conformance() -> None:
    assert not any("icao" in advice.label.lower() for advice in PhotoAdvice)
