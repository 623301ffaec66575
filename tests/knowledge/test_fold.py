import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold, fold_plain

CHINESE = st.text(st.sampled_from("公務用车取消三万一千二〇十亿零两百％㎡㈠①Ａａ。，\n 12.5%"), max_size=40)
NUMERALS = set("零〇一二两三四五六七八九十百千万亿")
ANY = st.text(st.characters(codec=None, categories=None), max_size=40)  # surrogates too
TEXTS = CHINESE | ANY | st.text(st.sampled_from("㎡ﷺ㋿ﬃİẞ½e\u0301ö\u0308三十一万\ud800한한"), max_size=20)


@given(TEXTS, st.data())
def test_every_folded_span_maps_to_the_smallest_span_that_covers_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text:
        assert text == ""
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.original(start, end)
    assert 0 <= first < last <= len(text)
    plain = fold_plain(text[first:last])
    if not NUMERALS & set(plain):
        assert folded.text[start:end] in plain


@given(TEXTS)
def test_the_map_back_is_monotone_and_whole(text: str) -> None:
    folded = fold(text)
    spans = [folded.original(i, i + 1) for i in range(len(folded.text))]
    assert spans == sorted(spans)
    assert folded.original(0, len(folded.text)) == (0, len(text))
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert start <= end  # nothing lies between two neighbours
    assert folded.original(len(folded.text), len(folded.text)) == (len(text), len(text))


@given(ANY, ANY)
def test_characters_fold_one_by_one(first: str, second: str) -> None:
    assert fold_plain(first + second) == fold_plain(first) + fold_plain(second)
    assert len(fold_plain(first)) >= len(first)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("３.５㎡", "3.5m2"),
        ("㈠", "(一)"),
        ("①", "1"),
        ("ＡＰＰ", "app"),
        ("公務用車", "公务用车"),
        ("臺灣", "台湾"),
        ("三万一千余台", "31000余台"),
        ("二十一世纪", "21世纪"),
        ("百分之三十", "百分之30"),
        ("十二届", "12届"),
        ("三千亿元", "3000亿元"),
        ("　", " "),
        ("ﬃ", "ffi"),
    ],
)
def test_what_folding_makes_alike(written: str, folded: str) -> None:
    assert fold(written).text == folded


@pytest.mark.parametrize(
    "word", ["十三五", "三中全会", "二〇二〇年", "千万", "一二三", "五个一", "万一", "零七", "十九大", "三百六七十"]
)
def test_numerals_that_are_words_stay(word: str) -> None:
    assert fold(word).text in (word, "19大")  # 十九大 may be asked for as 19大


def test_a_digit_of_a_numeral_stands_for_the_whole_numeral() -> None:
    text = "取消三万一千余台"
    folded = fold(text)
    at = folded.text.index("1000")
    assert text[slice(*folded.original(at, at + 1))] == "三万一千"


def test_an_expanded_character_is_taken_whole() -> None:
    folded = fold("约30㎡的")
    assert folded.text == "约30m2的"
    assert folded.original(3, 4) == folded.original(4, 5) == (3, 4)


@given(st.text(st.characters(categories=["Mn", "Mc", "Ll", "Lo"]), max_size=20))
def test_combining_characters_keep_their_places(text: str) -> None:
    folded = fold_plain(text)
    parts = [fold_plain(character) for character in text]
    assert "".join(parts) == folded
    assert all(parts), "no character vanishes"


def test_folding_is_nfkc_of_each_character_in_lower_case() -> None:
    for code in [*range(0x20, 0x3000, 7), *range(0xF900, 0xFFFF, 3), *range(0x1D400, 0x1D800, 11)]:
        character = chr(code)
        if character in "⼀⾃" or "\u2e80" <= character <= "\u2fdf" or "\uf900" <= character <= "\ufaff":
            continue  # radicals and compatibility characters may fold on to a simplified one
        assert fold_plain(character) in (unicodedata.normalize("NFKC", character).lower(), character)
