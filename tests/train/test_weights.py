"""Questions that are made to have no answer."""

import random
from collections.abc import Callable

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.question import understand
from qa.train.weights import _main, _other


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
