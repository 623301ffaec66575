"""A和B分别为X、Y: the figure of what is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.respectively import belongs

TEXT = (
    "2025年1月起,困难残疾人生活补贴和重度残疾人护理补贴标准分别为每人每月209元、280元。城乡居民收入分别增长4.7%、7.7%。"
)


@pytest.mark.parametrize(
    ("question", "figure", "fits"),
    [
        ("重度残疾人护理补贴标准是多少", "280元", True),
        ("重度残疾人护理补贴标准是多少", "209元", False),
        ("困难残疾人生活补贴标准是多少", "209元", True),
        ("农村居民收入增长多少", "7.7%", True),
        ("农村居民收入增长多少", "4.7%", False),
        ("城镇居民收入增长多少", "4.7%", True),
        ("居民收入增长多少", "4.7%", True),
        ("居民收入增长多少", "7.7%", True),
    ],
)
def test_the_figure_of_what_is_asked(question: str, figure: str, fits: bool) -> None:
    at = TEXT.index(figure)
    assert (belongs(question, TEXT, at, at + len(figure)) == 1.0) == fits


@pytest.mark.parametrize(
    ("question", "figure", "fits"),
    [
        ("农村居民收入增长多少", "7%", True),
        ("农村居民收入增长多少", "5%", False),
        ("城镇居民收入是多少", "6.32万元", True),
        ("城镇居民收入是多少", "3.05万元", False),
    ],
)
def test_a_second_pair_is_of_the_same_things(question: str, figure: str, fits: bool) -> None:
    text = "城乡居民收入分别达6.32万元和3.05万元、增长5%和7%。"
    at = text.index(figure)
    assert (belongs(question, text, at, at + len(figure)) == 1.0) == fits


def test_things_are_told_apart_by_how_they_begin() -> None:
    text = "食品评价性抽检、药品抽检合格率分别为99.4%、99.8%。"
    assert [belongs("药品评价性抽检合格率是多少", text, at, at + 5) for at in map(text.index, ("99.4%", "99.8%"))] == [
        0.5,
        1.0,
    ]


def test_as_many_figures_as_things_or_none_tells() -> None:
    text = "收入、支出和结余分别为3元、2元。"
    at = text.index("2元")
    assert belongs("结余多少", text, at, at + 2) == 1.0


@given(st.text("甲乙丙和、分别为12元%,。", max_size=60), st.integers(0, 60), st.integers(1, 5))
def test_any_text_has_an_answer(text: str, start: int, size: int) -> None:
    start = min(start, len(text))
    assert belongs("甲乙多少元", text, start, min(len(text), start + size)) in (0.5, 1.0)
