"""The noun that says what kind of thing is asked for, and names that end with it."""

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.kinds import noun, with_noun
from qa.model import Query
from qa.question import understand


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> LocalKnowledgeBase:
    folder = tmp_path_factory.mktemp("kinds")
    report = folder / "某省2025年政府工作报告.txt"
    report.write_text(
        "某省2025年政府工作报告\n一、工作回顾\n支持天都实验室牵头发起国际大科学工程，清溪村入选全国“十佳案例”。\n"
        "市领导走访了三家医院，聘请了五位院士。\n",
        "utf-8",
    )
    base = LocalKnowledgeBase(str(folder / "kb"), create=True)
    list(base.add([str(report)]))
    return base


def asked(question: str, base: LocalKnowledgeBase) -> Query:
    return understand(question, base)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("支持哪个实验室牵头发起国际大科学工程?", "实验室"),
        ("哪个村入选了全国十佳案例?", "村"),
        ("走访了哪些医院?", "医院"),
        ("聘请了哪位院士?", "院士"),
        ("大科学工程是什么?", ""),
        ("走访了多少家医院?", ""),  # a figure is asked for, and no name
        ("实验室", ""),
    ],
)
def test_the_noun_stands_behind_the_words_that_ask(base: LocalKnowledgeBase, question: str, expected: str) -> None:
    assert noun(asked(question, base)) == expected


def test_a_name_is_taken_with_its_noun(base: LocalKnowledgeBase) -> None:
    text = "支持天都实验室牵头"
    assert with_noun(asked("支持哪个实验室?", base), text, 4) == text.index("牵头")
    assert with_noun(asked("支持哪个实验室?", base), text, 3) == 3  # something stands between
    assert with_noun(asked("支持谁?", base), text, 4) == 4
    assert with_noun(asked("聘请了哪位院士?", base), "钟南山院士", 3) == 3  # what a person is, is no part of the name


def test_the_answer_is_the_whole_name(base: LocalKnowledgeBase) -> None:
    for question, name in (
        ("支持哪个实验室牵头发起国际大科学工程?", "天都实验室"),
        ("哪个村入选了全国十佳案例?", "清溪村"),
    ):
        (first, *_) = Bot(base).ask(question).answers
        assert first.text == name
