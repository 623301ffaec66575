from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import tables
from knowledge.tables import make
from knowledge.text import fold_plain


@pytest.mark.parametrize(
    ("name", "module", "lines"),
    [
        ("simplified.txt", "opencc", make.simplified_lines),
        ("pinyin.txt", "pypinyin", make.pinyin_lines),
        ("lexicon.txt", "jieba", make.lexicon_lines),
    ],
)
def test_tables_are_what_their_sources_give(name: str, module: str, lines: object) -> None:
    pytest.importorskip(module)
    assert callable(lines)
    written = Path(tables.__file__).with_name(name).read_bytes().decode("utf-8")
    assert written == "\n".join(lines()) + "\n"


def test_the_tables_are_well_formed() -> None:
    simplified = tables.simplified()
    assert all(len(a) == len(b) == 1 and a != b for a, b in simplified.items())
    assert [simplified[c] for c in "機關車輛臺"] == list("机关车辆台")
    syllables = tables.syllables()
    assert len(syllables) == 6763, "the characters of GB 2312"
    assert all(s.isascii() and s.isalpha() and s.islower() for s in syllables.values())
    assert [syllables[c] for c in "律法绿"] == ["lv", "fa", "lv"]


COUNTS = dict(
    line.split(" ") for line in Path(tables.__file__).with_name("lexicon.txt").read_bytes().decode("utf-8").splitlines()
)
LEXICON = list(COUNTS)
NEAR = st.sampled_from(LEXICON).flatmap(
    lambda word: st.sampled_from([word, word[:-1], word + "的", word[::-1], f"{word}\n"])
)


@given(
    NEAR | st.text(max_size=4) | st.sampled_from(["", "\n", "\ud800", LEXICON[0], LEXICON[-1], "\n".join(LEXICON[:2])])
)
def test_a_look_in_the_lexicon_is_a_look_in_a_set(text: str) -> None:
    assert tables.is_word(text) == (text in COUNTS)
    assert tables.frequency(text) == pytest.approx(int(COUNTS.get(text, 0)) / 60_101_964)


def test_near_words_are_looked_up_in_place() -> None:
    lines = Path(tables.__file__).with_name("near.txt").read_bytes().decode("utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line.encode("utf-8"))
    for line in (lines[0], lines[-1], *lines[:: len(lines) // 50]):
        word, *near = line.split(" ")
        assert tables.near(word) == tuple(near)
    assert "兴建" in tables.near("修建")
    assert tables.near("") == tables.near("不是一个词") == ()


@pytest.mark.parametrize("name", ["spoken.txt", "said.txt"])
def test_what_is_looked_up_in_place_is_sorted_and_folded(name: str) -> None:
    lines = Path(tables.__file__).with_name(name).read_bytes().decode("utf-8").splitlines()
    said = [line.split(" ")[0] for line in lines]
    assert [word.encode() for word in said] == sorted({word.encode() for word in said})
    assert all(fold_plain(line) == line for line in lines)


def test_what_is_said_is_told_otherwise_by_another_word() -> None:
    lines = Path(tables.__file__).with_name("spoken.txt").read_bytes().decode("utf-8").splitlines()
    for said, *written in (line.split(" ") for line in lines):
        assert written and said not in written and len(written) == len(set(written))
        assert tables.written(said) == tuple(written)
    assert tables.written("砍")[0] == "取消"
    assert tables.written("没有这个词") == ()


def test_words_of_speech_are_seldom_told() -> None:
    assert tables.told("搞") < 0.3 < 0.8 < tables.told("公积金") <= 1
    assert tables.told("没有这个词") == tables.USUALLY_TOLD
    assert 0 < tables.told("\U00020000") < tables.USUALLY_TOLD  # a character by itself
