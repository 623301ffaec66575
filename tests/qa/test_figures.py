"""A figure of another thing is not told, however well all else fits."""

from collections.abc import Callable

import pytest

from knowledge import tables
from knowledge.local import LocalKnowledgeBase
from qa.another import siblings
from qa.bot import Bot
from qa.show import asides

_TITLE = "湖北省2021年政府工作报告"
_TEXT = """
2021年1月24日

一、攻坚克难，开创新局

全省地区生产总值2015年为3万亿元，2020年超过4万亿元，人均地区生产总值达到7.4万元。
一般公共预算支出8443亿元，常住人口城镇化率62.9%。
货物贸易、服务贸易分别增长8.8%和3.2%，汽车、钢铁产量均下降5.1%。
粮食总产量稳定在2700万吨，建成高标准农田3570万亩。
去年新增高速公路366公里。高速公路通车里程新增366公里，总里程达7230公里。
学前三年毛入园率达到88%。茶叶种植面积500万亩，干毛茶产量40万吨。技改投资增长12%。
服务业提速，快于制造业，增长6.1%。
重点人群覆盖率提高到78%，公路里程增加1.7万公里，规模以上工业增加值增长3%。市、县两级公共体育场覆盖率分别达到93%和87%。
居民人均可支配收入27881元，农村常住人口减少2.1%。

今年经济社会发展主要预期目标是：一般公共预算收入增长4.5%，城镇新增就业70万人。

二、2021年主要目标和重点任务

新增国际友好城市（省、州）6对，南山港服务科考船2152航次。

粮食总产量达到2800万吨，新增绿色建筑12.5万平方米。
"""


@pytest.fixture
def bot(base_of: Callable[[str, str], LocalKnowledgeBase]) -> Bot:
    return Bot(base_of(_TITLE, _TEXT))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("湖北2020年地区生产总值多少", "超过4万亿元"),
        ("湖北2015年地区生产总值多少", "3万亿元"),
        ("湖北2020年人均地区生产总值多少", "7.4万元"),
        ("湖北2020年一般公共预算支出多少", "8443亿元"),
        ("湖北2020年一般公共预算收入多少", ""),
        ("湖北2020年户籍人口城镇化率多少", ""),
        ("湖北2020年货物贸易增长多少", "8.8%"),
        ("湖北2020年钢铁产量下降多少", "5.1%"),
        ("湖北2020年水泥产量下降多少", ""),
        ("湖北2020年粮食总产量多少", "2700万吨"),
        ("2021年报告里湖北高标准农田有多少", "3570万亩"),
        ("湖北2020年居民人均可支配收入多少", "27881元"),
        ("湖北2020年城镇居民人均可支配收入多少", ""),
        ("湖北2021年报告里2015年地区生产总值多少", "3万亿元"),
        ("湖北2021年报告里2020年地区生产总值多少", "超过4万亿元"),
        ("湖北2020年服务业增长多少", "6.1%"),
        ("湖北2020年森林覆盖率多少", ""),
        ("湖北2020年学前教育毛入园率多少", "88%"),
        ("湖北2020年茶叶产量多少", "40万吨"),
        ("湖北2020年技术改造投资增长多少", "12%"),
        ("湖北2021年新增国际友好城市多少对", "6对"),
        ("南山港2021年服务科考船多少航次", "2152航次"),
        ("湖北2020年高铁里程多少公里", ""),
        ("湖北2020年地铁运营总里程多少公里", ""),
        ("湖北2020年高速公路总里程多少公里", "7230公里"),
        ("湖北2020年底公路里程增加多少公里", "1.7万公里"),
        ("湖北2020年规上工业增加值增长多少", "3%"),
        ("湖北2020年县级公共体育场覆盖率多少", "87%"),
    ],
)
def test_the_figure_of_the_thing_asked_for_or_none(bot: Bot, question: str, told: str) -> None:
    assert "".join(answer.text for answer in bot.ask(question).answers[:1]) == told


def test_what_is_told_from_a_report_of_the_beginning_of_the_year_says_so(bot: Bot) -> None:
    assert any("作于2021年初" in line for line in asides(bot.ask("湖北2021年粮食总产量多少")))
    assert not any("年初" in line for line in asides(bot.ask("湖北2021年粮食总产量目标多少")))
    assert not any("年初" in line for line in asides(bot.ask("湖北2020年粮食总产量多少")))


def test_what_looks_back_is_not_of_the_year_that_begins(bot: Bot) -> None:
    reply = bot.ask("湖北2021年新增高速公路多少公里")
    assert not reply.answered, "去年 is 2020"


def test_siblings_are_those_that_a_question_does_not_name() -> None:
    assert (("收入",), ("支出",)) in siblings("一般公共预算收入多少")
    assert not siblings("今天天气怎么样")


def test_the_sets_of_siblings_are_well_formed() -> None:
    for kind in tables.siblings():
        assert len(kind) > 1 and len(set(kind)) == len(kind)
        assert not any(one != other and one in other for one in kind for other in kind), kind


def test_what_is_asked_now_and_here_is_not_told_in_reports(bot: Bot) -> None:
    reply = bot.ask("湖北昨晚下雨了吗")
    assert reply.abstention is not None and "昨晚" in reply.abstention.zh


def test_a_share_is_no_level(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    bot = Bot(base_of(_TITLE, "\n一、2020年工作回顾\n\n全年地区生产总值增长6.1%，完成年度任务。\n"))
    assert not bot.ask("湖北2020年地区生产总值多少").answered
    assert [a.text for a in bot.ask("湖北2020年地区生产总值增长多少").answers][:1] == ["6.1%"]


@pytest.mark.parametrize("title", ["湖北省交通厅2023年工作总结", "湖北省2023年统计公报"])
def test_what_was_not_made_when_the_year_began_does_not_say_so(
    base_of: Callable[[str, str], LocalKnowledgeBase], title: str
) -> None:
    bot = Bot(base_of(title, "\n2023年12月24日\n\n全省完成交通投资1500亿元。\n"))
    assert not any("年初" in line for line in asides(bot.ask("2023年交通投资多少")))
