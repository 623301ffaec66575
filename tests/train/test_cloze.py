import random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[train]'")

from qa.train import teacher  # noqa: E402
from qa.train.cloze import CLOZE, examples, words  # noqa: E402
from qa.train.examples import Passages  # noqa: E402
from qa.train.teacher import Teacher  # noqa: E402

_FIRST = "范廷颂出生于越南宁平省。一九六三年,范廷颂被任命为越南北宁教区主教。"
_SECOND = "二〇〇五年,红衣主教范廷颂因身体原因辞去河内总教区总主教职务。"
_OTHER = "全省取消公务用车三万一千余台。"


def test_words_are_cut_where_tags_begin() -> None:
    cut = words(["PER-B", "PER-I", "PER-I", "v-B", "v-B", "n-I", "O"])
    assert [(word.start, word.end, word.kind) for word in cut] == [
        (0, 3, "PER"), (3, 4, "v"), (4, 5, "v"), (5, 6, "n"), (6, 7, "O"),
    ]  # fmt: skip


@pytest.mark.skipif(teacher.folder() is None, reason="the installed jieba holds no lac_small")
def test_a_sentence_asks_for_what_another_tells_too() -> None:
    passages = Passages()
    documents = [[_FIRST, _SECOND], [_OTHER]]
    found, tags = examples([documents], Teacher(), passages, random.Random(1))
    assert found
    for one in found:
        ((gold, spans),) = one.gold.items()
        text = passages.texts[gold]
        assert one.set == CLOZE and not one.teaches
        assert len(tags[gold]) == len(text) and tags[gold].dtype == np.uint8
        answers = {text[start:end] for start, end in spans}
        assert len(answers) == 1 and not answers & {one.question}
        answer = answers.pop()
        # It may stand in the question once more, as part of a longer word.
        assert one.question.count(answer) < (_FIRST + _SECOND).count(answer)
        assert all(answer not in passages.texts[other] for other in one.others)
    assert "范廷颂" in {passages.texts[g][a:b] for one in found for g, spans in one.gold.items() for a, b in spans}
