"""What the reader is shown, and what it believes of a span: how like the answer it is, and whether it holds it."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.extract import scored
from qa.question import understand
from qa.reader import WEIGHTS
from qa.reader.network import Pick, load
from qa.reader.views import _chosen, _Expected, _shown, views
from qa.retrieve import retrieve


def test_a_span_is_as_good_as_the_spans_it_shares() -> None:
    # 0.6 for ten characters, 0.2 for the first five of them, 0.2 elsewhere: probabilities are shared out among these.
    believed = [Pick(0, 10, 20, math.log(0.3)), Pick(0, 10, 15, math.log(0.1)), Pick(1, 0, 4, math.log(0.1))]
    expected = _Expected(believed, scoped=False)
    like, holding = expected.of(0, 10, 20)
    assert like == pytest.approx(0.6 + 0.2 * 2 * 5 / 15) and holding == pytest.approx(0.8)
    like, holding = expected.of(0, 10, 13)
    assert like == pytest.approx(0.6 * 6 / 13 + 0.2 * 6 / 8)
    assert holding == pytest.approx(0.2)  # three of ten are less than half, three of five are more
    assert expected.of(1, 0, 61) == pytest.approx((0.2 * 8 / 65, 0.0))  # too long to be an answer of four characters
    assert expected.of(2, 10, 20) == (0.0, 0.0)
    # Where place and year are asked for, each passage is judged by itself.
    like, holding = _Expected(believed, scoped=True).of(1, 0, 4)
    assert like == holding == pytest.approx(1)
    assert _Expected([], scoped=True).of(0, 1, 2) == (0.0, 0.0)


def test_of_each_start_the_first_and_the_best_expected_are_weighed() -> None:
    believed = [
        Pick(0, 0, 2, math.log(0.3)),
        Pick(0, 0, 9, math.log(0.25)),
        Pick(0, 0, 8, math.log(0.25)),
        Pick(0, 3, 4, math.log(0.2)),
    ]
    chosen = _chosen(believed, _Expected(believed, scoped=False))
    assert chosen[:2] == [believed[0], believed[3]]
    assert believed[2] in chosen[2:]
    assert _chosen([], _Expected([], scoped=False)) == []


ASIDE, TOLD = "**加强队伍建设**,把培训办好。", "选派李长庚教授主持黄河治理研究,他是水利专家。"


@pytest.mark.skipif(not Path(WEIGHTS).exists(), reason="without weights nothing is read")
@pytest.mark.parametrize(("title", "first"), [("某省2020年政府工作报告", TOLD), ("黄河治理简介", ASIDE + TOLD)])
def test_of_a_report_of_a_year_the_sentences_that_may_answer_are_shown(
    base_of: Callable[[str, str], LocalKnowledgeBase], title: str, first: str
) -> None:
    base = base_of(title, f"一、工作回顾\n{ASIDE}{TOLD}\n")
    query = understand("谁主持黄河治理研究?", base)
    ordered = [
        item
        for item in scored(query, retrieve(query, base), sure=0.0)
        if "李长庚" in item[1].sentence.reading.folded.text
    ]
    there = [one for _, one in ordered if one.sentence.start > 0]
    shown = _shown([there])
    assert shown.texts == (first,) and shown.begins == (len(ASIDE) if first == TOLD else 0,)
    text = there[0].sentence.reading.folded.text
    picked = [one for one in views(query, ordered, load(WEIGHTS)) if not one.by_form]
    assert any("李长庚" in text[one.start : one.end] for one in picked)
    for one in there:
        number, start, end = shown.place(one)
        assert shown.texts[number][start:end] == text[one.start : one.end]
