"""Where a question's words stand in a passage."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import partial_ratio_alignment

from qa.model import Term, Variant
from qa.reading import _LEAST_LIKENESS, _marks, _nearly, strength

TEXT = st.text(st.sampled_from("交通运输行业公务用车机关的"), max_size=20)
WORD = st.text(st.sampled_from("交通运输行业公务用车"), min_size=1, max_size=5)


@given(WORD.filter(lambda word: len(word) >= 3), TEXT)
def test_a_place_nearly_like_a_word_is_found_wherever_there_is_one(word: str, text: str) -> None:
    found = partial_ratio_alignment(word, text, score_cutoff=_LEAST_LIKENESS)
    there = found is not None and len(text) >= len(word)
    assert [(mark.start, mark.end) for mark in _nearly(word, text)] == (
        [(found.dest_start, found.dest_end)] if found is not None and there else []
    )


@given(WORD, WORD, TEXT)
def test_marks_lie_in_the_text_and_are_equally_strong(word: str, other: str, text: str) -> None:
    marks = _marks(Term(word, 0, len(word), 1.0, True, (Variant(other, 0.9, "synonym"),)), text)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert {mark.strength for mark in marks} <= {strength(marks)}
    assert bool(marks) >= (word in text or other in text)


def test_another_word_of_three_characters_is_another_thing() -> None:
    for asked, told in (("就业率", "登记失业率4%"), ("发电量", "全社会用电量增长"), ("进口额", "出口额达到")):
        assert not _marks(Term(asked, 0, 3, 1.0, True), told)
    assert _marks(Term("交通运输业", 0, 5, 1.0, True), "交通运输行业")


def test_a_compound_may_stand_in_two_parts() -> None:
    term = Term("汽车产量", 0, 4, 1.0, True)
    assert [(mark.start, mark.end) for mark in _marks(term, "汽车、电池产量增长")] == [(0, 2)]
