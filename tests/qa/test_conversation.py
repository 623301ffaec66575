"""Follow-ups: what a question leaves out is taken from those before it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.conversation import follow, resolve, without
from qa.model import Meant
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
        (["湖南2020年生产事故起数下降多少?"], "死亡人数呢?", "湖南2020年死亡人数下降是多少?"),
        (["湖南2020年外贸进出口总额增长多少?"], "其中出口呢?", "湖南2020年出口总额增长多少?"),
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
        (["全省取消了多少公务用车?"], "那比例呢", "全省取消了公务用车比例是多少?"),
        ([GRAIN], "跟上年比呢", "湖南2020年粮食产量比上年增长多少?"),
        ([GRAIN], "比上年多还是少", "湖南2020年粮食产量比上年增长多少?"),
        ([GRAIN], "到2023年底呢", "湖南2023年粮食产量是多少?"),
        ([GRAIN], "湖北到那年底呢", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "再往后两年呢", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "再往前倒一年", "湖南2019年粮食产量是多少?"),
        ([GRAIN], "增速多少", "湖南2020年粮食产量增速多少"),
        ([GRAIN], "顺便22年的有吗", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "那前年……哦我是说2023年的", "湖南2023年粮食产量是多少?"),
        ([GRAIN], "怎么感觉跌了，2023年是多少", "湖南2023年粮食产量是多少?"),
        ([GRAIN], "再查个鄂州花湖机场，24年货邮吞吐量", "湖南鄂州花湖机场2024年货邮吞吐量"),
        ([GRAIN], "21年来了多少游客", "湖南2021年粮食产量 来了多少游客"),
        ([GRAIN], "换湖北，23年底的", "湖北2023年粮食产量是多少?"),
        ([GRAIN], "另外那年外贸进出口总额呢", "湖南2020年外贸进出口总额是多少?"),
        ([GRAIN], "再往前，17年的", "湖南2017年粮食产量是多少?"),
        ([GRAIN], "再说说湖北的", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "说回来，湖北呢", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "顺便查2021年的", "湖南2021年粮食产量是多少?"),
        ([GRAIN], "去年比呢", "湖南2020年粮食产量比上年增长多少?"),
        ([GRAIN], "湖北—我是说2021年", "湖北2021年粮食产量是多少?"),
        (["湖南2020年进出口总额是多少?"], "湖北2021年出口", "湖北2021年出口总额是多少?"),
        (["湖南2020年城镇新增就业多少人?"], "湖北2021年农村呢", "湖北2021年农村新增就业多少人?"),
        ([GRAIN], "到22年湖北高铁总长", "2022年湖北高铁总长是多少?"),
        ([GRAIN, "占全国比重"], "2022年产了多少", "湖南2022年粮食产量产了多少"),
        ([GRAIN], "谢谢", "谢谢"),
        ([GRAIN], "不对", "不对"),
        ([GRAIN], "行业增加值呢", "湖南2020年行业增加值是多少?"),
        ([GRAIN], "湖北呢!!!", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "２０２１年呢😀", "湖南2021年粮食产量是多少?"),
        ([GRAIN], "不對，我問的是湖北的", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "我说的不是粮食是棉花", "湖南2020年棉花产量是多少?"),
        (["郑州机场2018年旅客吞吐量多少?"], "我问的不是旅客，是货邮", "郑州机场2018年货邮吞吐量多少?"),
        ([GRAIN], "没错，湖北呢", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "湖北呢?谢谢", "湖北2020年粮食产量是多少?"),
        (["江苏2022年进出口总额多少"], "其中出口呢", "江苏2022年出口总额多少"),
        ([GRAIN, "不对"], "我问的是2021年", "湖南2021年粮食产量是多少?"),
        ([GRAIN, "谢谢"], "那湖北呢", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "其中呢", GRAIN),
        ([GRAIN], "１９年呢", "湖南2019年粮食产量是多少?"),
        ([GRAIN], "二〇二一年呢", "湖南2021年粮食产量是多少?"),
        ([GRAIN], "换湖北", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "那湖北的情况怎么样", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "十四五呢", "湖南十四五粮食产量是多少?"),
        ([GRAIN], "排第几", "湖南2020年粮食产量排第几"),
        ([GRAIN], "两年后的2022年呢?", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "21年呢?", "湖南2021年粮食产量是多少?"),
        (["湖南20年粮食产量是多少?"], "那22年呢?", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "2021年降到多少了?", "湖南2021年粮食产量降到多少了?"),
        ([GRAIN], "比上年涨了百分之几?", "湖南2020年粮食产量比上年涨了百分之几?"),
        (["湖南2020年GDP增长目标是多少?"], "最后增长了百分之几?", "湖南2020年GDP增长最后增长了百分之几?"),
        # What is said around it, and corrections.
        ([GRAIN], "不对不对，我问的是2022年的", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "打错了，湖北的", "湖北2020年粮食产量是多少?"),
        ([GRAIN], "我说的是年初的计划数", "湖南2020年粮食产量目标是多少?"),
        ([GRAIN], "等等 我要的是21年计划数，不是完成数", "湖南2021年粮食产量目标是多少?"),
        ([GRAIN], "哦不是20年，是19年的", "湖南2019年粮食产量是多少?"),
        (["郑州机场2018年旅客吞吐量多少?"], "不是旅客，我要货邮的", "郑州机场2018年货邮吞吐量多少?"),
        (["安徽2023年新能源汽车产量多少辆"], "不是新能源的，我说整个汽车产量", "安徽2023年整个汽车产量多少辆"),
        (["云南2016年去了多少粗钢产能"], "打错了，煤炭的", "云南2016年去了多少煤炭"),
        # Years that are counted from the one before, periods, and words that only point back.
        ([GRAIN], "再往前一年", "湖南2019年粮食产量是多少?"),
        ([GRAIN], "两年后呢?", "湖南2022年粮食产量是多少?"),
        ([GRAIN], "单说2021年呢?", "湖南2021年粮食产量是多少?"),
        (["湖南2020年底市场主体多少户?"], "2021年底呢?", "湖南2021年底市场主体多少户?"),
        (["湖南“十三五”期间粮食产量是多少?"], "2021年呢?", "湖南2021年粮食产量是多少?"),
        (["湖南2020年贫困发生率是多少?"], "次年这个率呢", "湖南2021年贫困发生率是多少?"),
        (["海南长臂猿24年恢复到多少只了"], "2021年那会儿呢", "海南长臂猿2021年恢复到多少只了"),
        # What is named without asking.
        (["安徽2023年汽车产量多少辆"], "其中新能源的", "安徽2023年新能源汽车产量多少辆"),
        ([GRAIN], "棉花", "湖南2020年棉花产量是多少?"),
        (["江苏2019年要新建多少护理型床位"], "城市公厕呢", "江苏2019年要新建多少城市公厕"),
        (["西藏2018年来了多少游客"], "旅游收入呢", "西藏2018年旅游收入是多少?"),
        (["陕西2025年保交房完成了多少个"], "保回迁呢", "陕西2025年保回迁完成了多少个"),
        ([GRAIN], "猪肉呢 多少吨", "湖南2020年粮食产量 猪肉 多少吨"),
        # What became of it.
        (["福建2023年数字经济增加值目标定多少"], "达到了没", "福建2023年数字经济增加值达到了没"),
        (["湖南2020年新增就业目标是多少?"], "后来实现没有", "湖南2020年新增就业后来实现没有"),
        (["湖南2020年新增就业目标是多少?"], "实际是多少", "湖南2020年新增就业实际是多少"),
    ],
)
def test_what_a_follow_up_means(history: list[str], question: str, meant: str) -> None:
    assert resolve(question, history).text == meant


@pytest.mark.parametrize(
    ("before", "question", "readings"),
    [
        # Of what was asked about, or of another thing in the same place and year.
        (GRAIN, "失业率多少?", ["湖南2020年粮食产量 失业率多少?", "湖南2020年失业率多少?"]),
        # What is about a thing that stands where the place would is of that thing in any case.
        (
            "花湖机场2023年货运量多少",
            "开了几条航线",
            ["花湖机场2023年货运量 开了几条航线", "花湖机场2023年开了几条航线"],
        ),
        # Who names another place or points to the year likelier asks for another thing.
        (GRAIN, "湖北失业率多少?", ["湖北2020年失业率多少?", "湖北2020年粮食产量 失业率多少?"]),
        (GRAIN, "同年失业率多少?", ["湖南2020年失业率多少?", "湖南2020年粮食产量 失业率多少?"]),
        (GRAIN, "广东2019年失业率多少?", ["广东2019年失业率多少?"]),
        (GRAIN, "降了多少?", ["湖南2020年粮食产量降了多少?"]),
    ],
)
def test_a_follow_up_may_be_read_in_two_ways(before: str, question: str, readings: list[str]) -> None:
    assert [meant.text for meant in follow(Meant(before), question).readings] == readings


@pytest.mark.parametrize(
    "typed", ["湖南" * 60 + "产量", " " * 1900 + "不对", "湖南湖北" * 300, "2020年" * 400, " " * 2000]
)
def test_a_long_follow_up_is_no_matter(typed: str) -> None:
    assert follow(Meant(GRAIN), typed).readings


def test_an_aspect_is_of_what_was_asked_about() -> None:
    for aspect in ("增速呢", "占全国比重呢", "排名呢"):
        assert not any(meant.dropped for meant in follow(Meant(GRAIN), aspect).readings)


def test_a_long_conversation_keeps_its_topic(provinces: Bot) -> None:  # noqa: F811
    years = [f"{year}年呢?" for year in (2021, 2022, 2020, 2021, 2022, 2020, 2021, 2022, 2020, 2021)]
    reply = provinces.ask("2021年呢?", ["湖南2020年粮食总产量是多少?", *years])
    assert reply.query is not None and reply.query.text == "湖南2021年粮食总产量是多少?"


def test_the_surer_reading_counts(provinces: Bot) -> None:  # noqa: F811
    history = ["湖南2020年粮食总产量是多少?", "新建高速公路多少公里?"]
    assert provinces.ask(history[1], history[:1]).query.text.startswith("湖南2020年新建")
    assert [answer.text for answer in provinces.ask("湖北呢?", history).answers][:1] == ["131公里"]


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


def test_what_is_no_question_is_not_followed(provinces: Bot) -> None:  # noqa: F811
    history = ["湖南2020年粮食总产量是多少?", "谢谢", "不对"]
    reply = provinces.ask(history[1], history[:1])
    assert not reply.answers and reply.abstention is not None and reply.abstention.reason == "empty"
    assert provinces.ask("我问的是2021年的", history).answers[0].text == "122万吨"


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
        ([GRAIN, "那湖北呢?"], "湖北", ["2020年粮食产量是多少?"], "2021年呢?", "2021年粮食产量是多少?"),
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


def test_after_how_much_more_the_figure_itself_may_be_meant() -> None:
    more = follow(Meant(GRAIN), "跟上年比呢").readings[0]
    assert [one.text for one in follow(more, "再往后两年呢").readings] == [
        "湖南2022年粮食产量比上年增长多少?",
        "湖南2022年粮食产量是多少?",
    ]


def test_that_year_is_the_one_of_the_report_that_answered(provinces: Bot) -> None:  # noqa: F811
    history = ["湖南粮食产量是多少?"]
    told = provinces.ask(history[0])
    asked = provinces.ask("那年城镇新增就业多少人?", history=history)
    if told.answers:
        assert asked.query is not None and asked.query.scope.years


def test_what_was_understood_is_forgotten_when_reports_come_or_go(tmp_path: Path) -> None:
    for name in ("甲省2020年政府工作报告", "乙省2020年政府工作报告"):
        (tmp_path / f"{name}.txt").write_text(f"{name}\n一、2019年工作回顾\n粮食产量5万吨。\n", "utf-8")
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    list(base.add([str(tmp_path / "甲省2020年政府工作报告.txt")]))
    bot, history = Bot(base), ["甲省2019年粮食产量多少"]
    bot.ask("乙省呢", history)
    known = dict(bot._listener._understood)
    bot.ask("乙省呢", history)
    assert bot._listener._understood == known and known
    list(LocalKnowledgeBase(base.folder).add([str(tmp_path / "乙省2020年政府工作报告.txt")]))  # somebody else
    bot._listener._understood = dict.fromkeys(known, Meant("what was understood before"))
    assert bot.ask("乙省呢", history).answers[0].text == "5万吨"
    base.close()
