"""Provinces as they are written, and as they are abbreviated."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.places import PROVINCES, abbreviated, in_full, whole_name
from qa.times import five_years

from .test_scope import provinces  # noqa: F401  (the fixture)


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("湘2020年产量", "湖南2020年产量"),
        ("湘粤两省2020年产量", "湖南、广东两省2020年产量"),
        ("2020年,湘鄂赣三省的产量", "2020年,湖南、湖北、江西三省的产量"),
        ("湘、鄂2021年产量", "湖南、湖北2021年产量"),
        ("湘省2020年产量", "湖南省2020年产量"),
        ("那粤呢?", "那广东呢?"),
    ],
)
def test_a_province_by_its_one_character(typed: str, full: str) -> None:
    assert in_full(typed) == full
    assert abbreviated(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "湘江2020年治理",
        "鲁迅是谁?",
        "渝中区2020年产量",
        "新2区",
        "贵省份有哪些?",
        "云计算",
        "沪指2020年涨幅",
        "闽南语",
        "在新2020年",
        "",
    ],
)
def test_a_character_in_a_word_is_no_province(typed: str) -> None:
    assert in_full(typed) == typed


@given(st.lists(st.sampled_from(PROVINCES), max_size=3), st.sampled_from(["2020年产量", "两省的产量", ""]))
def test_what_is_written_in_full_stays(names: list[str], rest: str) -> None:
    assert in_full("、".join(names) + rest) == "、".join(names) + rest


def test_an_abbreviation_is_told(provinces: Bot) -> None:  # noqa: F811
    reply = provinces.ask("湘2020年粮食总产量是多少?")
    assert reply.answers[0].text == "121万吨"
    assert reply.query is not None and reply.query.corrections[0] == ("湘", "湖南")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("“十三五”期间", 2016),
        ("十四五末", 2021),
        ("十五五规划", 2026),
        ("十二五时期", 2011),
        ("六五期间", 1981),
        ("三五成群", None),
        ("二五规划", None),
        ("十五期间", 2001),
    ],
)
def test_five_years(text: str, first: int | None) -> None:
    assert five_years(text) == (set(range(first, first + 5)) if first else set())


def test_a_plan_that_no_report_is_of_is_refused(provinces: Bot) -> None:  # noqa: F811
    reply = provinces.ask("湖南“八五”期间粮食总产量是多少?")
    assert reply.query is not None and reply.query.scope.years == (1991, 1992, 1993, 1994, 1995)
    assert reply.abstention is not None


_CITY = "长沙市{year}年政府工作报告\n\n一、{before}年工作回顾\n\n新增就业{jobs}人。\n"
_PROVINCE = "湖南省{year}年政府工作报告\n\n一、{before}年工作回顾\n\n新增就业{jobs}人。长沙新增就业{city}人。\n"


def _loaded(folder: Path, reports: dict[str, str]) -> Bot:
    for name, text in reports.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    base = LocalKnowledgeBase(str(folder / "kb"), create=True)
    assert all(added.status == "added" for added in base.add([str(folder)]))
    return Bot(base)


def test_a_city_is_content_and_where_its_own_reports_are_loaded_it_picks_them(tmp_path: Path) -> None:
    province = {"湖南": _PROVINCE.format(year=2021, before=2020, jobs=7000, city=500)}
    (tmp_path / "one").mkdir()
    bot = _loaded(tmp_path / "one", province)
    assert bot.ask("长沙2020年新增就业多少人?").answers[0].text == "500人"
    (tmp_path / "two").mkdir()
    bot = _loaded(tmp_path / "two", {**province, "长沙": _CITY.format(year=2021, before=2020, jobs=600)})
    for question in ("长沙2020年新增就业多少人?", "长沙市2020年新增就业多少人?"):
        assert bot.ask(question).answers[0].text == "600人"


def test_last_year_is_told_by_the_one_report(tmp_path: Path) -> None:
    text = "湖南省2021年政府工作报告\n\n一、2020年工作回顾\n\n新增就业700人。\n\n二、2021年重点工作\n\n新增就业900人以上。\n"
    bot = _loaded(tmp_path, {"湖南": text})
    for asked, years, answer in (("去年", (2020,), "700人"), ("今年", (2021,), "900人以上")):
        reply = bot.ask(f"{asked}新增就业多少人?")
        assert reply.query is not None and reply.query.scope.years == years
        assert reply.answers[0].text == answer


def test_a_part_of_the_year_is_not_the_year(tmp_path: Path) -> None:
    text = "湖南省2021年政府工作报告\n\n一、2020年工作回顾\n\n上半年全省经济运行平稳。全年新增就业700人。\n"
    assert not _loaded(tmp_path, {"湖南": text}).ask("湖南2020年上半年新增就业多少人?").answers


def test_a_place_has_its_whole_name() -> None:
    assert whole_name("内蒙和甘肃的粮食产量") == "内蒙古和甘肃的粮食产量"
    assert whole_name("内蒙古") == "内蒙古"
