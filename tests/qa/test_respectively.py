"""A和B分别为X、Y: the figure of what is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.respectively import belongs
from qa.spans import NUMBER

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


@pytest.mark.parametrize(
    ("question", "text", "figures"),
    [
        (
            "分散供养孤儿养育标准",
            "孤儿养育标准集中供养和分散供养水平,分别从每人每月1560元和950元提高到1685元和1025元",
            ["950元", "1025元"],
        ),
        ("二线边民补助", "边境一线、二线乡镇边民补助标准从年人均1700元、1500元分别提高到2700元、2500元", ["2500元"]),
        ("二线边民补助", "一二线边民补贴分别提高到4700元和4500元", ["4500元"]),
        ("农村居民收入", "城乡居民收入分别由2021年的46503元、16932元提高到58794元、23184元", ["16932元", "23184元"]),
    ],
)
def test_what_was_and_what_is_are_of_the_same_things(question: str, text: str, figures: list[str]) -> None:
    spans = [match.span() for match in NUMBER.finditer(text) if match["unit"] == "元"]
    told = [text[slice(*span)] for span in spans if belongs(question, text, *span) == 1.0]
    assert [figure for figure in told if text.index(figure) > text.index("分别")] == figures


@pytest.mark.parametrize(
    ("question", "text", "fits", "others"),
    [
        ("农村居民收入", "城镇、农村居民收入分别增长6.5%、7%,达到29132元、10788元", "7% 10788元", "6.5% 29132元"),
        ("农村居民收入", "城镇、农村居民收入分别增长6.5%、7%,其中工资8000元、6000元", "7% 8000元 6000元", "6.5%"),
        ("农村低保标准", "城乡低保标准提高到每月815元和615元,发放补贴15亿元", "615元 15亿元", "815元"),
        ("城市低保标准", "城乡低保标准提高到每月815元和615元,发放补贴15亿元", "815元 15亿元", "615元"),
        ("煤炭产能", "分别压减生铁、粗钢、煤炭产能160万吨、144万吨、427万吨", "427万吨", "160万吨 144万吨"),
    ],
)
def test_lists_that_say_so_otherwise(question: str, text: str, fits: str, others: str) -> None:
    for told, figures in ((1.0, fits), (0.5, others)):
        places = [(text.index(figure), len(figure)) for figure in figures.split()]
        assert [belongs(question, text, at, at + size) for at, size in places] == [told] * len(places)


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
