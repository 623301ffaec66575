"""Which reports, years and parts a question is about, told by titles, dates and headings."""

from collections.abc import Iterator

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.scope import places_in, report_years, scope, title_places

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
    ("question", "reason"),
    [("广东2020年粮食总产量是多少?", "place_not_loaded"), ("湖南2012年粮食总产量是多少?", "year_not_loaded")],
)
def test_what_no_report_covers_is_refused(provinces: Bot, question: str, reason: str) -> None:
    reply = provinces.ask(question)
    assert not reply.answers and reply.abstention is not None
    assert reply.abstention.reason == reason


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


def test_places() -> None:
    assert places_in("湖南和湖北2020年的比较") == ("湖南", "湖北")
    assert title_places("新疆维吾尔自治区2021年政府工作报告") == ("新疆",)
    assert title_places("长沙市2021年政府工作报告") == ("长沙",)
    assert title_places("关于印发通知") == ()


def test_reports_without_places_are_never_left_out(base: LocalKnowledgeBase) -> None:
    assert scope("广东的情况", (), [], []).strange == ()
    assert scope("民生", (), base.reports(), []).reports is None
