import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.numerals import fold_numerals, value, year

DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """Write a number below a hundred million as a clerk would, not as `value` reads."""

    def below_ten_thousand(rest: int) -> str:
        places = [(rest // 1000, "千"), (rest // 100 % 10, "百"), (rest // 10 % 10, "十"), (rest % 10, "")]
        out, gap = "", False
        for digit, unit in places:
            if digit:
                out += ("零" if gap and out else "") + DIGITS[digit] + unit
                gap = False
            else:
                gap = True
        return out

    high, low = divmod(number, 10_000)
    out = ""
    if high:
        out = below_ten_thousand(high) + "万"
        if low and low < 1000:
            out += "零"
    return out + below_ten_thousand(low)


@given(st.integers(1, 99_999_999))
@example(10)
@example(1_0000)
@example(1_0001)
@example(2020_2020)
@example(1000_1000)
@example(9009_0909)
def test_what_a_clerk_writes_is_read(number: int) -> None:
    clerk = written(number)
    assert value(clerk) == number
    assert value(clerk.replace("零", "〇")) == number
    if clerk.startswith("一十"):
        assert value(clerk[1:]) == number
    if clerk.startswith("二") and clerk[1:2] in ("百", "千", "万"):
        assert value("两" + clerk[1:]) == number


@given(st.integers(1, 99_999_999), st.text("的在 年,abc", max_size=4), st.text("的在 台,abc", max_size=4))
def test_numerals_are_found_in_text(number: int, before: str, after: str) -> None:
    clerk = written(number)
    folded, offsets = fold_numerals(before + clerk + after)
    if len(clerk) == 1:
        assert (folded, offsets) == (before + clerk + after, None)
    else:
        large = clerk.endswith("万")  # stays, as in 3000万
        assert folded == f"{before}{number // 10_000}万{after}" if large else f"{before}{number}{after}"
        assert offsets is not None and len(offsets) == len(folded) and offsets == sorted(offsets)


@pytest.mark.parametrize(
    ("spoken", "number"),
    [("三万五", 35_000), ("三万零五", 30_005), ("二百五", 250), ("一千二", 1200), ("三亿五", 350_000_000)],
)
def test_a_last_digit_without_its_unit(spoken: str, number: int) -> None:
    assert value(spoken) == number


@pytest.mark.parametrize(
    "odd", ["十三五", "一二", "二〇二〇", "十十", "百", "万", "千万", "一百千", "三四百", "一万亿", "a", "十a"]
)
def test_what_is_no_number_has_no_value(odd: str) -> None:
    assert value(odd) is None


@given(st.text("零〇一二两三四五六七八九十百千万亿年", max_size=12))
def test_no_spelling_raises_or_goes_below_nought(text: str) -> None:
    number = value(text)
    assert number is None or number >= 0
    fold_numerals(text)


@pytest.mark.parametrize(
    ("text", "number"), [("二〇二〇", 2020), ("二○二一", 2021), ("一九九八", 1998), ("二〇", None), ("二十二年", None)]
)
def test_years(text: str, number: int | None) -> None:
    assert year(text) == number


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("连一百亿都没有", "连100亿都没有"),
        ("突破一万亿元", "突破1万亿元"),
        ("两千万亩", "2000万亩"),
        ("一亿两千万元", "120000000元"),
        ("三万一千余台", "31000余台"),
        ("千万不要", "千万不要"),
        ("一二万", "一二万"),
    ],
)
def test_large_numbers_are_written_as_reports_write_them(written: str, folded: str) -> None:
    text, offsets = fold_numerals(written)
    assert text == folded
    assert offsets is None or all(text[i] == written[at] for i, at in enumerate(offsets) if not text[i].isdigit())
