"""Replies over the shipped report: the invariants of an answer, and why there is none."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.errors import Damaged
from knowledge.local import LocalKnowledgeBase
from knowledge.model import section_path
from qa import abstain
from qa.bot import Bot
from qa.render import reply_json


@pytest.fixture
def bot(base: LocalKnowledgeBase) -> Bot:
    return Bot(base)


def test_the_first_question(bot: Bot) -> None:
    best = bot.ask("全省一共取消了多少台公务用车?").answers[0]
    assert best.text == "31000余台"
    assert [section.label for section in best.section_path] == ["一、", "(一)", "4."]
    assert best.line == best.line_end == 23
    assert best.score > 0.9


@pytest.mark.parametrize(
    "question",
    [
        "减少了多少辆车",
        "砍了多少公车",
        "裁了几台车",
        "公车少了多少",
        "车改取消多少车辆",
        "2020年减了多少辆公务用车",
        "公务车一共取消了几辆",
    ],
)
def test_the_first_question_as_people_ask_it(bot: Bot, question: str) -> None:
    assert [answer.text for answer in bot.ask(question).answers[:1]] == ["31000余台"]


QUESTIONS = [
    "全省一共取消了多少台公务用车?",
    "讲授了哪些法律法规?",
    "谁来牵头法治工作领导小组?",
    "怎么推进政务公开?",
    "机关事务",
    "这份报告是哪天发布的?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_reports_own_words(bot: Bot, question: str) -> None:
    reply = bot.ask(question, top=5)
    assert reply.answers
    for answer in reply.answers:
        report = bot.report(answer.report.id)
        assert answer.text == report.text[answer.start : answer.end]
        assert answer.quote == report.text[answer.quote_start : answer.quote_end]
        assert answer.quote_start <= answer.start < answer.end <= answer.quote_end
        assert report.text.split("\n")[answer.line - 1].find(answer.text.split("\n")[0]) != -1
        innermost = report.sections[answer.section_path[-1].ordinal if answer.section_path else 0]
        assert innermost.start <= answer.start <= innermost.end
        assert section_path(report.sections, innermost.ordinal) == answer.section_path
        assert 0 <= answer.score <= 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_runs_give_the_same_bytes(kb_of_shipped: Path, question: str) -> None:
    first, second = (reply_json(Bot(LocalKnowledgeBase(str(kb_of_shipped))).ask(question)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("question", "reason", "named"),
    [
        ("湖南省2020年GDP是多少?", "not_mentioned", "GDP"),
        ("政务服务大厅的面积有多大?", "not_mentioned", "面积"),
        ("局长叫什么名字?", "full_name", "姓名"),
        ("2019年法治政府建设情况如何?", "year_not_loaded", "2019"),
        ("广东省取消了多少台公务用车?", "place_not_loaded", "广东"),
        ("发布机构是谁?", "field_empty", "发布机构"),
        ("的?", "empty", ""),
        ("", "empty", ""),
        ("  \n ", "empty", ""),
        ("多" * 3000, "too_long", ""),
    ],
)
def test_abstentions_say_why(bot: Bot, question: str, reason: str, named: str) -> None:
    reply = bot.ask(question)
    assert reply.answers == () and reply.abstention is not None
    assert reply.abstention.reason == ("figure_absent" if reason == "full_name" else reason)
    assert named in reply.abstention.zh and "\n" not in reply.abstention.zh + reply.abstention.en


def test_an_abstention_offers_the_nearest_sections_with_their_lines(bot: Bot) -> None:
    reply = bot.ask("局长叫什么名字?")
    assert reply.abstention is not None and reply.abstention.nearest
    for near in reply.abstention.nearest:
        assert near.line >= 1


def test_within_names_the_report(bot: Bot) -> None:
    assert bot.ask("取消了多少台公务用车?", within="法治政府建设情况").answers


def test_within_one_report_what_is_rather_wrong_than_right_is_not_told(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = "法治政府建设情况"
    asked = "取消了多少台公务用车?"
    assert bot.ask(asked, within=named).answers
    monkeypatch.setattr(abstain, "LEAST_WITHIN", 1.0)
    refused = bot.ask(asked, within=named).abstention
    assert refused is not None and refused.reason == "unsure"
    # Who asks all reports, or names a topic and asks nothing, is still told.
    assert bot.ask(asked).answers
    assert bot.ask("公务用车", within=named).answers


def test_a_text_that_no_longer_matches_its_hash_is_not_quoted(kb_copy: Path) -> None:
    with sqlite3.connect(kb_copy / "records.db") as db:
        db.execute("UPDATE report SET text = replace(text, '31000余台', '91000余台')")
    db.close()
    with pytest.raises(Damaged):
        Bot(LocalKnowledgeBase(str(kb_copy))).ask("全省一共取消了多少台公务用车?")


def test_a_passage_that_is_not_the_texts_is_not_quoted(kb_copy: Path) -> None:
    with sqlite3.connect(kb_copy / "records.db") as db:
        db.execute("UPDATE passage SET text = replace(text, '31000余台', '91000余台')")
    db.close()
    with pytest.raises(Damaged):
        Bot(LocalKnowledgeBase(str(kb_copy))).ask("全省一共取消了多少台公务用车?")


def test_an_empty_knowledge_base_says_so(tmp_path: Path) -> None:
    reply = Bot(LocalKnowledgeBase(str(tmp_path / "kb"), create=True)).ask("有什么?")
    assert reply.abstention is not None and reply.abstention.reason == "no_reports"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("全省新购置了多少台新能源汽车?", "not_mentioned"),  # cancelled ones are told of, bought ones are not
        ("公务用车拍卖所得是多少钱?", "not_mentioned"),
        ("湖南人和人律师事务所的负责人是谁?", "figure_absent"),  # its own name is no answer
        ("局长叫什么名字?", "figure_absent"),  # an office is no name
    ],
)
def test_a_figure_told_of_something_else_is_no_answer(bot: Bot, question: str, reason: str) -> None:
    abstention = bot.ask(question).abstention
    assert abstention is not None and abstention.reason == reason


_SERIES = """湖南省2021年政府工作报告

一、2020年工作回顾

全体居民人均可支配收入25735元、增长5.4%，其中城镇35720元、增长4.1%，农村13889元、增长8%。汽车、太阳能电池产量分别增长33.4%、154.5%。
外贸进出口总额增长12%以上，其中出口增长18%。制定《节约型机关建设规范》和《节约型机关评价规范》等地方标准6件，规范性文件14件，内部标准24件。
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("湖南2020年居民人均可支配收入是多少?", "25735元"),
        ("湖南2020年农村居民人均可支配收入是多少?", "13889元"),
        ("湖南2020年城镇居民人均可支配收入增长多少?", "4.1%"),
        ("湖南2020年汽车产量增长多少?", "33.4%"),
        ("湖南2020年太阳能电池产量增长多少?", "154.5%"),
        ("湖南2020年出口增长多少?", "18%"),
        ("湖南2020年制定了几件地方标准?", "6件"),
        ("湖南2020年制定了几件内部标准?", "24件"),
    ],
)
def test_a_figure_is_of_what_its_own_clause_names(tmp_path: Path, question: str, answer: str) -> None:
    (tmp_path / "湖南省2021年政府工作报告.txt").write_text(_SERIES, "utf-8")
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    assert [added.status for added in base.add([str(tmp_path / "湖南省2021年政府工作报告.txt")])] == ["added"]
    assert Bot(base).ask(question).answers[0].text == answer
    base.close()


@pytest.mark.parametrize("asked", ["就业率", "发电量", "进口额"])
def test_a_figure_of_another_thing_is_not_told(base_of: Callable[[str, str], LocalKnowledgeBase], asked: str) -> None:
    bot = Bot(
        base_of(
            "某省2023年政府工作报告",
            "一、2022年工作回顾\n登记失业率控制在4%以内,全社会用电量1200亿千瓦时,出口额350亿元。\n"
            "二、2023年工作安排\n就业稳中向好,进口增长加快,发电能力提高。\n",
        )
    )
    assert not bot.ask(f"2022年{asked}是多少?").answered
    for told, figure in (("失业率", "4%以内"), ("用电量", "1200亿千瓦时"), ("出口额", "350亿元")):
        assert bot.ask(f"2022年{told}是多少?").answers[0].text == figure


def test_no_clause_stands_for_a_telephone_number(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    base = base_of("2021年甘肃政务服务通告", "办理复议请发邮箱,请准备相关证据材料。咨询电话:0832-2024729。")
    assert Bot(base).ask("甘肃2021年咨询电话是多少?").answers[0].text == "0832-2024729"
    reply = Bot(base).ask("甘肃2021年办理复议发哪个邮箱?")
    assert reply.abstention is not None and reply.abstention.reason == "figure_absent"


_RULES = """某市人力资源和社会保障局关于印发某市就业见习基地管理办法的通知
文号：某人社规字〔2019〕6号
发布日期：2019-10-16
某人社规字〔2019〕6号
第一条 为加强管理，根据《补助资金管理办法》（某人社规字〔2019〕1号），制定本办法。
第二条 本办法自印发之日起施行，《见习基地管理办法》（某人社发〔2015〕27号）同时废止。
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("就业见习基地那个办法的文号是多少", "某人社规字〔2019〕6号"),
        ("就业见习基地管理办法是哪天发布的", "2019-10-16"),
        ("补助资金管理办法的文号是多少", "某人社规字〔2019〕1号"),
    ],
)
def test_what_is_asked_of_the_report_that_is_called_so(tmp_path: Path, question: str, answer: str) -> None:
    (tmp_path / "a.txt").write_text(_RULES, "utf-8")
    (tmp_path / "b.txt").write_text(
        "某市临时救助实施细则\n文号：某府〔2021〕19号\n发布日期：2021-12-10\n第一条 救助。\n", "utf-8"
    )
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    assert [added.status for added in base.add([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])] == [
        "added",
        "added",
    ]
    assert Bot(base).ask(question).answers[0].text == answer
    base.close()


@pytest.mark.parametrize("verb", ["哪天作的", "什么时候做的", "是在几月几日宣读的", "作的日期"])
@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("——2024年1月23日在某省第十三届人民代表大会第二次会议上", "2024年1月23日"),
        ("**政府工作报告**——二〇二四年一月二十日在某省第十三届人民代表大会第二次会议上", "二〇二四年一月二十日"),
        ("政府工作报告（2024年1月15日在某省第十二届人民代表大会第六次会议上　省长　某某）", "2024年1月15日"),
    ],
)
def test_on_which_day_a_report_was_given(tmp_path: Path, verb: str, told: str, day: str) -> None:
    for place in ("湖北省", "湖南省"):
        for year in (2023, 2024):
            head = (
                told.replace("某省", place)
                .replace("2024", str(year))
                .replace("二〇二四", "二〇二" + "三四"[year - 2023])
            )
            (tmp_path / f"{place}{year}年政府工作报告.md").write_text(
                f"政府工作报告\n\n{head}\n\n各位代表：\n一、{year - 1}年工作回顾\n去年1月1日起提高标准。\n", "utf-8"
            )
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    assert {added.status for added in base.add([str(tmp_path)])} <= {"added", "left_out"}
    (answer, *_) = Bot(base).ask(f"湖北2024年的政府工作报告{verb}？").answers
    assert answer.text == day and answer.quote == told.replace("某省", "湖北省")
    base.close()


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("湖北2024年政府工作报告的发布日期是哪天", "2024年2月6日"),
        ("湖北2024年政府工作报告是哪天作的", "2024年1月30日"),
        ("什么时候开始工作", "6月1日"),
    ],
)
def test_the_day_it_was_given_is_not_the_one_of_its_publication(
    base_of: Callable[[str, str], LocalKnowledgeBase], question: str, day: str
) -> None:
    head = "发布日期：2024年2月6日\n——2024年1月30日在湖北省第十四届人民代表大会第二次会议上\n各位代表：\n"
    bot = Bot(base_of("湖北省2024年政府工作报告", f"{head}一、工作回顾\n6月1日开始工作。\n"))
    assert bot.ask(question).answers[0].text.startswith(day)


def test_no_number_of_pieces_is_told_of_money(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    bot = Bot(base_of("某省2020年政府工作报告", "一、2019年工作回顾\n建成中小学游泳池231个,溺亡人数下降28.6%。\n"))
    assert bot.ask("2019年建成多少个中小学游泳池").answers[0].text == "231个"
    assert not bot.ask("2019年建成中小学游泳池一共花了多少钱建这些").answered


@pytest.mark.parametrize("question", ["每月几号前缴费?", "什么时候公布结果?"])
def test_no_date_without_a_word_of_time(base_of: Callable[[str, str], LocalKnowledgeBase], question: str) -> None:
    bot = Bot(base_of("缴费办法", "参保人员缴费每人2250元，公布结果满150分。\n"))
    assert not bot.ask(question).answered


def test_how_many_is_not_which(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    bot = Bot(base_of("某省2017年政府工作报告", "一、2016年工作回顾\n又有5个贫困县摘帽、810个贫困村退出。\n"))
    assert bot.ask("2016年又有几个贫困县摘帽?").answers[0].text == "5个"
    told = bot.ask("2016年摘帽的贫困县都是哪几个县?").answers
    assert not told or told[0].text != "5个"


def test_what_gets_no_answer_is_asked_with_a_word_that_sounds_alike(tmp_path: Path) -> None:
    apples = "苹果产量1096万吨，苹果出口增长5%，苹果产业、苹果加工和苹果品牌加快发展。"
    for name, text in (("广西壮族自治区", "平果市入选全国百强县。"), ("陕西省", apples)):
        written = f"{name}2017年政府工作报告\n\n一、2016年工作回顾\n{text}\n"
        (tmp_path / f"{name}2017年政府工作报告.md").write_text(written, "utf-8")
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    list(base.add([str(tmp_path)]))
    bot = Bot(base)
    reply = bot.ask("陕西2016年平果产量多少万吨？")
    assert [answer.text for answer in reply.answers[:1]] == ["1096万吨"] and reply.query is not None
    assert ("平果", "苹果") in reply.query.corrections and reply.query.text == "陕西2016年平果产量多少万吨？"
    assert not bot.ask("陕西2016年平果产量多少万吨？", exact=True).answers
    assert bot.ask("广西2016年平果市入选了什么？").answers
    assert not bot.ask("陕西2016年天价房产量多少万吨？").answers
    base.close()


def test_what_was_given_to_no_meeting_has_the_day_it_was_written(kb_of_shipped: Path) -> None:
    base = LocalKnowledgeBase(str(kb_of_shipped))
    assert [answer.text for answer in Bot(base).ask("这份报告是哪天作的？").answers] == ["2021-03-17"]
    base.close()
