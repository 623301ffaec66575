"""A name is taken with the noun that says what kind of thing is asked for."""

from collections.abc import Callable

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.kinds import with_noun
from qa.question import understand
from qa.reading import _marks

BaseOf = Callable[[str, str], LocalKnowledgeBase]


@pytest.fixture
def base(base_of: BaseOf) -> LocalKnowledgeBase:
    return base_of(
        "某省2025年政府工作报告",
        "一、工作回顾\n支持天都实验室牵头发起国际大科学工程，清溪村入选全国“十佳案例”。\n市领导走访了三家医院，聘请了五位院士。\n"
        "聘请人和律师事务所作为顾问单位。\n",
    )


@pytest.mark.parametrize(
    ("question", "text", "name", "whole"),
    [
        ("支持哪个实验室?", "支持天都实验室牵头", "天都", "天都实验室"),
        ("哪个村入选了全国十佳案例?", "清溪村入选", "清溪", "清溪村"),
        ("走访了哪些医院?", "走访人民医院", "人民", "人民医院"),
        ("支持哪个实验室?", "支持天都实验室牵头", "天都实验室牵头", "天都实验室"),
        ("哪个村入选了全国十佳案例?", "清溪村入选全国", "清溪村入选", "清溪村"),
        ("聘请了哪家律师事务所作为顾问?", "聘请人和律师事务所作为顾问", "人和律师事务所作为", "人和律师事务所"),
        ("聘请了哪家律所作为顾问?", "聘请人和律师事务所作为顾问", "人和律师事务所作为", "人和律师事务所"),
        ("走访了哪些医院?", "走访人民医院和医院食堂", "人民医院和医院食堂", "人民医院和医院食堂"),
        ("支持哪个实验室?", "支持天都实验室牵头", "天", "天"),  # something stands between
        ("大科学工程是什么?", "天都实验室", "天都", "天都"),  # no noun is asked for
        ("哪家医院升为三级?", "人民中心医院升为三级", "人民", "人民中心医院"),
        ("哪家医院升为三级?", "人民等医院升为三级", "人民", "人民"),
        ("哪家医院升为三级?", "人民的医院升为三级", "人民", "人民"),
        ("走访了多少家医院?", "三家医院", "三家", "三家"),  # a figure is asked for, and no name
        ("聘请了哪位院士?", "钟南山院士", "钟南山", "钟南山"),  # what a person is, is no part of the name
        ("实验室", "天都实验室", "天都", "天都"),
    ],
)
def test_a_name_is_taken_with_its_noun(
    base: LocalKnowledgeBase, question: str, text: str, name: str, whole: str
) -> None:
    start, query = text.index(name), understand(question, base)
    marks = [_marks(term, text) for term in query.terms]
    assert text[start : with_noun(query, text, marks, start, start + len(name))] == whole


def test_the_answer_is_the_whole_name(base: LocalKnowledgeBase) -> None:
    for question, name in (
        ("支持哪个实验室牵头发起国际大科学工程?", "天都实验室"),
        ("哪个村入选了全国十佳案例?", "清溪村"),
    ):
        (first, *_) = Bot(base).ask(question).answers
        assert first.text == name
