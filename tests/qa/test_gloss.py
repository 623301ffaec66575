"""What a report explains itself, under its own name, is the answer to what that means."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import Clause
from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.gloss import _HEAD, glosses
from qa.question import understand
from qa.retrieve import retrieve

NOTES = """一、工作回顾
加快打造“两违”整治样板，推进旺工淡学，培训旅游人才三万名。
扎实开展三张“零关税”清单落地，让企业少跑路、得实惠。
今年工作总体要求是：坚持稳中求进。
名词解释
［1］旺工淡学：结合行业季节特点，实行旅游旺季工作、淡季学习培训的教育机制。
［2］两违：指违法建筑、违法用地。
3．三张“零关税”清单：原辅料正面清单、交通工具正面清单、生产设备负面清单。
**（4）“六水共治”：**治污水、保供水、排涝水、防洪水、抓节水、优海水。各地同步推进。
"""


@pytest.fixture
def base(base_of: Callable[[str, str], LocalKnowledgeBase]) -> LocalKnowledgeBase:
    return base_of("海南省2021年政府工作报告", NOTES)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("旺工淡学啥意思", "结合行业季节特点，实行旅游旺季工作、淡季学习培训的教育机制"),
        ("什么是旺工淡学?", "结合行业季节特点，实行旅游旺季工作、淡季学习培训的教育机制"),
        ("海南打击的“两违”指什么?", "违法建筑、违法用地"),
        ("三张零关税清单是哪三张?", "原辅料正面清单、交通工具正面清单、生产设备负面清单"),
        ("“六水共治”治的是哪六水?", "治污水、保供水、排涝水、防洪水、抓节水、优海水"),
    ],
)
def test_what_is_explained_is_the_answer(base: LocalKnowledgeBase, question: str, answer: str) -> None:
    told = Bot(base).ask(question).answers[0]
    assert told.text == answer
    assert base.text(told.report.id)[told.start : told.end] == answer


RULES = """第一条 为加强管理，制定本办法。
第二条 本办法所称特殊标志，是指在活动中使用的、由文字和图形组成的名称及缩写。
第三条 本办法下列用语的含义：
（一）清缴，是指排放单位在规定的时限内缴纳配额的行为。
（二）温室气体，包括二氧化碳。清缴的配额可以转让，特殊标志应当登记。
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("什么是特殊标志?", "在活动中使用的、由文字和图形组成的名称及缩写"),
        ("清缴是什么意思?", "排放单位在规定的时限内缴纳配额的行为"),
    ],
)
def test_what_rules_define(base_of: Callable[[str, str], LocalKnowledgeBase], question: str, answer: str) -> None:
    assert Bot(base_of("管理办法", RULES)).ask(question).answers[0].text == answer


@pytest.mark.parametrize("question", ["什么是标志?", "什么是温室特殊标志权?", "清缴义务人是什么意思?"])
def test_another_term_is_not_defined(base_of: Callable[[str, str], LocalKnowledgeBase], question: str) -> None:
    base = base_of("管理办法", RULES)
    query = understand(question, base)
    assert not glosses(query, retrieve(query, base))


def test_a_name_by_itself_asks_what_it_is(base: LocalKnowledgeBase) -> None:
    assert Bot(base).ask("旺工淡学").answers[0].text.startswith("结合行业季节特点")


@pytest.mark.parametrize(
    "question",
    [
        "旺工淡学培训了多少人?",  # asks something else
        "“一窗受理”是什么意思?",  # is explained nowhere
        "海南是什么意思?",
        "为什么推进旺工淡学?",
    ],
)
def test_what_is_not_asked_is_not_explained(base: LocalKnowledgeBase, question: str) -> None:
    query = understand(question, base)
    assert glosses(query, retrieve(query, base)) == []


def test_another_year_explains_nothing(base: LocalKnowledgeBase) -> None:
    query = understand("2018年的旺工淡学是什么意思?", base)
    assert glosses(query, retrieve(query, base)) == []


@settings(max_examples=40)
@given(
    text=st.text("一两违:：［］()*。；\n“”指a1 ", min_size=1, max_size=40),
    asked=st.sampled_from(["两违是什么意思?", "“两违”指什么?", "哪两违?"]),
)
def test_explanations_lie_in_their_passage(kb_of_shipped: Path, text: str, asked: str) -> None:
    with closing(LocalKnowledgeBase(str(kb_of_shipped))) as base:
        query = understand(asked, base)
        some = base.search([Clause("chars", "法", 1.0)], 1)[0]
    hit = some._replace(text=text, passage=some.passage._replace(lead=0, start=0, end=len(text)))
    for one in glosses(query, [hit]):
        assert 0 <= one.quote_start <= one.start < one.end == one.quote_end <= len(text)


def test_white_space_and_marks_without_end_are_passed_at_once() -> None:
    assert _HEAD.match("* " * 20_000 + "。") is None
