import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold
from qa.train.examples import SYNTHETIC, Example, Passages, Source
from qa.train.synthetic import QUOTAS, ask, examples, gaps, mistyped, placed, pool

_TEXT = fold(
    "依法推进全省事业单位公务用车改革，全省取消公务用车31000余台，取消比例达51%。"
    "2020年3月印发《公务用车管理办法》，加强培训、检查、考核等工作，被评为“先进单位”。"
).text
# What a question is made of beside the text's own characters.
_ASKING = set("多少有几什么哪个文件部些规定称号项时候一年何里地方儿单位机构家门谁人面怎如样用办法采取措施是包括?")


def _singles(texts: Sequence[str]) -> list[list[str]]:
    """Tag each character as a word of its own."""
    return [["n-B"] * len(text) for text in texts]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> tuple[list[Example], Passages, Source]:
    """Questions made from the shipped report."""
    passages = Passages()
    folder = tmp_path_factory.mktemp("made") / "kb"
    source = Source(f"{SYNTHETIC}provinces", folder, shipped.parent, passages)
    found = list(examples(pool(source, set()), _singles, passages, random.Random(1)))
    return found, passages, source


def test_what_answers_stands_in_the_passage_and_the_report(
    made: tuple[list[Example], Passages, Source], shipped: Path, shipped_text: str
) -> None:
    found, passages, _ = made
    assert len(found) > 20
    report = fold(shipped_text).text
    for example in found:
        ((passage, ((start, end),)),) = example.gold.items()
        text = passages.texts[passage]
        assert 0 <= start < end <= len(text) and text in report and text[start:end] in report
        assert passage not in example.others and len(example.others) <= 4
        assert example.teaches and example.document == shipped.name


def test_the_same_seed_makes_the_same_questions(made: tuple[list[Example], Passages, Source]) -> None:
    found, _, source = made
    again = list(examples(pool(source, set()), _singles, Passages(), random.Random(1)))
    assert [example.question for example in again] == [example.question for example in found]


def test_no_question_is_made_from_hidden_lines(made: tuple[list[Example], Passages, Source]) -> None:
    _, _, source = made
    (path,) = source.summaries
    text = source.report(path).text
    everything = pool(source, set())
    hidden = text.count("\n", 0, everything[0][2].start) + 1
    left = pool(source, {(path, hidden)})
    assert 0 < len(left) < len(everything)
    assert all(text.count("\n", 0, passage.start) + 1 != hidden for _, _, passage, _ in left)
    assert pool(source, {("another.txt", hidden)}) == everything


def test_each_kind_of_gap_is_found() -> None:
    tags = ["n-B"] * len(_TEXT)
    at = _TEXT.index("全省事业单位")
    tags[at : at + 6] = ["ORG-B", *["ORG-I"] * 5]
    found = {(gap.kind, _TEXT[gap.start : gap.end]) for gap in gaps(_TEXT, tags, random.Random(1))}
    assert ("number", "31000余台") in found and ("number", "51%") in found
    assert ("title", "《公务用车管理办法》") in found
    assert ("quoted", "“先进单位”") in found
    assert ("date", "2020年3月") in found
    assert ("ORG", "全省事业单位") in found
    assert ("list", "加强培训、检查、考核等工作") in found
    assert {kind for kind, _ in found} <= set(QUOTAS)


@given(seed=st.integers(0, 10_000))
def test_a_question_holds_the_rest_of_its_sentence_and_not_the_answer(seed: int) -> None:
    rng = random.Random(seed)
    tags = ["n-B"] * len(_TEXT)
    for gap in gaps(_TEXT, tags, rng):
        assert 0 <= gap.start < gap.end <= len(_TEXT)
        question = ask(_TEXT, tags, gap, rng)
        assert not question or 7 <= len(question) <= 44
        assert set(question) <= set(_TEXT) | _ASKING
        if gap.kind != "how":
            assert _TEXT[gap.start : gap.end] not in question


@given(text=st.text("全省取消31000余台,。;:、《》“”2020年的x", max_size=120), seed=st.integers(0, 100))
def test_any_text_can_be_asked_about(text: str, seed: int) -> None:
    rng = random.Random(seed)
    tags = ["n-B"] * len(text)
    for gap in gaps(text, tags, rng):
        assert 0 <= gap.start < gap.end <= len(text)
        ask(text, tags, gap, rng)


@given(question=st.text("全省取消公务用车多少台?x1", min_size=1, max_size=20), seed=st.integers(0, 1000))
def test_mistyping_changes_one_character_at_most(question: str, seed: int) -> None:
    changed = mistyped(question, random.Random(seed))
    assert len(changed) == len(question)
    assert sum(a != b for a, b in zip(changed, question, strict=True)) <= 1


def test_a_place_and_a_year_come_from_the_file_name() -> None:
    said = {placed("粮食产量", "湖南省2020年政府工作报告.md", random.Random(seed)) for seed in range(50)}
    assert said == {f"{place}{year}粮食产量" for place in ("湖南", "") for year in ("2020年", "2019年", "")}
    assert placed("粮食产量", "报告.txt", random.Random(1)) == "粮食产量"
