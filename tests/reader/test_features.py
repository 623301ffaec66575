"""What the reader sees: each character of a passage against the question, and characters as numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.features import FEATURES, Alphabet, match

# Text as folded text is, and anything else: beyond the basic plane, halves of pairs, control characters.
LIKELY = st.text(st.sampled_from("全省公务用车取消了31000余台,。;!?《》()%a "), max_size=60)
ANY = st.text(st.characters(), max_size=30)
BEYOND = "𠮷野家😀"

SHARED, RARE, SENTENCE, CLAUSE = (FEATURES.index(name) for name in ("shared", "rare", "sentence", "clause"))


def rarity_of(text: str) -> np.ndarray:
    return np.array([ord(character) % 7 / 6 for character in text], dtype=np.float32)


def matched(question: str, passage: str) -> np.ndarray:
    return match(question, passage, rarity_of(passage))


@given(LIKELY | ANY, LIKELY | ANY)
def test_a_row_a_character_with_values_from_0_to_1(question: str, passage: str) -> None:
    found = matched(question, passage)
    assert found.shape == (len(passage), len(FEATURES))
    assert found.dtype == np.float32
    assert np.isfinite(found).all() and (found >= 0).all() and (found <= 1 + 1e-6).all()


@pytest.mark.parametrize(("question", "passage"), [("", ""), ("", "全省"), ("全省", "")])
def test_of_nothing_nothing_matches(question: str, passage: str) -> None:
    found = matched(question, passage)
    assert found.shape == (len(passage), len(FEATURES)) and not found.any()


@given(st.text(st.sampled_from("全省公务用车31000余台"), min_size=1, max_size=48))
def test_equal_texts_match_everywhere(text: str) -> None:
    found = matched(text, text)
    assert (found[:, SHARED] == 1).all()
    assert np.allclose(found[:, RARE], rarity_of(text))
    if rarity_of(text).any():
        assert np.allclose(found[:, SENTENCE], 1, atol=1e-5) and np.allclose(found[:, CLAUSE], 1, atol=1e-5)


@given(LIKELY)
def test_a_mark_of_the_question_matches_nothing(passage: str) -> None:
    assert not matched(",.%() ", passage)[:, SHARED].any()


def test_characters_beyond_the_basic_plane_match_themselves_alone() -> None:
    assert matched("😀", BEYOND)[:, SHARED].tolist() == [0, 0, 0, 1]


@given(LIKELY | ANY | st.just(BEYOND))
def test_a_number_a_character(text: str) -> None:
    numbers = np.ones(0x10000, dtype=np.uint16)
    numbers[ord("省")] = 2
    encoded = Alphabet(numbers, np.zeros(3, dtype=np.float32)).encode(text)
    assert encoded.shape == (len(text),)
    assert encoded.tolist() == [2 if character == "省" else 1 for character in text]
