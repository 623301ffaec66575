"""Follow-ups: what a question leaves out is taken from those before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.bot import Bot
from qa.conversation import resolve, without
from qa.render import reply_data
from qa.show import asides

from .test_scope import provinces  # noqa: F401  (the fixture)

GRAIN = "湖南2020年粮食产量是多少?"
GROWTH = "湖南2020年GDP增速是多少?"


@pytest.mark.parametrize(
    ("history", "question", "meant"),
    [
        ([GROWTH], "那湖北呢?", "湖北2020年GDP增速是多少?"),
        ([GROWTH, "那湖北呢?"], "2021年的呢?", "湖北2021年GDP增速是多少?"),
        ([GROWTH, "那湖北呢?", "2021年的呢?"], "目标呢?", "湖北2021年GDP增速目标是多少?"),
        ([GROWTH], "那么，湖北呢？", "湖北2020年GDP增速是多少?"),
        ([GROWTH], "湖北又是多少?", "湖北2020年GDP增速是多少?"),
        ([GROWTH], "换成2021年", "湖南2021年GDP增速是多少?"),
        ([GROWTH], "那广东和江苏呢?", "广东和江苏2020年GDP增速是多少?"),
        ([GROWTH], "2019年和2021年呢?", "湖南2019年和2021年GDP增速是多少?"),
        (["湖南和湖北2020年GDP增速各是多少?"], "广东呢?", "广东2020年GDP增速是多少?"),
        ([GRAIN], "增速呢?", "湖南2020年粮食产量增速是多少?"),
        ([GRAIN], "比上一年呢?", "湖南2020年粮食产量比上一年增长多少?"),
        ([GRAIN], "它比上一年增长多少?", "湖南2020年粮食产量比上一年增长多少?"),
        ([GRAIN], "上一年呢?", "湖南2019年粮食产量是多少?"),
        ([GRAIN], "下一年呢?", "湖南2021年粮食产量是多少?"),
        ([GRAIN], "为什么?", "湖南2020年粮食产量是什么原因?"),
        ([GRAIN], "该省2021年城镇新增就业多少人?", "湖南2021年城镇新增就业多少人?"),
        ([GRAIN], "同年新增就业多少人?", "湖南2020年新增就业多少人?"),
        ([GRAIN], "它的GDP是多少?", "湖南2020年GDP是多少?"),
        ([GRAIN], "湖北新增就业多少人?", "湖北2020年新增就业多少人?"),
        ([GRAIN], "广东2019年新增就业多少人?", "广东2019年新增就业多少人?"),
        (["湖南2020年计划新增就业多少人?"], "实际呢?", "湖南2020年新增就业完成多少?"),
        (["法律顾问单位是哪一家?"], "它出具了多少份法律意见书?", "法律顾问单位出具了多少份法律意见书?"),
        (["湖南2021年要新建多少公里农村公路?"], "高速公路呢?", "湖南2021年要新建多少公里高速公路?"),
        (["2023年哪些省提到了低空经济?"], "人工智能呢?", "2023年哪些省提到了人工智能?"),
        (["2023年哪些省提到了低空经济?"], "2024年呢?", "2024年哪些省提到了低空经济?"),
        ([GRAIN], "油料呢?", "湖南2020年油料产量是多少?"),
        (["湖南2020年GDP增长目标是多少?"], "固定资产投资呢?", "湖南2020年固定资产投资增长目标是多少?"),
        (["湖南2020年城镇新增就业多少万人?"], "失业率呢?", "湖南2020年失业率是多少?"),
        (["湖南2020年红旗汽车产量多少?"], "销量呢?", "湖南2020年红旗汽车销量多少?"),
        (["湖南2020年怎么发展旅游?"], "农业呢?", "湖南2020年怎么发展农业?"),
        (["湖南2020年在旅游方面有哪些举措?"], "农业呢?", "湖南2020年在农业方面有哪些举措?"),
        (["湖南2020年怎么支持民营企业?"], "外资企业呢?", "湖南2020年怎么支持外资企业?"),
        (["每年节约多少交通费用?"], "节支率呢?", "每年节约交通费用 节支率是多少?"),
        ([GRAIN], "谢谢", "谢谢"),
        ([GRAIN], "两年后的2022年呢?", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "21年呢?", "湖南2021年粮食产量是多少?"),
        (["湖南20年粮食产量是多少?"], "那22年呢?", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "2021年降到多少了?", "湖南2021年粮食产量降到多少了?"),
        ([GRAIN], "比上年涨了百分之几?", "湖南2020年粮食产量比上年涨了百分之几?"),
        (["湖南2020年GDP增长目标是多少?"], "最后增长了百分之几?", "湖南2020年GDP增长最后增长了百分之几?"),
    ],
)
def test_what_a_follow_up_means(history: list[str], question: str, meant: str) -> None:
    assert resolve(question, history).text == meant


@given(st.text("湖南北2020年粮食产量是多少那呢的它该省上一目标?为什么和", max_size=16))
def test_the_first_question_stays_and_any_follow_up_means_something(typed: str) -> None:
    assert resolve(typed, ()).text == typed
    meant = resolve(typed, [GRAIN])
    assert meant.text or not typed
    assert resolve(typed, [GRAIN]) == meant


def test_the_place_and_the_year_are_carried(provinces: Bot) -> None:  # noqa: F811
    history = ["湖南2020年粮食总产量是多少?"]
    assert provinces.ask("新建高速公路多少公里?", history).answers[0].text == "31公里"
    assert not provinces.ask("新建高速公路多少公里?", ["广东2020年粮食总产量是多少?"]).answers
    assert not provinces.ask("新建高速公路多少公里?", ["湖南2035年粮食总产量是多少?"]).answers


def test_a_survey_is_of_all_reports(provinces: Bot) -> None:  # noqa: F811
    tally = provinces.ask("哪些报告提到了高速公路?", ["湖南2020年粮食总产量是多少?"]).tally
    assert tally is not None and tally.reports == 6


def test_how_a_follow_up_was_read_is_told(provinces: Bot) -> None:  # noqa: F811
    reply = provinces.ask("那湖北呢?", ["湖南2020年粮食总产量是多少?"])
    assert "理解为：湖北2020年粮食总产量是多少?" in list(asides(reply))
    assert reply_data(reply)["query"]["text"] == "湖北2020年粮食总产量是多少?"
    together = provinces.ask("2020和2021年呢?", ["湖南2022年粮食总产量是多少?"])
    assert [cell.answer.text for cell in together.cells if cell.answer] == ["121万吨", "122万吨"]
    assert any("理解为" in line for line in asides(together))


@pytest.mark.parametrize(
    ("history", "topic", "left", "then", "meant"),
    [
        ([GRAIN], "湖南", ["2020年粮食产量是多少?"], "2021年呢?", "2021年粮食产量是多少?"),
        ([GRAIN], "2020", ["湖南粮食产量是多少?"], "湖北呢?", "湖北粮食产量是多少?"),
        ([GRAIN, "那湖北呢?"], "湖北", ["2020年粮食产量是多少?"], "新增就业多少人?", "2020年新增就业多少人?"),
        (["湖南省2020年度的粮食产量?"], "2020", ["湖南省粮食产量?"], "湖北呢?", "湖北粮食产量?"),
        (["湖南?"], "湖南", [], "湖北呢?", "湖北呢?"),
        ([], "湖南", [], "湖北呢?", "湖北呢?"),
    ],
)
def test_what_is_dropped_is_not_carried_over(
    history: list[str], topic: str, left: list[str], then: str, meant: str
) -> None:
    assert without(history, topic) == left
    assert resolve(then, left).text == meant


def test_a_long_follow_up_is_read_at_once() -> None:
    asked = "增加" * 900 + "啊多少?"  # in how many ways this can be parted is no matter
    assert "增加" in resolve(asked, ["湖南2020年粮食产量是多少?"]).text
