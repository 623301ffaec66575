"""Spans that a reader picks, made whole: no number, list or pair of brackets is cut in two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold
from qa.asking import GROUP, asking
from qa.candidates import trimmed
from qa.spans import NUMBER, candidates
from qa.whole import whole

PAIRS = {"《": "》", "“": "”", "(": ")", "【": "】"}
WORDS = st.sampled_from(["全省", "取消", "公务用车", "改革", "比例达", "制定", "共"])
NUMBERS = st.sampled_from(
    ["31000余台", "51%", "超过9亿元", "2009.98万元", "30多份", "2020年", "1,234个", "五件", "约6400万元以上"]
)
MARKS = st.sampled_from([",", "、", "。", ";", ":"])
# Numbers stand between words, as they do in sentences.
PIECE = WORDS | MARKS | st.tuples(WORDS, NUMBERS).map("".join)


def in_brackets(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.sampled_from(sorted(PAIRS.items()))
    return st.tuples(pair, st.lists(inner, max_size=2).map("".join)).map(lambda made: made[1].join(made[0]))


NESTED = st.lists(PIECE | in_brackets(PIECE | in_brackets(WORDS)), min_size=1, max_size=6).map("".join)
LOOSE = st.lists(PIECE | st.sampled_from("《》“”()【】"), min_size=1, max_size=12).map("".join)


@st.composite
def spanned(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> tuple[str, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def balanced(text: str, opening: str, closing: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return False
    return depth == 0


@given(spanned(NESTED | LOOSE))
def test_no_number_is_cut_in_two(case: tuple[str, int, int]) -> None:
    text, start, end = case
    first, last = whole(text, start, end)
    for match in NUMBER.finditer(text):
        if match.start() < last and first < match.end():
            # 超过 and 约 may be left out.
            assert first <= match.start("value") and match.end() <= last, text[first:last]


@pytest.mark.parametrize(
    ("text", "figure"),
    [("补助500 元", "500 元"), ("奖励 3 万元", "3 万元"), ("提前半个小时取号", "半个小时"), ("半年内办结", "半年")],
)
def test_figures_as_files_and_people_write_them(text: str, figure: str) -> None:
    match = NUMBER.search(text)
    assert match is not None and match.group() == figure


@pytest.mark.parametrize("magnitude", ["", "十", "百", "千", "万", "亿", "千万", "百亿"])
def test_a_number_keeps_its_whole_unit(magnitude: str) -> None:
    # Each unit, and not some drawn by lot: one alone (百分点) begins with what may be the number's.
    for unit in GROUP:
        written = f"12{magnitude}{unit}"
        for after in ("", ",增长", "。"):
            found = NUMBER.match(written + after)
            assert found is not None and found.group() == written, written
            assert (found["unit"] or "").endswith(unit[-1]), written


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("797亿千瓦时", "千瓦时"),
        ("1.2万千瓦", "千瓦"),
        ("3千米", "千米"),
        ("35千伏安", "千伏安"),
        ("1.5亿剂次", "剂次"),
        ("3千余人", "人"),
        ("1.5百分点", "百分点"),
    ],
)
def test_the_thousand_of_a_unit_is_not_the_number_s(written: str, unit: str) -> None:
    (found,) = NUMBER.finditer(f"外送{written},增长")
    assert (found.group(), found["unit"]) == (written, unit)


# What is taken in for a bracket lies within 24 characters.
@given(spanned(NESTED.filter(lambda text: len(text) <= 24)))
def test_brackets_are_balanced_where_the_text_has_both(case: tuple[str, int, int]) -> None:
    text, start, end = case
    first, last = whole(text, start, end)
    for opening, closing in PAIRS.items():
        assert balanced(text[first:last], opening, closing), text[first:last]


@given(spanned(NESTED | LOOSE))
def test_what_was_picked_is_kept_but_for_lone_brackets(case: tuple[str, int, int]) -> None:
    text, start, end = case
    first, last = whole(text, start, end)
    assert 0 <= first <= last <= len(text)
    lone = "".join((*PAIRS, *PAIRS.values()))
    inner = text[start:end].strip(lone)
    at = text.find(inner, start)
    assert not inner or (first <= at and at + len(inner) <= last)


@given(spanned(NESTED | LOOSE))
def test_what_is_whole_stays_as_it_is(case: tuple[str, int, int]) -> None:
    text, start, end = case
    once = whole(text, start, end)
    assert whole(text, *once) == once


@pytest.mark.parametrize(
    ("text", "picked", "made"),
    [
        ("全省取消公务用车31000余台,取消", "1000余", "31000余台"),
        ("取消车辆超过1,234辆,", "234", "1,234辆"),
        ("取消车辆超过500辆", "超过500", "超过500辆"),
        ("印发《关于改革的意见》(湘办〔2020〕2号)。", "关于改革的意见》", "《关于改革的意见》"),
        ("印发《关于改革的意见》(湘办〔2020〕2号)。", "《关于改革", "《关于改革的意见》"),
        ("(甲(乙)丙)丁", "乙)丙", "(乙)丙"),
        ("(甲)(乙", "(甲)(乙", "(甲)(乙"),
        ("要做甲、乙、丙、丁。戊", "甲、乙", "甲、乙、丙、丁"),
        ("(甲" + "乙" * 30, "(甲", "甲"),
        ("乙" * 30 + "甲)", "甲)", "甲"),
        ("甲", "甲", "甲"),
        ("全年无事件、无案件、无事故。", "事件、无案件、无事故", "无事件、无案件、无事故"),
        ("全年有事件、无案件、无事故。", "事件、无案件、无事故", "事件、无案件、无事故"),
        ("无事件、无案件", "事件、无案件", "事件、无案件"),
    ],
)
def test_examples(text: str, picked: str, made: str) -> None:
    start = text.index(picked)
    first, last = whole(text, start, start + len(picked))
    assert text[first:last] == made


@given(spanned(st.text(st.sampled_from(" 。;,、:!?*#\n全省a1"), min_size=1, max_size=12)))
def test_trimmed_is_inside_and_bare(case: tuple[str, int, int]) -> None:
    text, start, end = case
    first, last = trimmed(text, start, end)
    assert start <= first <= last <= end
    assert any(map(str.isalnum, text[start:end])) == (first < last)
    assert trimmed(text, first, last) == (first, last)


@pytest.mark.parametrize(
    ("question", "text", "best"),
    [
        ("生产总值增长多少?", "三市地区生产总值占全省比重达41.7%,全省增长3.8%。", "3.8%"),
        ("居民收入增速是多少?", "城乡居民收入比为2.5%,收入分别增长4.7%、7.7%。", "4.7%"),
        ("高新技术产业增加值占比是多少?", "高新技术产业增加值增长14.3%,占规模工业比重达35%。", "35%"),
    ],
)
def test_growth_is_no_share(question: str, text: str, best: str) -> None:
    found = max(candidates(asking(question), text, 0, len(text)), key=lambda span: span.fit)
    assert text[found.start : found.end] == best


@pytest.mark.parametrize(
    ("question", "text", "best"),
    [
        ("旅游总收入多少亿元?", "旅游总收入从379.1亿元增加到812亿元", "812亿元"),
        ("散居孤儿每月给多少元?", "散居孤儿从每人每月1484元提高到1536元", "1536元"),
        ("二线补助多少元?", "补助从年人均1700元、1500元分别提高到2700元", "2700元"),
        ("煤炭产量多少吨?", "煤炭产量再增产5743万吨,达到13.78亿吨", "13.78亿吨"),
        ("煤炭增产了多少吨?", "煤炭产量再增产5743万吨,达到13.78亿吨", "5743万吨"),
        ("一共有多少对友城?", "新增国际友城19对,总数增至125对", "125对"),
        ("新增了多少对友城?", "新增国际友城19对,总数增至125对", "19对"),
        ("高速公路总里程多少公里?", "高速公路总里程突破8000公里、达8184公里", "8184公里"),
    ],
)
def test_what_is_and_what_was_and_what_came_on_top(question: str, text: str, best: str) -> None:
    fits = [(one.fit, text[one.start : one.end]) for one in candidates(asking(question), text, 0, len(text))]
    assert best in {figure for fit, figure in fits if fit == max(fits)[0]}


def _fits(question: str, texts: tuple[str, ...]) -> list[float]:
    return [next(candidates(asking(question), text, 0, len(text))).fit for text in texts]


def test_money_is_not_counted_in_pieces() -> None:
    money, share, pieces = _fits("要压减多少一般性支出?", ("9万元", "9%", "9期"))
    assert money > share > pieces
    money, share, pieces = _fits("二手房均价是多少?", ("9万元", "9%", "9期"))
    assert money > share == pieces


def test_households_are_not_persons() -> None:
    persons, households = _fits("多少人报名?", ("9万人次", "9万户"))
    assert persons > households


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("白洋淀水质达到几类?", "水质稳定达到ⅳ类标准", "ⅳ类标准"),
        ("论坛办到第几届了?", "第十四届论坛、第十届青年节成功举办", "第十四届"),
        ("许可证多久校验一次?", "床位在100张以上的,每3年校验1次", "每3年校验1次"),
        ("补贴每月几号前到账?", "发放时间为每月25日前", "每月25日前"),
        ("什么时候做复核?", "于每年4月1日至6月20日开展复核", "每年4月1日至6月20日"),
        ("邮箱是多少?", "指定邮箱:821298773@qq.com,电话12366", "821298773@qq.com"),
        ("网址是什么?", "登录www.gov.cn/zwfw办理", "www.gov.cn/zwfw"),
        ("网址是什么?", "见https://www.gz.gov.cn.", "https://www.gz.gov.cn"),
        ("网址是什么?", "见rsj.gz.gov.cn/a/b办理", "rsj.gz.gov.cn/a/b"),
    ],
)
def test_forms_that_are_asked_for(question: str, text: str, found: str) -> None:
    folded = fold(text).text
    best = max(candidates(asking(fold(question).text), folded, 0, len(folded)), key=lambda span: span.fit)
    assert folded[best.start : best.end] == fold(found).text


@pytest.mark.parametrize(
    ("text", "found"),
    [("产值增长一倍", ["一倍"]), ("延长三个月", ["三个月"]), ("融入长三角一体化", []), ("珠三角九市", ["九市"])],
)
def test_a_river_delta_is_no_money(text: str, found: list[str]) -> None:
    assert [match.group() for match in NUMBER.finditer(text)] == found


# So well a figure must suit to be of the form that is asked for (see `qa.candidates`).
_SUITS = 0.3


@pytest.mark.parametrize(
    ("question", "text", "figures"),
    [
        ("最长能住多久?", "暂住一般不超过两年", ["不超过两年"]),
        ("最长能住多久?", "歇业的期限最长不得超过3年", ["超过3年"]),
        ("最长能住多久?", "处十五日以下拘留", ["十五日以下"]),
        ("几天内答复?", "自受理之日起60日内答复", ["60日"]),
        ("几天内答复?", "期限为三十日", ["三十日"]),
        ("几天内答复?", "应当在3个工作日内答复", ["3个工作日"]),
        ("几天内答复?", "8月25日、26日内补报,2026年9月30日前办结", []),  # these are when
        ("最长能住多久?", "从二〇二一年起,第3年2024年", []),
        ("培训多久?", "14日上午,截止日为10日前,2020年1月3日至10日的期间,98年以后", []),
        ("最长能住多久?", "年满60周岁的老年人", []),  # nor is an age how long
        ("年龄不能超过多少岁?", "硕士45周岁以下,3年内办理", ["45周岁以下"]),
        ("满几岁能上学?", "年满6岁的儿童3年内", ["6岁"]),
    ],
)
def test_how_long_is_not_when(question: str, text: str, figures: list[str]) -> None:
    found = candidates(asking(question), fold(text).text, 0, len(text))
    assert [text[span.start : span.end] for span in found if span.fit > _SUITS] == figures
