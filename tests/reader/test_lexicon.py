"""The words that the reader knows: a text is cut into them, and words used alike are told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.lexicon import FEATURES, LONGEST, Lexicon, Words, alike, keys
from tests.reader.lexicons import lexicon_of

KNOWN = ("公务", "用车", "取消", "改革", "车改", "政府", "政府采购", "采购")
LEXICON = lexicon_of(KNOWN)
LIKELY = st.text(st.sampled_from("全省公务用车改革取消了31000余台,。 a😀"), max_size=40)
ANY = st.text(st.characters(), max_size=20)


def cut(text: str, lexicon: Lexicon = LEXICON) -> list[str]:
    words = lexicon.words(text)
    starts = [*np.flatnonzero(words.begins).tolist(), len(text)]
    return [text[a:b] for a, b in pairwise(starts)]


def test_a_text_is_cut_into_the_words_that_cost_least() -> None:
    assert cut("公务用车改革了") == ["公务", "用车", "改革", "了"]
    assert cut("政府采购") == ["政府采购"]
    frequent = lexicon_of(["用车", "车改", "改革"])
    rare = frequent._replace(costs=np.where(frequent.keys == keys("车改")[-1][0], 40, 200).astype(np.uint8))
    assert cut("用车改革", frequent) == ["用车", "改革"] and cut("用车改革", rare) == ["用", "车改", "革"]


def test_digits_and_letters_stay_together() -> None:
    assert cut("2020年取消31.5%,pm2.5") == ["2020", "年", "取消", "31.5%", ",", "pm2.5"]


def test_words_have_vectors_of_their_own() -> None:
    words = LEXICON.words("公务用车了公务")
    first, second = words.numbers[0], words.numbers[2]
    assert words.numbers.tolist() == [first, first, second, second, 0, first, first] and 0 < first != second > 0
    assert words.ends.tolist() == [False, True, False, True, True, False, True]


@given(LIKELY | ANY)
def test_every_character_has_its_word(text: str) -> None:
    words = LEXICON.words(text)
    assert [len(one) for one in words] == [len(text)] * 3
    assert ((words.numbers >= 0) & (words.numbers <= len(KNOWN))).all()
    assert "".join(cut(text)) == text
    if text:
        assert words.begins[0] and words.ends[-1] and (words.begins[1:] == words.ends[:-1]).all()


@given(st.text(st.characters(max_codepoint=0xFFFF), min_size=2, max_size=12))
def test_a_key_is_that_of_the_stretch_wherever_it_stands(text: str) -> None:
    made = keys(text)
    assert len(made) == min(LONGEST, len(text)) - 1
    for length, some in enumerate(made, 2):
        assert len(some) == len(text) - length + 1
        for start, key in enumerate(some.tolist()):
            assert key == keys(text[start : start + length])[-1][0]


@given(LIKELY | ANY, LIKELY | ANY)
def test_matches_are_from_0_to_1(question: str, passage: str) -> None:
    found = alike(LEXICON.words(question), LEXICON.words(passage), LEXICON)
    assert found.shape == (len(passage), len(FEATURES)) and found.dtype == np.float32
    assert np.isfinite(found).all() and (found >= 0).all() and (found <= 1).all()


def test_the_same_word_and_one_used_alike() -> None:
    vectors = np.array([[0, 0], [100, 0], [80, 60], [0, -9]], dtype=np.int8)
    lexicon = LEXICON._replace(vectors=vectors, scales=np.ones(4, dtype=np.float32))
    edges = np.ones(5, dtype=np.bool_)
    asked = Words(np.array([1, 1, 0]), edges[:3], edges[:3])
    found = alike(asked, Words(np.array([0, 1, 2, 3, 0]), edges, edges), lexicon)
    assert found[:, 2].tolist() == [0, 1, 0, 0, 0]
    assert found[:, 3].tolist() == pytest.approx([0, 0, 0.8, 0, 0])
