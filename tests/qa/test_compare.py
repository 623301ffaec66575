"""Comparisons: each place and year is asked of its own report; what is not told is a blank with its reason."""

import pytest

from qa.asking import asking
from qa.bot import Bot
from qa.compare import ahead, parts
from qa.model import Answer, Cell
from qa.show import asides, compared

from .test_scope import provinces  # noqa: F401  (the fixture)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("湖南和湖北2020年粮食总产量各是多少?", ["湖南2020年粮食总产量是多少?", "湖北2020年粮食总产量是多少?"]),
        ("湖南2020年和2021年的产量分别是多少?", ["湖南2020年的产量是多少?", "湖南2021年的产量是多少?"]),
        ("湖南2019到2021年产量是多少?", ["湖南2019年产量是多少?", "湖南2020年产量是多少?", "湖南2021年产量是多少?"]),
        ("湖南和湖北2020年的目标一样吗?", ["湖南2020年的目标是多少?", "湖北2020年的目标是多少?"]),
        ("宁夏和山东2025年浓度哪个低,各是多少?", ["宁夏2025年浓度是多少?", "山东2025年浓度是多少?"]),
    ],
)
def test_parts(question: str, asked: list[str]) -> None:
    assert [part.question for part in parts(question)] == asked


@pytest.mark.parametrize(
    "question", ["宁夏派了多少名队员驰援湖北?", "海南2013到2017年建成了哪几座大桥?", "湖南2020年产量是多少?", "", "和"]
)
def test_what_compares_nothing_stays_whole(question: str) -> None:
    assert parts(question) == ()


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("湖南历年粮食总产量是多少?", [2019, 2020, 2021, 2022]),
        ("湖南2021年以来每年的粮食总产量是多少?", [2021, 2022]),
        ("湖南近两年每年粮食总产量是多少?", [2021, 2022]),
        ("湖南2030年以来每年的粮食总产量是多少?", []),
        ("补助提高到每人每年多少元?", []),
        ("湖南历年工作重点有哪些?", []),
    ],
)
def test_every_year_that_the_reports_tell_about(question: str, years: list[int]) -> None:
    assert [part.year for part in parts(question, {2019, 2020, 2021, 2022})] == [str(year) for year in years]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("湖南湖北两省2020年产量各是多少?", ["湖南", "湖北"]),
        ("广东、浙江和江苏三省2023年产量谁更高?", ["广东", "浙江", "江苏"]),
        ("新疆维吾尔自治区和广西壮族自治区2021年产量是多少?", ["新疆维吾尔自治区", "广西壮族自治区"]),
        ("广东与香港澳门共建什么?", []),
        ("湖南2020年比2019年增长多少?", []),
    ],
)
def test_places_listed(question: str, places: list[str]) -> None:
    assert [part.place for part in parts(question)] == places


def test_each_part_is_a_plain_question() -> None:
    assert {asking(part.question).kind for part in parts("湖南、湖北2020、2021年的产量各是多少?")} == {"number"}


def test_a_table_with_its_blanks(provinces: Bot) -> None:  # noqa: F811
    reply = provinces.ask("湖南和湖北2020年和2012年的粮食总产量分别是多少?")
    told = {(cell.place, cell.year): cell.answer.text if cell.answer else None for cell in reply.cells}
    assert told == {
        ("湖南", "2020"): "121万吨",
        ("湖北", "2020"): "221万吨",
        ("湖南", "2012"): None,
        ("湖北", "2012"): None,
    }
    assert [answer.text for answer in reply.answers] == ["121万吨", "221万吨"]
    rows = compared(reply)
    assert len(rows) == 5 and sum(row[1] == "—" for row in rows) == 2
    assert all(row[2] for row in rows)


def test_a_comparison_that_tells_nothing_is_an_abstention(provinces: Bot) -> None:  # noqa: F811
    reply = provinces.ask("湖南和湖北2012年粮食总产量各是多少?")
    assert not reply.answers and reply.abstention is not None
    assert reply.abstention.reason == "year_not_loaded"


def _cell(place: str, answer: Answer, text: str, before: str) -> Cell:
    told = answer._replace(text=text, quote=before + text, start=len(before), quote_start=0)
    return Cell(place, "", told, None)


@pytest.mark.parametrize(
    ("question", "figures", "first"),
    [
        ("谁更高?", ("增长5.1%", "增长4.8%"), ["甲"]),
        ("哪个低?", ("增长5.1%", "增长4.8%"), ["乙"]),
        ("哪家多?", ("达9800万元", "达1.2亿元"), ["乙"]),
        ("谁更高?", ("达1,020家", "达1020家"), ["甲", "乙"]),
        ("各是多少?", ("增长5.1%", "增长4.8%"), []),
        ("谁更高?", ("增长5.1%", "下降4.8%"), []),
        ("谁更高?", ("增长5.5%以上", "增长6%"), []),
        ("谁更高?", ("增长5-6%", "增长7%"), []),
        ("谁更高?", ("达51%", "达3万元"), []),
        ("谁更高?", ("三千多家", "达3万家"), []),
    ],
)
def test_the_one_that_is_ahead(
    provinces: Bot,  # noqa: F811
    question: str,
    figures: tuple[str, str],
    first: list[str],
) -> None:
    answer = provinces.ask("湖南2020年粮食总产量是多少?").answers[0]
    split = [(figure[:2], figure[2:]) if figure[0] in "增下" else (figure[:1], figure[1:]) for figure in figures]
    cells = [_cell(place, answer, text, before) for place, (before, text) in zip("甲乙", split, strict=True)]
    assert [cell.place for cell in ahead(question, cells)] == first


def test_the_one_that_is_ahead_is_told(provinces: Bot) -> None:  # noqa: F811
    reply = provinces.ask("湖南和湖北2020年粮食总产量谁更高?")
    assert [cell.place for cell in reply.ahead] == ["湖北"]
    assert "按数字比较：是湖北" in list(asides(reply))
