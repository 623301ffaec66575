"""Years as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.century import with_century
from qa.times import edge_years, in_digits, years_named


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020年", (2020,)),
        ("2019-2021年", (2019, 2021)),
        ("湖南 2020", (2020,)),
        ("达2027公里", ()),
        ("增长2020.5亿元", ()),
        ("12020年", ()),
        ("一九九八年", ()),
    ],
)
def test_years_named(text: str, years: tuple[int, ...]) -> None:
    assert years_named(text) == years


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("二〇二〇年", "2020年"),
        ("一九九八年", "1998年"),
        ("二零三五年", "2035年"),
        ("二o二一年", "2021年"),
        ("十三五", "十三五"),
    ],
)
def test_years_in_digits(written: str, digits: str) -> None:
    assert in_digits(written) == digits


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("广东24年怎么做", "广东2024年怎么做"),
        ("23年，24年", "2023年，2024年"),
        ("那22年呢", "那2022年呢"),
        ("20年来", "20年来"),
        ("用了15年", "用了15年"),
        ("2024年", "2024年"),
        ("广东99年", "广东99年"),
        ("长臂猿24年恢复到多少只", "长臂猿2024年恢复到多少只"),
        ("到了24年卖了多少", "到了2024年卖了多少"),
        ("连续24年增长", "连续24年增长"),
        ("建成了20年", "建成了20年"),
        ("过去10年湖南", "过去10年湖南"),
        ("海南建省30年", "海南建省30年"),
        ("四川15年免费教育", "四川15年免费教育"),
        ("再延30年", "再延30年"),
    ],
)
def test_years_with_their_century(short: str, full: str) -> None:
    assert with_century(short) == full == with_century(full)


@given(st.text("二〇零一九十年湖南2020 ", max_size=20))
def test_every_year_is_read_once_and_the_rest_stays(text: str) -> None:
    assert in_digits(in_digits(text)) == in_digits(text)
    assert len(in_digits(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("福建十四五末数字经济增加值多少", (2025,)),
        ("“十三五”期末有多少", (2020,)),
        ("十三五收官之年", (2020,)),
        ("“十四五”开局怎么样", (2021,)),
        ("十四五期间建了多少", ()),
        ("十四五头三年", ()),
        ("年末有多少", ()),
        ("从十三五末到十四五末", (2020, 2025)),
        ("比十三五末增长多少", ()),
        ("十四五规划初步成效", ()),
        ("十四五期末", (2025,)),
    ],
)
def test_a_five_year_plan_ends_and_begins_with_a_year(text: str, years: tuple[int, ...]) -> None:
    assert edge_years(text) == years


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("云南22老小区改造涉及几户", "云南2022年老小区改造涉及几户"),
        ("17广东贫困生小学补多少", "2017年广东贫困生小学补多少"),
        ("湿地 河南省25 修复面积", "湿地 河南省2025年修复面积"),
        ("广西14个市", "广西14个市"),
        ("云南16县", "云南16县"),
        ("山西11地市", "山西11地市"),
        ("17个省", "17个省"),
        ("四川2022老小区", "四川2022老小区"),
        ("24呢", "2024年呢"),
        ("广东20强企业", "广东20强企业"),
        ("广东21世纪海上丝绸之路", "广东21世纪海上丝绸之路"),
        ("湖北20大工程", "湖北20大工程"),
        ("辽宁14城市", "辽宁14城市"),
        ("广东18到22这五年", "广东18到22这五年"),
    ],
)
def test_a_mere_number_beside_a_province_is_a_year(typed: str, written: str) -> None:
    assert with_century(typed) == written
