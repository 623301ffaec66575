"""Where lines may break, and how wide they are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.layout import BOLD, Screen, broken, laid_out, pad, shorten, width_of

CLOSING = "，。、；：？！）》”’"
OPENING = "（《“‘"
REPORT = "依法推进全省事业单位公务用车改革，全省取消公务用车31000余台，年节约9亿余元（节支率为11.73%）；印发《关于深化“放管服”改革的意见》（湘办〔2020〕2号）。"
PIECES = st.lists(st.sampled_from([*"中文字符一二三abc 。，；）（《》“”", "31000", "余台", " "]), max_size=80).map(
    "".join
)


@pytest.mark.parametrize("width", range(16, 70))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width: int):
    lines = [REPORT[start:end] for start, end in broken(REPORT, width)]
    assert "".join(lines) == REPORT
    assert all(width_of(line) <= width for line in lines)
    assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]
    assert any("31000余台" in line for line in lines), "a number keeps its unit"


@given(PIECES, st.integers(2, 40))
def test_lines_are_in_order_fit_and_lose_only_spaces(text: str, width: int):
    spans = broken(text, width)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(text[start:end]) <= width for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.text(max_size=60), st.integers(2, 30))
def test_any_text_can_be_broken(text: str, width: int):
    kept = "".join(text[start:end] for start, end in broken(text, width))
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(max_size=40), st.integers(1, 30))
def test_shortened_fits(text: str, width: int):
    assert width_of(shorten(text, width)) <= width
    assert shorten(text, None) == text


def test_marks_go_on_over_a_break():
    shown = laid_out([("一二三", ""), ("四五六", BOLD), ("七八", "")], Screen(True, 8))
    assert shown == "一二三\x1b[1m四\x1b[0m\n\x1b[1m五六\x1b[0m七八"
    assert laid_out([("一 二\n", ""), ("三", BOLD)], Screen()) == "一 二\n三", "a pipe gets the text as it is"


def test_widths():
    assert width_of("公a，") == 5
    assert width_of("e\u0301") == 1
    assert pad("公", 4) == "公  "
    assert shorten("公务用车", 5) == "公务…"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("位置：某局2020年度报告.txt 第23行", "第23行"),
        ("同 qa ask --format json", "--format"),
        ("共1-2行，至2020年", "2020年"),
    ],
)
def test_what_belongs_together_stays_so_at_any_width(text: str, kept: str):
    for width in range(width_of(kept), width_of(text)):
        assert any(kept in text[start:end] for start, end in broken(text, width)), width
