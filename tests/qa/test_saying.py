"""What a follow-up says, without what is said around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.saying import Said, said


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("不对不对，我问的是2022年的", Said("2022年的", "", True)),
        ("打错了，煤炭的", Said("煤炭的", "", True)),
        ("我说的是年初的计划数", Said("年初的计划数", "", True)),
        ("不好意思看岔了,要2015年的", Said("2015年的", "", True)),
        ("哦钱我知道了,其实想看2025年的人数", Said("2025年的人数", "", True)),
        ("计划我有了,说错,我缺的是实际增速", Said("实际增速", "", True)),
        ("光2018年不行,十三五期间总共搬了多少人", Said("十三五期间总共搬了多少人", "", True)),
        ("2025年的先放着,实际要的是2021年那个数", Said("2021年那个数", "", True)),
        ("要的是2018的覆盖率,写错年了", Said("2018的覆盖率", "", True)),
        # Some say what is not meant.
        ("不是旅客，我要货邮的", Said("货邮的", "旅客", True)),
        ("不是全省是城镇的", Said("城镇的", "全省", True)),
        ("我要的是计划数不是完成数", Said("计划数", "完成数", True)),
        ("问农村低保,别给城市的", Said("农村低保", "城市", True)),
        ("不是当年新建的，要累计建成的，到2025年底", Said("累计建成的，到2025年底", "当年新建", True)),
        ("粮食我要的是2025年的", Said("粮食2025年的", "", True)),
        # And some turn to another topic.
        ("再查个 黑龙江2019年大豆面积", Said("黑龙江2019年大豆面积", "", False, True)),
        ("好 下一个。江西2017年GDP", Said("江西2017年GDP", "", False, True)),
        ("不说这个了,陕西2022年出生多少人", Said("陕西2022年出生多少人", "", False, True)),
        # What asks something stays as it is.
        ("要建多少公里", Said("要建多少公里")),
        ("是不是头一回", Said("是不是头一回")),
        ("查处了多少起案件，比上年少了吗", Said("查处了多少起案件，比上年少了吗")),
        ("问题有哪些", Said("问题有哪些")),
        ("不是多少人的问题", Said("不是多少人的问题")),
        ("2021年那会儿呢", Said("2021年呢")),
        ("", Said("")),
        ("？", Said("？", nothing=True)),
        ("不对", Said("不对", nothing=True)),
        ("再查个，", Said("再查个，", nothing=True)),
        ("麻烦看下2021年的", Said("2021年的")),
        ("我想知道失业率", Said("失业率")),
    ],
)
def test_what_a_follow_up_says(asked: str, meant: Said) -> None:
    assert said(asked) == meant


@given(st.text("不对是，, 我要问的错了2020年湖南产量?呢", max_size=30))
def test_something_is_always_said_and_in_its_own_words(asked: str) -> None:
    found = said(asked)
    assert bool(found.text) == bool(asked)
    assert set(found.text) <= set(asked) and len(found.text) <= len(asked)


@pytest.mark.parametrize("typed", ["不，" * 900, "不对" * 900 + "啊", "我要问的是" * 300, "哦等等" * 600, "不是" * 900])
def test_a_long_correction_is_read_at_once(typed: str) -> None:
    assert said(typed).text  # in how many ways this can be parted is no matter
