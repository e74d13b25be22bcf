"""A scan is split by the codes on its pages, and nothing of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from domain.case_number import CaseNumber
from domain.form_mark import COVER, FormMark
from domain.splitting import COVER_ALONE, MISREAD, SEVERAL, Run, ScannedPage, split

CASE = CaseNumber("QUITO", 26, 12)
OTHER = CaseNumber("QUITO", 26, 13)


def mark(
    page: int = 1,
    pages: int = 1,
    *,
    form: str = "ADMINISTRADOR",
    requirement: int = 1,
    case: CaseNumber = CASE,
) -> str:
    return FormMark(case, requirement, form, 2, page, pages).qr


def scan(*codes: str | None) -> tuple[Run, ...]:
    """Split pages that carry these codes; None is a page without any, ``blank`` nothing at all."""
    return split(
        ScannedPage(number, code == "blank", () if code in (None, "blank") else (str(code),))
        for number, code in enumerate(codes, 1)
    )


def test_each_form_is_a_document() -> None:
    assert scan(mark(), mark(requirement=2, form="ACUERDO")) == (
        Run(1, 1, CASE, 1, "ADMINISTRADOR"),
        Run(2, 2, CASE, 2, "ACUERDO"),
    )


def test_the_pages_of_a_form_are_one_in_any_order() -> None:
    assert scan(mark(1, 2), mark(2, 2)) == (Run(1, 2, CASE, 1, "ADMINISTRADOR"),)
    assert scan(mark(2, 2), mark(1, 2)) == (Run(1, 2, CASE, 1, "ADMINISTRADOR"),)
    assert scan(mark(1, 2), "blank", mark(2, 2)) == (Run(1, 3, CASE, 1, "ADMINISTRADOR"),)


def test_a_page_that_came_already_begins_another() -> None:
    assert len(scan(mark(), mark())) == 2


def test_a_form_that_lacks_a_page_says_which() -> None:
    (one,) = scan(mark(1, 2))
    assert one.trouble == "Falta la página 2 de 2."
    (two,) = scan(mark(2, 4))
    assert two.trouble == "Faltan las páginas 1, 3, 4 de 4."


def test_what_follows_a_cover_is_the_document() -> None:
    cover = mark(form=COVER, requirement=3)
    assert scan(cover, None, None, "blank") == (Run(2, 3, CASE, 3),)
    assert scan(cover, None, mark(), None) == (
        Run(2, 2, CASE, 3),
        Run(3, 3, CASE, 1, "ADMINISTRADOR"),
        Run(4, 4),
    )


def test_a_cover_alone_is_told() -> None:
    cover = mark(form=COVER, requirement=3)
    assert scan(cover) == (Run(1, 1, trouble=COVER_ALONE),)
    assert scan(cover, mark())[0].trouble == COVER_ALONE


def test_what_has_no_code_lies_together() -> None:
    assert scan(None, None, "blank") == (Run(1, 2),)
    assert scan("blank", None) == (Run(2, 2),)
    assert scan("blank") == ()
    assert scan(mark(), None, None)[1] == Run(2, 3)


def test_the_code_of_a_case_alone_files_under_the_case() -> None:
    assert scan(CASE.qr, None) == (Run(1, 1, CASE), Run(2, 2))


def test_codes_that_cannot_be_believed_are_told() -> None:
    assert scan(mark()[:-1] + "2" if mark()[-1] != "2" else mark()[:-1] + "3")[0].trouble == MISREAD
    (several,) = split([ScannedPage(1, codes=(mark(), mark(case=OTHER)))])
    assert several == Run(1, 1, trouble=SEVERAL)
    (cases,) = split([ScannedPage(1, codes=(CASE.qr, OTHER.qr))])
    assert cases.trouble == SEVERAL
    (foreign,) = split([ScannedPage(1, codes=("https://example.org", "\x00\ud800" * 500))])
    assert foreign == Run(1, 1)
    (beside,) = split([ScannedPage(1, codes=("VF1/x", CASE.qr))])
    assert beside == Run(1, 1, CASE)
    # A misread code does not join what lies loose before it.
    assert [run.trouble for run in scan(None, "VF1/x", None)] == ["", MISREAD]


page_codes = st.sampled_from(
    [
        None,
        "blank",
        "VF1/broken",
        mark(),
        mark(1, 2),
        mark(2, 2),
        mark(form=COVER, requirement=4),
        mark(case=OTHER),
        CASE.qr,
        "other",
    ]
)


@given(st.lists(page_codes, max_size=14))
def test_no_page_is_lost_nor_in_two_documents(codes: list[str | None]) -> None:
    runs = scan(*codes)
    places = [number for run in runs for number in range(run.first, run.last + 1)]
    assert places == sorted(set(places))
    left_out = set(range(1, len(codes) + 1)) - set(places)
    cover = mark(form=COVER, requirement=4)
    assert all(codes[number - 1] in ("blank", cover) for number in left_out)
