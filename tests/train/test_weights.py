"""Questions that are made to have no answer."""

import random
from collections.abc import Callable

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.asking import GROUP
from qa.question import understand
from qa.train.weights import _main, _measured_otherwise, _other


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("2020年甘肃粮食产量是多少?", "2020年甘肃汽车产量是多少?"),
        ("粮食产量是多少?", None),  # of no place or year: any report may tell
        ("2020年甘肃粮食产量怎么提高?", None),  # no form that is asked for
    ],
)
def test_a_question_for_what_the_reports_of_its_place_do_not_have(
    base_of: Callable[[str, str], LocalKnowledgeBase], question: str, other: str | None
) -> None:
    base_of("2020年湖南政府工作报告", "汽车产量100万辆,棉花产量1万吨。")
    base = base_of("2020年甘肃政府工作报告", "粮食产量1200万吨,棉花产量3万吨。")
    query = understand(question, base)
    main = _main(query)
    assert main is not None and main.text == "粮食产量"
    made = _other(query, base, ["棉花产量", "汽车产量", "粮食产量"], random.Random(1))
    assert (made.text if made else None) == other


@pytest.mark.parametrize(
    ("question", "measured"),
    [
        ("2020年甘肃新建公路多少公里?", True),
        ("2020年甘肃公路投资多少亿元?", True),
        ("2020年甘肃在哪里新建公路?", False),
        ("2020年甘肃公路里程", False),
    ],
)
def test_a_question_for_another_figure_of_the_same_thing(
    base_of: Callable[[str, str], LocalKnowledgeBase], question: str, measured: bool
) -> None:
    base = base_of("2020年甘肃政府工作报告", "新建公路300公里。")
    query = understand(question, base)
    for seed in range(20):
        made = _measured_otherwise(query, base, random.Random(seed))
        assert (made is not None) == measured
        if made:
            assert made.asking.kind == "number" and GROUP[made.asking.unit] != GROUP[query.asking.unit]
            assert "公路" in {term.text for term in made.terms}
