"""Which reports, years and parts a question is about, told by titles, dates and headings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.base import Summary
from knowledge.local import LocalKnowledgeBase
from knowledge.model import Head
from qa.bot import Bot
from qa.catalogue import catalogue
from qa.places import places_in
from qa.scope import report_places, report_years, scope, title_places, yearly

_REPORT = """{place}{year}年政府工作报告

——{year}年1月20日在人民代表大会上

一、{before}年工作回顾

粮食总产量{result}万吨，新建高速公路{roads}公里。

二、{year}年重点工作

粮食总产量达到{plan}万吨，新建农村公路{roads}00公里。
"""


@pytest.fixture(scope="module")
def provinces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    folder = tmp_path_factory.mktemp("provinces")
    for place, start in (("湖南省", 100), ("湖北省", 200)):
        for year in (2020, 2021, 2022):
            amount = start + year - 2000
            text = _REPORT.format(
                place=place, year=year, before=year - 1, result=amount, plan=amount + 1000, roads=amount - 90
            )
            (folder / f"{place}{year}年政府工作报告.txt").write_text(text, "utf-8")
    base = LocalKnowledgeBase(str(folder / "kb"), create=True)
    assert [added.status for added in base.add([str(folder)])] == ["added"] * 6
    yield Bot(base)
    base.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("湖南2020年粮食总产量是多少万吨?", "121万吨"),
        ("湖北2020年粮食总产量是多少万吨?", "221万吨"),
        ("湖北2021年粮食总产量目标是多少?", "1221万吨"),
        ("湖南2021年粮食总产量完成了多少?", "122万吨"),
        ("湖楠2020年粮食总产量是多少万吨?", "121万吨"),
    ],
)
def test_the_right_place_year_and_part(provinces: Bot, question: str, answer: str) -> None:
    reply = provinces.ask(question)
    assert [a.text for a in reply.answers][:1] == [answer]


@pytest.mark.parametrize(
    ("question", "reason", "there"),
    [
        ("广东2020年粮食总产量是多少?", "place_not_loaded", "没有广东的报告；有湖北、湖南的"),
        ("湖南2012年粮食总产量是多少?", "year_not_loaded", "没有关于湖南2012年的报告；有湖南2020-2022年的"),
        ("湖南二〇三五年粮食总产量目标是多少?", "year_not_loaded", "没有关于湖南2035年的报告"),
        ("2012年粮食总产量是多少?", "year_not_loaded", "没有关于2012年的报告；有2020-2022年的"),
        ("日本2020年粮食总产量是多少?", "not_mentioned", "日本"),
    ],
)
def test_what_no_report_covers_is_refused(provinces: Bot, question: str, reason: str, there: str) -> None:
    reply = provinces.ask(question)
    assert not reply.answers and reply.abstention is not None
    assert reply.abstention.reason == reason
    assert there in reply.abstention.zh


@pytest.mark.parametrize("follow_up", ["那2035年呢?", "那广东呢?", "那日本呢?"])
def test_a_follow_up_about_what_no_report_covers_is_refused(provinces: Bot, follow_up: str) -> None:
    reply = provinces.ask(follow_up, ["湖南2020年粮食总产量是多少?"])
    assert not reply.answers and reply.abstention is not None


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("湖南2021年想增产多少粮食?", "plan"),
        ("湖南2021年要增产多少粮食?", "plan"),
        ("湖南2021年主要粮食产量是多少?", ""),
        ("湖南2021年理想粮食产量是多少?", ""),
        ("想知道湖南2021年粮食产量是多少?", ""),
        ("湖南2021年目标实际完成多少?", "result"),
        ("湖南2021年计划实际利用外资多少?", "plan"),
        ("湖南2021年粮食目标完成了没有?", "result"),
        ("湖南2021年年初定的任务是多少?", "plan"),
        ("湖南2021年增产了多少粮食?", "result"),
        ("湖南2021年粮食产量为什么没达到预期目标?", "result"),
        ("湖南2021年有哪些目标未能如期完成?", "result"),
        ("湖南2021年要完成什么目标?", "plan"),
    ],
)
def test_plans_or_results(provinces: Bot, question: str, intent: str) -> None:
    reports = catalogue(provinces.reports())
    assert scope(question, (2021,), reports, ()).intent == intent


def _one_report(folder: Path, text: str) -> Bot:
    (folder / "湖南省2021年政府工作报告.txt").write_text(f"湖南省2021年政府工作报告\n\n{text}\n", "utf-8")
    base = LocalKnowledgeBase(str(folder / "kb"), create=True)
    assert [added.status for added in base.add([str(folder)])] == ["added"]
    return Bot(base)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("深圳、长沙科技集群进入前列，全省研发经费支出460亿元。", "深圳2020年研发经费支出是多少?", None),
        ("深圳、长沙科技集群进入前列，深圳研发经费支出460亿元。", "深圳2020年研发经费支出是多少?", "460亿元"),
        # A city is told of where it is named, but for one that only leads to a rarer name.
        ("全省新增学位460万个。", "湖南2020年长沙新增学位多少个?", None),
        ("长沙新增学位460万个。", "湖南2020年长沙新增学位多少个?", "460万个"),
        ("一、2021年目标\n\n改造旧房3万户。", "湖南2021年改造旧房最终目标是多少户?", "3万户"),
        # What became of a plan is not told by the plan.
        ("一、2021年目标\n\n改造旧房3万户。", "湖南2021年实际改造旧房多少户?", None),
        ("一、2021年目标\n\n改造旧房3万户。", "湖南2021年改造旧房多少户?", "3万户"),
        ("一、2021年回顾\n\n改造旧房3万户。", "湖南2021年实际改造旧房多少户?", "3万户"),
        ("天津、山东等地援助重点资金38亿元。", "天津2020年重点资金是多少亿元?", None),
        ("经天津港出口38亿元。", "天津港2020年出口多少亿元?", "38亿元"),
        ("展望2035年，现代化基本实现。2021年粮食产量达到500万吨。", "2035年粮食产量目标是多少?", None),
        ("展望2035年，现代化基本实现。粮食产量达到500万吨。", "2035年粮食产量目标是多少?", "500万吨"),
        ("高铁里程达2027公里，新增高速公路493公里。", "2027年新增高速公路多少公里?", None),
    ],
)
def test_a_sentence_about_another_place_or_year_is_no_answer(
    tmp_path: Path, text: str, question: str, answer: str | None
) -> None:
    reply = _one_report(tmp_path, text).ask(question)
    assert (reply.answers[0].text if reply.answers else None) == answer


@pytest.mark.parametrize(
    ("follow_up", "answer"),
    [("那2021年呢?", "122万吨"), ("湖北呢?", "221万吨"), ("那新建高速公路呢?", "31公里")],
)
def test_follow_ups(provinces: Bot, follow_up: str, answer: str) -> None:
    reply = provinces.ask(follow_up, ["湖南2020年粮食总产量是多少?"])
    assert [a.text for a in reply.answers][:1] == [answer]


def test_report_years(provinces: Bot, base: LocalKnowledgeBase) -> None:
    assert {report_years(report) for report in provinces.reports()} == {
        (2020, 2019),
        (2021, 2020),
        (2022, 2021),
    }
    # 2020年度…, dated 2021: about 2020 alone.
    assert [report_years(report) for report in base.reports()] == [(2020,)]


@pytest.mark.parametrize(
    ("title", "path", "date", "of_a_year"),
    [
        ("湖南省2021年政府工作报告", "a.txt", "", True),
        ("政府工作报告", "湖南省2021年政府工作报告.md", "", True),
        ("政府工作报告", "a.txt", "2021-01-26", True),
        ("某局2020年度法治政府建设情况", "a.txt", "2021-03-17", True),
        ("公共租赁住房管理办法", "a.html", "2024-07-26", False),
        ("关于开展2026年度参保缴费工作的通告", "a.html", "2025-10-17", False),
        ("失业保险常见问题解答（2025年11月版）", "a.html", "2025-12-05", False),
        ("怎么申领社会保障卡？", "a.html", "2026-06-25", False),
        ("某市新闻", "1914eb3fb274340b8b60f4718f1f1600.txt", "", False),
    ],
)
def test_what_is_of_a_year(title: str, path: str, date: str, of_a_year: bool) -> None:
    assert yearly(Summary(1, path, path, "utf-8", "", 0, 0, Head(title, "", date, "", ()), ())) is of_a_year


def test_places() -> None:
    assert places_in("湖南和湖北2020年的比较") == ("湖南", "湖北")
    assert title_places("新疆维吾尔自治区2021年政府工作报告") == ("新疆",)
    assert title_places("长沙市2021年政府工作报告") == ("长沙",)
    assert title_places("关于印发通知") == ()


@pytest.mark.parametrize(
    ("title", "path", "issuer", "places"),
    [
        ("2016年政府工作报告", "长沙市2016年政府工作报告.md", "", ("长沙",)),
        ("政府工作报告", "湖南/2016.txt", "长沙市人民政府", ("长沙",)),
        ("湖南省2016年政府工作报告", "湖南省2016年政府工作报告.md", "", ("湖南",)),
        ("湖南省长沙市工作报告", "a.txt", "湖南省人民政府", ("湖南",)),
        ("关于印发通知", "a.txt", "", ()),
    ],
)
def test_the_places_of_a_report(title: str, path: str, issuer: str, places: tuple[str, ...]) -> None:
    summary = Summary(1, path, path, "utf-8", "", 0, 0, Head(title, issuer, "", "", ()), ())
    assert report_places(summary) == places


def test_reports_without_places_are_never_left_out(base: LocalKnowledgeBase) -> None:
    assert scope("广东的情况", (), catalogue([]), []).strange == ()
    assert scope("民生", (), catalogue(base.reports()), []).reports is None


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [("粮食总产量是多少?", "哪个地方、哪一年"), ("湖南粮食总产量是多少?", "哪一年"), ("2021年粮食总产量是多少?", None)],
)
def test_a_figure_that_many_reports_tell_is_asked_back(provinces: Bot, question: str, unsaid: str | None) -> None:
    reply = provinces.ask(question)
    if unsaid is None:  # of two reports, both are shown
        assert reply.answers
        return
    assert reply.abstention is not None and reply.abstention.reason == "ambiguous"
    assert unsaid in reply.abstention.zh
    assert len({near.report.id for near in reply.abstention.nearest}) == len(reply.abstention.nearest) >= 3


def test_words_that_one_report_has_are_not_ambiguous(provinces: Bot) -> None:
    assert provinces.ask("粮食总产量121万吨时新建高速公路多少公里?").answers
    only = provinces.reports()[0].path
    assert provinces.ask("粮食总产量是多少?", within=only).answers


_PERIOD = """湖北省2021年政府工作报告

一、“十三五”时期发展回顾

地区生产总值年均增长6.1%。“十二五”时期地区生产总值年均增长10.1%。

二、“十四五”时期主要目标

地区生产总值年均增长6.5%。
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("湖北十三五期间地区生产总值年均增长多少?", "6.1%"),
        ("湖北“十四五”地区生产总值年均增长目标是多少?", "6.5%"),
    ],
)
def test_a_five_year_plan_is_not_another_one(tmp_path: Path, question: str, answer: str) -> None:
    (tmp_path / "湖北省2021年政府工作报告.txt").write_text(_PERIOD, "utf-8")
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    assert [added.status for added in base.add([str(tmp_path / "湖北省2021年政府工作报告.txt")])] == ["added"]
    assert Bot(base).ask(question).answers[0].text == answer
    base.close()


def test_what_grew_by_the_year_for_five_years_is_of_no_single_one(tmp_path: Path) -> None:
    (tmp_path / "湖南省2021年政府工作报告.txt").write_text(
        "湖南省2021年政府工作报告\n\n一、2020年和“十三五”时期工作回顾\n\n"
        "五年来，综合实力大幅提升。地区生产总值年均增长7%，跨越两个万亿台阶。\n\n"
        "全年疫情防控有力有效。地区生产总值增长3.8%，总量突破4万亿元。\n",
        "utf-8",
    )
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    list(base.add([str(tmp_path)]))
    bot = Bot(base)
    assert bot.ask("湖南2020年地区生产总值增长多少?").answers[0].text == "3.8%"
    assert bot.ask("湖南2020年GDP增速").answers[0].text == "3.8%"
    assert bot.ask("湖南“十三五”时期地区生产总值年均增长多少?").answers[0].text == "7%"
    base.close()
