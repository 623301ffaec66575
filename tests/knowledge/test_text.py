import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.passages import PASSAGE_LENGTH, pieces
from knowledge.text import letters, line_number, lines, sentences, strip_span

BROKEN = st.text(st.sampled_from("甲乙。；！？”）!;\n\r 　a1.\u2028\x0b\x0c"), max_size=60) | st.text(max_size=30)


@given(BROKEN)
def test_lines_partition_the_text(text: str) -> None:
    spans = list(lines(text))
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(a < b for a, b in spans)
    for a, b in spans:
        assert not re.search(r"[\r\n](?!\n?$)", text[a:b].rstrip("\n").rstrip("\r")), "one line each"
    assert [text[a:b] for a, b in spans] == [m for m in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text) if m]


@given(BROKEN)
def test_line_numbers_agree_with_a_count_by_hand(text: str) -> None:
    number = 1
    for at, character in enumerate(text):
        assert line_number(text, at) == number
        if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
            number += 1
    assert line_number(text, len(text)) == number


@given(BROKEN, st.data())
def test_sentences_partition_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentences(text, start, end)
    assert "".join(text[a:b] for a, b in spans) == text[start:end]
    assert all(a < b for a, b in spans)
    assert [a for a, _ in spans[1:]] == [b for _, b in spans[:-1]]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("甲。乙；丙", ["甲。", "乙；", "丙"]),
        ("他说：“好。”乙", ["他说：“好。”", "乙"]),
        ("节支率为11.73%;另有2.5亿元", ["节支率为11.73%;", "另有2.5亿元"]),
        ("(一次汇报。)后", ["(一次汇报。)", "后"]),
        ("甲\r\n乙", ["甲\r\n", "乙"]),
        ("真的?!。好", ["真的?!。", "好"]),
    ],
)
def test_where_sentences_end(text: str, cut: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == cut


@given(st.text(st.sampled_from("甲乙丙丁，。\n"), max_size=900), st.integers(1, 50))
def test_pieces_partition_and_keep_their_length(text: str, length: int) -> None:
    spans = pieces(text, 0, len(text), length)
    assert "".join(text[a:b] for a, b in spans) == text
    for a, b in spans:
        assert b - a <= length or len(sentences(text, a, b)) == 1


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    text = "全面推进依法行政工作。" * 100
    spans = pieces(text, 0, len(text))
    assert len(spans) > 3
    assert all(b - a <= PASSAGE_LENGTH and text[b - 1] == "。" for a, b in spans)


@given(BROKEN)
def test_strip_span_leaves_no_white_space_at_the_ends(text: str) -> None:
    start, end = strip_span(text, 0, len(text))
    assert text[start:end] == text.strip()


def test_letters() -> None:
    assert letters("“千项万亿”工程（PM2.5）。\n") == "千项万亿工程PM25"
