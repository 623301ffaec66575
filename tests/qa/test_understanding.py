"""From a question to a query over the shipped report: terms, spelling, head fields."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.local import LocalKnowledgeBase
from knowledge.text import fold
from qa.bot import Bot
from qa.question import understand
from qa.spelling import correct


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("全省取消公物用车多少台?", "全省取消公务用车多少台?"),
        ("维修转项资金多烧万元?", "维修专项资金多少万元?"),
        ("标准化是点验收什么时候通过的?", "标准化试点验收什么时候通过的?"),
        ("供无用车取消了多少台?", "公务用车取消了多少台?"),
        ("lvshi shiwusuo shi na yi jia", "律师事务所是哪一家"),
    ],
)
def test_homophones_and_pinyin(base: LocalKnowledgeBase, typed: str, meant: str) -> None:
    text, corrections = correct(fold(typed).text, base)
    assert text == meant
    assert corrections


@pytest.mark.parametrize(
    "right",
    [
        "全省一共取消了多少台公务用车?",
        "法律顾问全年出具了多少份法律意见书?",
        "梅西拿过几次金球奖?",
        "一共花了多少钱建这些",
        "那个办法有几条",
        "",
        "GDP 2020",
    ],
)
def test_what_is_right_stays(base: LocalKnowledgeBase, right: str) -> None:
    folded = fold(right).text
    assert correct(folded, base) == (folded, ())


def test_terms_weigh_one_together_and_stand_where_they_say(base: LocalKnowledgeBase) -> None:
    query = understand("法律顧問全年出具了多少份法律意見書?", base)
    assert sum(term.weight for term in query.terms) == pytest.approx(1.0)
    assert all(query.folded[term.start : term.end] == term.text for term in query.terms)
    assert "法律顾问" in {term.text for term in query.terms}


def test_a_word_that_no_report_has_is_unknown_and_whole(base: LocalKnowledgeBase) -> None:
    query = understand("梅西拿过几次金球奖?", base)
    assert any("梅西" in term.text for term in query.terms if not term.known)


def test_synonyms_and_abbreviations_are_variants(base: LocalKnowledgeBase) -> None:
    query = understand("公车取消了多少台?", base)
    assert {v.text for term in query.terms for v in term.variants} >= {"公务用车"}
    assert [word.text for word in base.words_short_as("国资")] == ["国有资产"]


def test_what_has_synonyms_is_a_word_and_a_verb_with_its_end_has_the_verbs(base: LocalKnowledgeBase) -> None:
    query = understand("烂尾楼要拆掉多少?", base)
    meant = {term.text: {variant.text for variant in term.variants} for term in query.terms}
    assert "保交楼" in meant["烂尾楼"]
    assert "拆除" in meant["拆掉"]
    assert not query.corrections


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2019年收入增长多少?", ["收入", "增长"]),
        ("2020年发电量是多少?", ["发电量"]),
        ("2020年度预算是多少?", ["预算"]),
        ("2020年底完成了什么?", ["年底", "完成"]),
        ("2016-2020年均增速是多少?", ["年均", "增速"]),
    ],
)
def test_a_year_takes_its_word_with_it(base: LocalKnowledgeBase, question: str, words: list[str]) -> None:
    # 年收入 and 年发电量 are words of the dictionary; asked of a year, they are not what is meant.
    assert [term.text for term in understand(question, base).terms] == words


@pytest.mark.parametrize("period", ["十二五", "十三五", "十四五"])
def test_a_five_year_plan_is_one_word(base: LocalKnowledgeBase, period: str) -> None:
    terms = understand(f"“{period}”期间取消公务用车多少台?", base).terms
    assert terms[0].text == period


@pytest.mark.parametrize("question", ["十三五头三年取消公务用车多少台?", "十三五建了多少项目?"])
def test_no_word_reaches_out_of_a_five_year_plan(base: LocalKnowledgeBase, question: str) -> None:
    assert understand(question, base).terms[0].text == "十三五"


@pytest.mark.parametrize("pointed", ["那场", "这些", "那位", "这块"])
def test_what_only_points_is_not_looked_for(base: LocalKnowledgeBase, pointed: str) -> None:
    assert [term.text for term in understand(f"{pointed}公务用车取消多少台?", base).terms] == ["公务用车", "取消"]


def test_how_many_there_are_may_be_told_in_another_measure(base: LocalKnowledgeBase) -> None:
    terms = {term.text: term for term in understand("六只公务用车取消多少台?", base).terms}
    assert terms["六只"].known and terms["六只"].weight < min(terms["公务用车"].weight, terms["取消"].weight)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("这份报告是哪天发布的?", True),
        ("发文日期是什么时候?", True),
        ("索引号是多少?", True),
        ("报告的标题是什么?", True),
        ("民法典是哪天公布的?", False),
        ("全省取消公务用车多少台?", False),
    ],
)
def test_head_fields(base: LocalKnowledgeBase, question: str, asked: bool) -> None:
    assert bool(understand(question, base).field_names) is asked


@pytest.mark.parametrize(
    ("question", "corrections"),
    [
        ("公车取消了多少台?", (("公车", "公务用车"),)),
        ("请了哪家律所?", (("律所", "律师事务所"),)),
        ("国资管理改革", (("国资", "国有资产"),)),
        ("取消了三万一千台公务用车吗?", (("三万一千", "31000"),)),
        ("全省取消公物用车多少台?", (("公物用车", "公务用车"),)),
        ("全省取消公务用车多少台?", ()),
    ],
)
def test_what_was_searched_for_in_place_of_what_was_typed(
    base: LocalKnowledgeBase, question: str, corrections: tuple[tuple[str, str], ...]
) -> None:
    query = Bot(base).ask(question).query
    assert query is not None and query.corrections == corrections


@pytest.mark.parametrize(
    "question", ["公车取消了多少台?", "请了哪家律所?", "全省取消公物用车多少台?", "lvshi shiwusuo"]
)
def test_exact_takes_words_as_typed(base: LocalKnowledgeBase, question: str) -> None:
    reply = Bot(base).ask(question, exact=True)
    assert reply.abstention is not None and reply.abstention.reason == "not_mentioned"
    assert reply.query is not None and reply.query.exact and reply.query.corrections == ()


@given(
    st.sampled_from(["公务用车", "维修", "法律", "取消", "全省", "标准"]),
    st.sampled_from(["多少台?", "有哪些?", "", "情况"]),
)
def test_what_stands_as_typed_is_answered_alike_by_exact(kb_of_shipped: Path, word: str, asked: str) -> None:
    bot = Bot(LocalKnowledgeBase(str(kb_of_shipped)))
    assert bot.ask(word + asked, exact=True).answers == bot.ask(word + asked).answers


def test_a_measure_is_one_word_with_what_it_is_of(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    base = base_of("2021年甘肃政府工作报告", "一批重点项目投产。民生支出3206亿元,占支出的80%。办件按期办结,办结率99%。")
    assert [term.text for term in understand("2021年甘肃投产率是多少?", base).terms] == ["甘肃", "投产率"]
    assert [answer.text for answer in Bot(base).ask("2021年甘肃办结率是多少?").answers[:1]] == ["99%"]
    assert Bot(base).ask("2021年甘肃投产率是多少?").abstention is not None


def test_a_measure_that_no_report_has_is_not_known_by_what_it_is_of(
    base_of: Callable[[str, str], LocalKnowledgeBase],
) -> None:
    base = base_of("2021年甘肃政府工作报告", "一批重点项目投产,发行债券80亿元。")
    for word in ("投产率", "发行量"):
        terms = understand(f"2021年甘肃{word}是多少?", base).terms
        assert [(term.text, term.known) for term in terms] == [("甘肃", True), (word, False)]


def test_of_words_that_no_report_has_a_common_one_tells_less(base: LocalKnowledgeBase) -> None:
    query = understand("母亲申报集成电路", base)
    weights = {term.text: term.weight for term in query.terms}
    assert weights["母亲"] < weights["集成电路"]


def test_what_people_say_but_reports_do_not_write_is_not_missed(base: LocalKnowledgeBase) -> None:
    terms = {term.text: term for term in understand("他们平时搞集成电路", base).terms}
    assert terms["平时"].weight < terms["集成电路"].weight / 2
    assert terms["平时"].known and not terms["集成电路"].known


def test_in_few_passages_a_common_word_tells_less_than_a_rare_one_that_stands_as_often(
    base_of: Callable[[str, str], LocalKnowledgeBase],
) -> None:
    base = base_of("2021年甘肃政府工作报告", "企业很好。戈壁很好。")
    terms = {term.text: term.weight for term in understand("甘肃企业戈壁", base).terms}
    assert terms["企业"] < terms["戈壁"]


def test_a_wish_is_no_part_of_the_verb(base_of: Callable[[str, str], LocalKnowledgeBase]) -> None:
    # jieba takes 要建 for a word where it stands between others.
    base = base_of("2021年甘肃政府工作报告", "今年要建产业园,明年要建园区。要求严格。")
    assert "要建" not in {term.text for term in understand("甘肃要建几个产业园?", base).terms}
    assert "要求" in {term.text for term in understand("甘肃的要求严格吗?", base).terms}


def test_beside_the_year_before_is_not_looked_for(base: LocalKnowledgeBase) -> None:
    words = {term.text for term in understand("全省公务用车比上年取消多少台?", base).terms}
    assert "公务用车" in words and not words & {"比", "上年"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("长安号跑了多少列", {"号", "跑"}),
        ("给工人建多少个站", {"建", "站"}),
    ],
)
def test_a_verb_is_no_part_of_the_character_before_it(base: LocalKnowledgeBase, question: str, words: set[str]) -> None:
    assert words <= {term.text for term in understand(question, base).terms}
