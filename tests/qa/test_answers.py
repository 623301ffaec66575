"""Replies over the shipped report: the invariants of an answer, and why there is none."""

import sqlite3
from pathlib import Path

import pytest

from knowledge.errors import Damaged
from knowledge.local import LocalKnowledgeBase
from knowledge.model import section_path
from qa import abstain
from qa.bot import Bot
from qa.render import reply_json


@pytest.fixture
def bot(base: LocalKnowledgeBase) -> Bot:
    return Bot(base)


def test_the_first_question(bot: Bot) -> None:
    best = bot.ask("全省一共取消了多少台公务用车?").answers[0]
    assert best.text == "31000余台"
    assert [section.label for section in best.section_path] == ["一、", "(一)", "4."]
    assert best.line == best.line_end == 23
    assert best.score > 0.9


QUESTIONS = [
    "全省一共取消了多少台公务用车?",
    "讲授了哪些法律法规?",
    "谁来牵头法治工作领导小组?",
    "怎么推进政务公开?",
    "机关事务",
    "这份报告是哪天发布的?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_reports_own_words(bot: Bot, question: str) -> None:
    reply = bot.ask(question, top=5)
    assert reply.answers
    for answer in reply.answers:
        report = bot.report(answer.report.id)
        assert answer.text == report.text[answer.start : answer.end]
        assert answer.quote == report.text[answer.quote_start : answer.quote_end]
        assert answer.quote_start <= answer.start < answer.end <= answer.quote_end
        assert report.text.split("\n")[answer.line - 1].find(answer.text.split("\n")[0]) != -1
        innermost = report.sections[answer.section_path[-1].ordinal if answer.section_path else 0]
        assert innermost.start <= answer.start <= innermost.end
        assert section_path(report.sections, innermost.ordinal) == answer.section_path
        assert 0 <= answer.score <= 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_runs_give_the_same_bytes(kb_of_shipped: Path, question: str) -> None:
    first, second = (reply_json(Bot(LocalKnowledgeBase(str(kb_of_shipped))).ask(question)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("question", "reason", "named"),
    [
        ("湖南省2020年GDP是多少?", "not_mentioned", "GDP"),
        ("政务服务大厅的面积有多大?", "not_mentioned", "面积"),
        ("局长叫什么名字?", "full_name", "姓名"),
        ("2019年法治政府建设情况如何?", "year_not_loaded", "2019"),
        ("广东省取消了多少台公务用车?", "place_not_loaded", "广东"),
        ("发布机构是谁?", "field_empty", "发布机构"),
        ("的?", "empty", ""),
        ("", "empty", ""),
        ("  \n ", "empty", ""),
        ("多" * 3000, "too_long", ""),
    ],
)
def test_abstentions_say_why(bot: Bot, question: str, reason: str, named: str) -> None:
    reply = bot.ask(question)
    assert reply.answers == () and reply.abstention is not None
    assert reply.abstention.reason == ("figure_absent" if reason == "full_name" else reason)
    assert named in reply.abstention.zh and "\n" not in reply.abstention.zh + reply.abstention.en


def test_an_abstention_offers_the_nearest_sections_with_their_lines(bot: Bot) -> None:
    reply = bot.ask("局长叫什么名字?")
    assert reply.abstention is not None and reply.abstention.nearest
    for near in reply.abstention.nearest:
        assert near.line >= 1


def test_within_names_the_report(bot: Bot) -> None:
    assert bot.ask("取消了多少台公务用车?", within="法治政府建设情况").answers


def test_within_one_report_what_is_rather_wrong_than_right_is_not_told(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = "法治政府建设情况"
    asked = "取消了多少台公务用车?"
    (first, *_) = bot.ask(asked, within=named).answers
    monkeypatch.setattr(abstain, "LEAST_RIGHT_WITHIN", first.score + 0.001)
    refused = bot.ask(asked, within=named).abstention
    assert refused is not None and refused.reason == "unsure"
    # Who asks all reports, or names a topic and asks nothing, is still told.
    assert bot.ask(asked).answers
    assert bot.ask("公务用车", within=named).answers


def test_a_text_that_no_longer_matches_its_hash_is_not_quoted(kb_copy: Path) -> None:
    with sqlite3.connect(kb_copy / "records.db") as db:
        db.execute("UPDATE report SET text = replace(text, '31000余台', '91000余台')")
    db.close()
    with pytest.raises(Damaged):
        Bot(LocalKnowledgeBase(str(kb_copy))).ask("全省一共取消了多少台公务用车?")


def test_a_passage_that_is_not_the_texts_is_not_quoted(kb_copy: Path) -> None:
    with sqlite3.connect(kb_copy / "records.db") as db:
        db.execute("UPDATE passage SET text = replace(text, '31000余台', '91000余台')")
    db.close()
    with pytest.raises(Damaged):
        Bot(LocalKnowledgeBase(str(kb_copy))).ask("全省一共取消了多少台公务用车?")


def test_an_empty_knowledge_base_says_so(tmp_path: Path) -> None:
    reply = Bot(LocalKnowledgeBase(str(tmp_path / "kb"), create=True)).ask("有什么?")
    assert reply.abstention is not None and reply.abstention.reason == "no_reports"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("全省新购置了多少台新能源汽车?", "not_mentioned"),  # cancelled ones are told of, bought ones are not
        ("公务用车拍卖所得是多少钱?", "not_mentioned"),
        ("湖南人和人律师事务所的负责人是谁?", "figure_absent"),  # its own name is no answer
        ("局长叫什么名字?", "figure_absent"),  # an office is no name
    ],
)
def test_a_figure_told_of_something_else_is_no_answer(bot: Bot, question: str, reason: str) -> None:
    abstention = bot.ask(question).abstention
    assert abstention is not None and abstention.reason == reason
