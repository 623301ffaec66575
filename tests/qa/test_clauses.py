"""What is told at length: runs of sentences, without the heading that was joined to the first."""

from collections.abc import Callable

import pytest

from knowledge.local import LocalKnowledgeBase
from knowledge.text import fold, sentences
from qa.bot import Bot
from qa.clauses import LONGEST_RUN, clause_spans, runs
from qa.question import understand
from qa.reading import Reading
from qa.spans import clauses


def reading(text: str, covered: str = "") -> Reading:
    """Return a passage of which the question holds `covered`."""
    marks = bytearray(len(text))
    if covered:
        at = text.index(covered)
        marks[at : at + len(covered)] = b"\1" * len(covered)
    return Reading(fold(text), (), (), (), bytes(marks))


def told(text: str, covered: str = "", *, of_year: bool = False) -> list[str]:
    start, end = sentences(text)[0]
    return [text[span.start : span.end] for span in runs(reading(text, covered), start, end, of_year=of_year)]


def test_a_sentence_and_those_that_follow() -> None:
    first, second, third = "减免房租。", "延期纳税。", "补贴贷款。"
    assert told(first + second + third) == [first, first + second, first + second + third]


def test_in_a_report_of_a_year_each_sentence_is_about_another_thing() -> None:
    first, second, third = "统筹资金和资产打好盘活、重组、增收节支的组合拳。", "压降债务成本。", "补贴贷款。"
    assert told(first + second + third, of_year=True) == [first]
    assert told(second + first + third, of_year=True) == [second, second + first]


def test_four_sentences_at_most_and_no_longer_than_a_run() -> None:
    assert len(told("减免房租。" * 9)) == 4
    long = "减" * (LONGEST_RUN - 10) + "。"
    assert told(long + "延期纳税至下年度末。" * 3) == [long]


def test_a_heading_joined_to_its_text_is_left_out_too() -> None:
    text = "二、减轻负担 减免房租三个月。延期纳税。"
    assert "减免房租三个月。" in told(text) and "减免房租三个月。延期纳税。" in told(text)
    assert [text[a:b] for a, b in clauses(text, 0, len(text))][:2] == ["二、减轻负担", "减免房租三个月"]


def test_what_only_says_the_question_again_is_none() -> None:
    assert told("如何减轻负担。减免房租三个月。", "如何减轻负担") == ["如何减轻负担。减免房租三个月。"]


@pytest.mark.parametrize("text", ["共 3 项 a b。", "增长 5.2%。"])
def test_white_space_beside_digits_and_letters_ends_no_clause(text: str) -> None:
    assert len(clauses(text, 0, len(text))) == 1


def test_a_clause_that_says_why_fits_a_question_for_reasons_better(
    base_of: Callable[[str, str], LocalKnowledgeBase],
) -> None:
    text = "统筹规范督查检查考核，压缩数量和频次，大幅减少材料表格报送，让基层从迎评迎检的繁琐事务中解脱出来。"
    base = base_of("某省2019年政府工作报告", f"一、2019年工作安排\n{text}\n")
    query = understand("2019年为什么要大幅减少材料表格报送？", base)
    marks = reading(text, "大幅减少材料表格报送")
    fits = {text[one.start : one.end]: one.fit for one in clause_spans(query, marks, 0, len(text), 0.6, 0)}
    assert max(fits, key=lambda clause: fits[clause]) == "让基层从迎评迎检的繁琐事务中解脱出来"
    (first, *_) = Bot(base).ask("2019年为什么要大幅减少材料表格报送？").answers
    assert first.text == "让基层从迎评迎检的繁琐事务中解脱出来"
    base.close()


@pytest.mark.parametrize("question", ["某省2019年城镇新增就业完成目标了吗?", "2019年某省城镇新增就业的任务达成没有?"])
def test_whether_a_target_was_reached_is_told_by_the_clause_that_says_so(
    base_of: Callable[[str, str], LocalKnowledgeBase], question: str
) -> None:
    text = "加大援企稳岗力度，全年城镇新增就业148.3万人，超额完成120万人的目标任务，城镇登记失业率为3%。"
    base = base_of("某省2020年政府工作报告", f"一、2019年工作回顾\n{text}\n")
    marks = reading(text, "城镇新增就业")
    spans = clause_spans(understand(question, base), marks, 0, len(text), 0.6, 0)
    fits = {text[one.start : one.end]: one.fit for one in spans}
    assert max(fits, key=lambda clause: fits[clause]) == "超额完成120万人的目标任务"
    (first, *_) = Bot(base).ask(question).answers
    assert "超额完成120万人的目标任务" in first.text
    base.close()
