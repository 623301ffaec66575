"""What tells how sure evidence is: whether it stands by what is asked, or only near it."""

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.doubt import DOUBTS, doubts
from qa.extract import scored
from qa.question import understand
from qa.retrieve import retrieve

TEXT = """湖南省2021年政府工作报告

一、2020年工作回顾

新建高速公路300公里，改造老旧小区1369个，惠及居民52万人。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> LocalKnowledgeBase:
    folder = tmp_path_factory.mktemp("doubt")
    (folder / "湖南省2021年政府工作报告.txt").write_text(TEXT, "utf-8")
    made = LocalKnowledgeBase(str(folder / "kb"), create=True)
    assert [added.status for added in made.add([str(folder)])] == ["added"]
    return made


def known(base: LocalKnowledgeBase, question: str, answer: str) -> dict[str, float]:
    """Return what is known of the candidate that reads `answer`."""
    query = understand(question, base)
    one = next(
        one
        for _, one in scored(query, retrieve(query, base), sure=0.0)
        if one.sentence.reading.folded.text[one.start : one.end] == answer
    )
    return dict(zip(DOUBTS, doubts(query, one), strict=True))


def test_a_figure_stands_in_its_own_clause(base: LocalKnowledgeBase) -> None:
    own = known(base, "湖南2020年改造老旧小区多少个?", "1369个")
    other = known(base, "湖南2020年改造老旧小区多少个?", "52万人")
    assert own["in clause"] == 1 and own["missing in clause"] == own["beside missing"] == 0
    assert other["in clause"] < 0.5 and other["missing in clause"] > 0 and other["beside missing"] == 1


def test_what_is_counted_stands_in_the_sentence(base: LocalKnowledgeBase) -> None:
    assert known(base, "湖南2020年惠及多少居民?", "52万人")["counted in sentence"] == 1
    assert known(base, "湖南2020年惠及多少学生?", "52万人")["counted in sentence"] == 0


@pytest.mark.parametrize(
    ("question", "meant", "unmeant"),
    [
        ("湖南2020年新建了多少公里高速公路?", 1, 0),
        ("湖南2020年计划新建多少公里高速公路?", 0, 1),
        ("湖南2020年高速公路多少公里?", 0, 0),
    ],
)
def test_results_or_plans(base: LocalKnowledgeBase, question: str, meant: float, unmeant: float) -> None:
    told = known(base, question, "300公里")
    assert (told["meant"], told["unmeant"]) == (meant, unmeant)


def test_each_question_is_of_one_kind(base: LocalKnowledgeBase) -> None:
    told = known(base, "湖南2020年高速公路多少公里?", "300公里")
    assert sum(value for name, value in told.items() if name.startswith("kind ")) == told["kind number"] == 1
    assert told["unit named"] == 1 and all(0 <= value <= 1 for value in told.values())
