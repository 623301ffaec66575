"""哪些省提到…: every report is looked through, and each that holds the words is told."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import tables
from knowledge.text import fold
from qa.bot import Bot
from qa.layout import Screen
from qa.render import reply_data
from qa.show import answered, compared
from qa.survey import surveyed

from .test_scope import provinces  # noqa: F401  (the fixture)


@pytest.mark.parametrize(
    ("question", "what", "negated"),
    [
        ("哪些省提到了低空经济?", "低空经济", False),
        ("哪几个省份的政府工作报告提到“人工智能”?", "人工智能", False),
        ("哪些报告里提到了湖南?", "湖南", False),
        ("提到低空经济的省有哪些?", "低空经济", False),
        ("低空经济在哪些报告里出现过?", "低空经济", False),
        ("有多少份报告提到了专精特新?", "专精特新", False),
        ("哪些省2023年提出要发展氢能?", "发展氢能", False),
        ("哪些省没有提到低空经济?", "低空经济", True),
    ],
)
def test_what_is_looked_for(question: str, what: str, negated: bool) -> None:
    asked = surveyed(fold(question).text)
    assert asked is not None and (asked.what, asked.negated) == (what, negated)


@pytest.mark.parametrize(
    "question",
    [
        "哪些省提到了什么?",
        "报告提到了哪些省?",
        "公诉机关提交的材料有哪些?",
        "这条线为哪些地方提供服务?",
        "哪个省提到了氢能?",
        "",
        "哪些?",
    ],
)
def test_other_questions_are_no_survey(question: str) -> None:
    assert surveyed(question) is None


@given(st.text("哪些省份报告提到了没有低空经济在的2020年?有多少", max_size=24))
def test_any_question_is_read_without_fail(question: str) -> None:
    asked = surveyed(question)
    assert asked is None or asked.what.strip() == asked.what != ""


def _labels(bot: Bot, question: str) -> list[tuple[str, str]]:
    return [(cell.place, cell.year) for cell in bot.ask(question).cells]


ALL = [(place, year) for place in ("湖北", "湖南") for year in ("2020", "2021", "2022")]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("哪些报告提到了粮食总产量?", ALL),
        ("2021年哪些省提到了粮食总产量?", [("湖北", "2021"), ("湖南", "2021")]),
        ("湖南哪几年的报告提到了粮食总产量?", [("湖南", "2020"), ("湖南", "2021"), ("湖南", "2022")]),
        ("哪些报告提到了121万吨?", [("湖南", "2021")]),
        ("哪些报告提到了21万吨?", []),
        ("哪些报告没有提到121万吨?", [label for label in ALL if label != ("湖南", "2021")]),
        ("哪些省修建了高速公路和农村公路?", []),
    ],
)
def test_every_report_that_holds_the_words(provinces: Bot, question: str, told: list[tuple[str, str]]) -> None:  # noqa: F811
    assert _labels(provinces, question) == told


@pytest.mark.parametrize("what", ["公路", "年", "万吨", "新建高速公路", "公里", "回顾"])
def test_as_many_as_reading_all_texts_finds(provinces: Bot, what: str) -> None:  # noqa: F811
    reply = provinces.ask(f"哪些报告提到了“{what}”?", top=2)
    holding = [s.id for s in provinces.reports() if re.search(re.escape(what), provinces.report(s.id).text)]
    assert [cell.report.id for cell in reply.cells if cell.report] == holding
    assert reply.tally is not None and (reply.tally.holding, reply.tally.reports) == (len(holding), 6)
    assert len(reply.answers) == min(2, len(holding))
    for cell in reply.cells:
        assert cell.answer is not None and what in cell.answer.text
        text = provinces.report(cell.answer.report.id).text
        assert cell.answer.quote == text[cell.answer.quote_start : cell.answer.quote_end]


def test_a_synonym_counts(provinces: Bot) -> None:  # noqa: F811
    # 盖 stands for 新建 among the synonyms.
    assert len(_labels(provinces, "哪些报告提到了盖高速公路?")) == 6


def test_what_only_means_nearly_the_same_is_no_mention(provinces: Bot) -> None:  # noqa: F811
    # A dictionary explains 食料 as it does 粮食, which every report has.
    assert "粮食" in tables.near("食料")
    reply = provinces.ask("哪些报告提到了食料?")
    assert reply.abstention is not None and reply.abstention.reason == "not_mentioned"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("哪些省提到了番茄炒蛋?", "not_mentioned"),
        ("2030年哪些省提到了粮食?", "year_not_loaded"),
        ("广东哪几年的报告提到了粮食?", "place_not_loaded"),
    ],
)
def test_none_is_an_abstention(provinces: Bot, question: str, reason: str) -> None:  # noqa: F811
    reply = provinces.ask(question)
    assert not reply.answers and not reply.cells
    assert reply.abstention is not None and reply.abstention.reason == reason


def test_on_the_screen_and_in_json(provinces: Bot) -> None:  # noqa: F811
    reply = provinces.ask("哪些报告提到了粮食总产量?")
    lines = answered(reply, Screen()).splitlines()
    assert lines[0] == "6份报告中6份提到“粮食总产量”："
    assert len(lines) == 8 and lines[2].startswith("湖北 2020\t粮食总产量220万吨")
    assert len(compared(reply)) == 7
    data = json.loads(json.dumps(reply_data(reply)))
    assert data["tally"] == {"what": "粮食总产量", "mentioned": 6, "reports": 6, "negated": False}
    assert [row["report"]["path"] for row in data["comparison"]] == [s.path for s in provinces.reports()]
    assert len(data["answers"]) == 3
