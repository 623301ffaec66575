import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold
from qa.train.examples import (
    CMRC_TRAIN,
    SETS,
    SYNTHETIC,
    Example,
    Passages,
    Source,
    even,
    folded_span,
    gold_lines,
    of_cmrc,
    of_set,
    of_spoken,
)

_CONTEXT = "范廷颂枢机是越南罗马天主教枢机。1963年被任为主教；1990年被擢升为天主教河内总教区宗座署理。"


def _asked(where: str, document: str) -> Example:
    return Example("问题", {0: ((0, 1),)}, (), where, document)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=20))
def test_a_document_teaches_or_judges_never_both(documents: list[str]) -> None:
    for where, document in product(SETS, documents):
        twice = {_asked(where, document).teaches, _asked(where, document).teaches}
        assert len(twice) == 1
        if where == "cmrc":
            assert twice == {False}
        else:
            assert twice == {even(document)}
    assert all(_asked(where, documents[0]).teaches for where in (CMRC_TRAIN, f"{SYNTHETIC}policy"))
    assert not any(_asked(where, documents[0]).teaches for where in ("seed", "provinces", "provinces_typo"))


def test_paragraphs_of_an_article_stay_together() -> None:
    assert even("0001_梵文.txt") is even("0002_梵文.txt")


def test_half_of_the_documents_are_even() -> None:
    assert even("b.txt") is not even("c.txt")


@given(st.text("㎡三万一千台湾臺灣ａＢ1０十,。", max_size=40), st.data())
def test_a_folded_span_is_what_its_original_folds_to(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, stop = folded_span(folded, start, end)
    assert 0 <= begin <= stop <= len(folded.text)
    inside = [at for at in range(len(folded.text)) if start <= (folded.offsets[at] if folded.offsets else at) < end]
    assert list(range(begin, stop)) == inside


def test_cmrc_makes_examples(tmp_path: Path) -> None:
    questions = [
        {
            "question": "范廷颂是何时被任为主教的？",
            "answers": [{"text": "1963年", "answer_start": _CONTEXT.index("1963")}],
        },
        # Off by one, as some are.
        {"question": "1990年，范廷颂担任什么职务？", "answers": [{"text": "宗座署理", "answer_start": 40}]},
        {"question": "没有这个答案", "answers": [{"text": "不在文中", "answer_start": 3}]},
    ]
    file = tmp_path / "cmrc.json"
    file.write_text(
        json.dumps({"data": [{"paragraphs": [{"id": "TRAIN_0", "context": _CONTEXT, "qas": questions}]}]}),
        encoding="utf-8",
    )
    passages = Passages()
    found = list(of_cmrc(file, tmp_path / "work", passages))
    assert [example.question for example in found] == [fold(q["question"]).text for q in questions[:2]]  # type: ignore[arg-type]
    said = [
        passages.texts[passage][start:end]
        for example in found
        for passage, spans in example.gold.items()
        for start, end in spans
    ]
    assert said == ["1963年", "宗座署理"]


@pytest.fixture
def made_set(tmp_path: Path, shipped: Path) -> Path:
    """A set of two questions about the shipped report, one of them unanswerable."""
    rows = [
        {
            "question": "全省一共取消了多少台公务用车?", "answers": ["31000余台"], "report": shipped.name, "lines": [23],
            "evidence": [{"report": "b.txt", "lines": [1, 2]}],
        },
        {"question": "局长叫什么名字?", "answers": [], "report": "", "within": shipped.name, "lines": []},
        {"question": "问的是谁?", "answers": [], "report": "", "lines": []},
    ]  # fmt: skip
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


def test_a_set_makes_examples(made_set: Path, tmp_path: Path, shipped: Path) -> None:
    passages = Passages()
    source = Source("policy", tmp_path / "kb", shipped.parent, passages)
    answered, unanswered = of_set(source, made_set)
    ((passage, ((start, end),)),) = answered.gold.items()
    assert passages.texts[passage][start:end] == "31000余台"
    assert answered.others and passage not in answered.others and len(set(answered.others)) == len(answered.others)
    assert unanswered.gold == {} and unanswered.document == shipped.name and unanswered.others


def test_spoken_questions_teach_also_that_nothing_answers(tmp_path: Path, shipped: Path) -> None:
    told = {"question": "砍掉了多少台公车", "answers": ["31000余台"], "report": shipped.name, "lines": [23]}
    asked = [
        told,
        {**told, "question": "那节支率呢", "answers": ["11.73%"], "history": ["公车一年省了多少钱"]},
        {"question": "公车司机有多少人", "answers": [], "report": None, "lines": []},
        {**told, "question": "不在这一行的", "lines": [1]},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in asked), encoding="utf-8")
    passages = Passages()
    one, next_, none = of_spoken(Source("reports", tmp_path / "kb", shipped.parent, passages), file)
    for example, answer in ((one, "31000余台"), (next_, "11.73%")):
        ((passage, ((start, end),)),) = example.gold.items()
        assert passages.texts[passage][start:end] == answer
        assert example.others and not any("31000余台" in passages.texts[other] for other in example.others)
    assert "公车" in next_.question
    assert none.gold == {} and none.others and none.teaches


def test_gold_lines_are_those_of_the_answer_and_of_other_evidence(made_set: Path, shipped: Path) -> None:
    assert gold_lines(made_set) == {(shipped.name, 23), ("b.txt", 1), ("b.txt", 2)}


def test_the_real_sets_are_halved(shared: Path) -> None:
    for name in ("cail", "policy"):
        documents = {path.name for path in (shared / "eval" / name / "reports").iterdir()}
        share = sum(map(even, documents)) / len(documents)
        assert 0.4 < share < 0.6, name
