"""Understanding: from what was typed to a query. Pure but for look-ups of words in the knowledge base."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge import tables, words
from knowledge.base import KnowledgeBase, Word
from knowledge.model import DATE_NAMES, ISSUER_NAMES, NUMBER_NAMES, TITLE_NAMES
from knowledge.patterns import late
from knowledge.text import fold
from qa.asking import UNIT, as_written, asking
from qa.catalogue import catalogue
from qa.century import with_century
from qa.model import GIVEN, Asking, Query, Term, Variant
from qa.places import abbreviated, in_full, whole_name
from qa.scope import BACK, Scope, scope
from qa.spelling import correct
from qa.times import YEAR, in_digits

# Words that tell nothing about where an answer stands.
_STOP = frozenset(
    "的 了 是 在 有 和 与 及 或 也 都 就 还 又 再 被 把 对 为 从 到 由 于 以 等 其 之 中 上 下 里 内 这 那 该 此 本 各 每 很 最 请 请问 请教 想 知道 "
    "告诉 我 我们 你 你们 他 它 们 呢 吧 啊 哦 吗 嘛 呀 么 一共 总共 共 全部 分别 目前 现在 那么 这个 那个 一下 关于 根据 进行 大约 约 大概 具体 "
    "方面 情况 进 给 让 使 并 而 且 但 则 所 得 地 着 过 来 去 要 会 能 可以 应 应该 需要 年 月 日 个 家 多 少 几 哪 截至 截止 共有 谁 什么 怎么 如何 多少 是多少 "
    "什么样 哪些 哪个 第 至 将 已 已经 曾 一 被称 称 叫 叫做 做 说 提到 帮 查 查询 看看 报告 报告里 里面 一个 哪一 哪里 何 才 只 为了 "
    "以来 以后 以前 之后 之前 之间 当中 依照 按照 有关 相关 所有 整个 "
    "准备 打算 争取 力争 预计 年度 期间 时期 一样 相同 最晚 最早 到底 是不是 有没有 是否 自己 咱 咱们 本省 其中 到底 究竟 怎样 怎么样 主要 以及 不 没有 没".split()
)

_BESIDE_LAST, _LAST = late("[比较]上一?年"), frozenset({"比", "较", "上年", "上一年"})

# A verb of one character and its complement.
_ENDED = late(r".[掉走好完光到出开成]")

# A verb with how it ends, which reports say otherwise: 办到, 拿到, 涨上.
_REACHED = late(r"[\u4e00-\u9fff][到上过]")

_YEAR = late(r"(?<!\d)((?:19|20)\d\d)(?=年|\D|$)(?!\s*号)")
_PLAN = late(r"(?<![一二三四五六七八九十])十[一二三四五]五(?![十百千万亿年月日个])")
# 那场, 这些 point to what is named beside them; 六只 says how many there are, in a measure that reports need not share.
_POINTED = late(r"[那这哪][场位次些块条项种座家件批所部本张片只几个回届]")
_SO_MANY = late(rf"[一两二三四五六七八九十几]+(?:{UNIT})(?<![年月日天周])")
# With its 年, which else makes a word with what follows (2020年收入 tells of no 年收入), where it makes no word that tells of time.
_WHOLE_YEAR = late(rf"{_YEAR.pattern}(?:年度|年(?![均底末初内中代间度]))?")
_NUMBER = late(r"\d+(?:\.\d+)?")

# Characters that are no part of an unknown word beside them.
_PARTICLES = frozenset(
    "的了是在和与及或也都就还被把对为从到由于以等其之呢吗啊哦多少几哪谁不有开给让搞办做拿投花卖买派占排"
    "改罚报交起欠着补发领退拖管算带找签留掏缴收免减涨降租住坐打问说查写填寄送换修装拆用能要会没比升"
)

# What is likely a verb: before 了, or before what is asked for.
_VERB = late(r"[\u4e00-\u9fff](?=了(?!解|不起|望))|[建修造养招跑提涨挣扩](?=多少|几[^十百千]|哪)(?<!设建)")

# What a measure ends with: with the word before it is one, that no dictionary need have (投产率, 办结率).
_MEASURES = frozenset("率额量值")

# How much a synonym counts beside the word itself.
_SYNONYM_WEIGHT = 0.9
_NEAR_WEIGHT = 0.45  # a word that a dictionary explains likewise

# How likely what answers has a word that is likely said otherwise, and what is less likely than this is not named as missing.
_SAID_OTHERWISE = 0.3
_SINGLE = 0.5  # a character stands in many words
_CATEGORY = 0.4  # the kind of thing asked for (什么荣誉) tells less than what is said of it
_SELDOM = 0.4

# How much a word tells is reckoned as among so many passages at least: a few say little of how common words are.
_FILLED = 5000

# Verbs that say that another one is wished or due.
_MODALS = frozenset("要想")

_PASSAGE = 50  # words of a passage, as most have

# How much a term tells that a follow-up did not say itself.
_CARRIED_WEIGHT = 0.4
_LONGEST_QUESTION = 2000

# What a question calls a head field, and the field's names.
_FIELD_ASKED = (
    (late(r"(?:发布|发文|成文|印发|公布|公开|出台)(?:的?(?:日期|时间)|于?(?:哪|什么时候|何时|几))|(?:哪一?[天年日]|什么时候|何时|几[月号]\S{0,3})(?:发布|发文|成文|印发|公布|公开|发)的?"), DATE_NAMES),
    # 报告是哪天作的, 哪天作的报告, 作报告的时间; not 工作的时间, nor 哪天开始制作.
    (late(r"报告[^,。]{0,6}(?:哪一?[天日]|什么时[候间]|何时|几月(?:几[日号])?|几号)[^,。]{0,4}(?<![工合制运操动写创])(?:[作做](?:出|过)?|宣读)的?(?:[^\u4e00-\u9fff]|$)"
        r"|(?:哪一?[天日]|什么时[候间]|何时|几月(?:几[日号])?|几号)[^,。]{0,4}(?<![工合制运操动写创])(?:[作做](?:出|过)?了?|宣读)[^,。]{0,8}报告"
        r"|报告[^,。]{0,4}(?<![工合制运操动写创])[作做]的?(?:日期|时间)|(?<![工合制运操动写创])[作做][^,。]{0,8}报告的(?:日期|时间)"), GIVEN),
    (late(r"索引号"), ("索引号",)),
    (late(r"(?:发文)?(?:文号|字号)"), NUMBER_NAMES),
    (late(r"(?:报告|文件|本文|公文|文章)的?(?:标题|名称|题目|名字)|(?:标题|题目)(?:是|叫)"), TITLE_NAMES),
    (late(r"(?:发布|发文|制发|印发)(?:机构|机关|单位)|(?:报告|文件|本文|公文)是?(?:由?谁|哪个(?:单位|机构|部门|机关))(?:发布|发|印发|写|作)的?"), ISSUER_NAMES),
    (late(r"主题分类"), ("主题分类",)),
    (late(r"主题词"), ("主题词", "关键词")),
)  # fmt: skip
# What a document may be called by: 教育部那份意见是哪天发的.
_CALLED = late(r"报告|文件|公文|通知|通告|公告|意见|办法|条例|规定|细则|方案|指引|决定|批复|解释")
_SELF = late(r"(?:这份|这篇|这个|本|该|此|那份|那篇|这)?(?:报告|文件|公文|文章|材料|通知|意见)")


def too_long(question: str) -> bool:
    """Whether a question is longer than any question is, in characters."""
    return len(question) > _LONGEST_QUESTION


def understand(question: str, base: KnowledgeBase, focus: str = "", *, exact: bool = False) -> Query:
    """Turn a question into a query; `focus` is the part of it that matters most, where a follow-up added it.

    With `exact` its words are taken as typed: neither respelt nor stood in for by synonyms.
    """
    typed = with_century(in_digits(whole_name(as_written(fold(question).text))))
    folded, corrections = in_full(typed), abbreviated(typed)
    if not exact:
        folded, respelt = correct(folded, base)
        folded, corrections = fold(folded).text, corrections + respelt
    asked = asking(folded)
    # 2020年比2019年增长多少 asks about 2020.
    years = tuple(
        dict.fromkeys(int(match[1]) for match in _YEAR.finditer(re.sub(rf"(?<=年)[比较]{YEAR}年", "", folded)))
    )
    terms = _terms(folded, asked, base, exact=exact)
    if _BESIDE_LAST.search(folded):  # 比上年增长 asks how much more, as 增长 does
        terms = _scaled([term for term in terms if term.text not in _LAST])
    if focus:
        terms = _focused(terms, fold(focus).text)
    where = scope(
        folded,
        years,
        catalogue(base.reports()),
        [form for term in terms for form in term.forms],
    )
    if asked.kind == "how" and not where.intent:
        where = where._replace(intent="either")  # what is done is told where it is planned, too
    numbers = tuple(n for n in _NUMBER.findall(folded) if not (len(n) == 4 and int(float(n)) in years))
    if (where.years and not years) or not where.placed:
        terms = _scaled([term for term in terms if term.text not in BACK])  # 去年 is understood, and need not be said
    subjects = _subjects(folded, terms, focus, where)
    return Query(question, folded, asked, terms, where, subjects, numbers, _fields(folded), corrections, exact)


def _subjects(folded: str, terms: Sequence[Term], focus: str, where: Scope) -> tuple[str, ...]:
    """Return the terms that only a sentence about them can answer: what a follow-up asks for, or 深圳 of 深圳2023年….

    The latter only where the reports are of places, so that 深圳 stands where the place of one would.
    """
    # A part of the year is another figure than the year's.
    parts = tuple(term.text for term in terms if re.search("季度|半年", term.text))
    if focus and not asking(focus).spans:  # it names what is asked for, and asks nothing else
        return (*parts, *(term.text for term in terms if term.text in fold(focus).text))
    first = next(iter(terms), None)
    if first is None or not where.placed or first.text in where.places or folded[: first.start].strip():
        return parts
    return (*parts, first.text) if _YEAR.match(folded, first.end) else parts


def _fields(folded: str) -> tuple[str, ...]:
    """Return the names of the head field that the question asks for, if it asks for one of the report itself."""
    for pattern, names in _FIELD_ASKED:
        match = pattern.search(folded)
        if match:
            rest = _SELF.sub("", folded[: match.start()] + folded[match.end() :])
            rest = re.sub(
                r"[的是在于由从到了呢吗什么多少哪一几天年月日号谁个发布文成印公开时间日期机关构单位名称叫?？,。\s]",
                "",
                rest,
            )
            # 这份报告是哪天发布的 asks for the report's own date; 民法典是哪天公布的 does not, if no report is called so.
            if len(rest) <= 1 or names is not DATE_NAMES or _CALLED.search(folded):
                return names
    return ()


def _terms(folded: str, asked: Asking, base: KnowledgeBase, *, exact: bool) -> tuple[Term, ...]:
    """Cut the question into weighted terms."""
    content = _blank(folded, (*asked.spans, *(m.span() for m in _WHOLE_YEAR.finditer(folded))))
    lookup = base.words(words.candidates(content))
    passages, total = base.size()
    cut = [
        (text, begin + start, begin + end)
        for begin, part in _parted(content)
        for text, start, end in words.cut_question(part, lambda word: _times(word, lookup), total)
    ]
    terms: list[Term] = []
    for text, start, end in _compounds(_periods(cut), set(lookup), _verbs(folded)):
        if text in _STOP or _POINTED.fullmatch(text):
            continue
        found = lookup.get(text) or (lookup.get(text[:-1]) if text.endswith("五") else None)
        synonyms = () if exact else _synonyms(text, base, known=found is not None)
        close = () if exact else tuple(word for word in tables.near(text) if word not in synonyms)
        asked_for = asked.kind != "number" and asked.category[0] <= start < asked.category[1]
        likely = _likely(text, known=found is not None)
        known = found is not None or asked_for or likely < _SELDOM or bool(synonyms and base.words(synonyms))
        weight = likely * idf(_holding(text, found, passages), max(passages, _FILLED))
        weight *= (_CATEGORY if asked_for else 1) * (_SINGLE if len(text) == 1 and not text.isascii() else 1)
        variants = tuple(Variant(word, _SYNONYM_WEIGHT, "synonym") for word in synonyms)
        variants += tuple(Variant(word, _NEAR_WEIGHT, "near") for word in base.words(close)) if close else ()
        terms.append(Term(text, start, end, weight, known, variants))
    return _scaled(terms)


def _parted(content: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of a text, each with where it begins, that five-year plans part: no word reaches from 十三五 into 头三年."""
    at = 0
    for match in _PLAN.finditer(content):
        for start, end in ((at, match.start()), match.span()):
            if start < end:
                yield start, content[start:end]
        at = match.end()
    yield at, content[at:]


def _times(word: str, lookup: Mapping[str, Word]) -> int:
    """Return how often a word stands in the reports."""
    if len(word) == 2 and word[0] in _MODALS and not tables.is_word(word):
        return 0  # 要建 is 建, also where the reports' own words were cut so
    found = lookup.get(word)
    # What reports write otherwise is a word, also where none has it.
    return found.times if found else int(bool(tables.written(word)))


def _periods(cut: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Join what a five-year plan is called by, which the dictionary does not have for each: 十三 五 -> 十三五."""
    joined: list[tuple[str, int, int]] = []
    for text, start, end in cut:
        if (
            text == "五"
            and joined
            and joined[-1][2] == start
            and re.fullmatch("十?[一二三四五六七八九]?", joined[-1][0])
        ):
            joined[-1] = (joined[-1][0] + text, joined[-1][1], end)
        else:
            joined.append((text, start, end))
    return joined


def _synonyms(text: str, base: KnowledgeBase, *, known: bool) -> tuple[str, ...]:
    """Return what may stand for a word: its synonyms, else, where no report has it, what it may be short for.

    Of a verb with how it ends (拆掉, 搬走) the synonyms are the verb's.
    """
    written = tables.written(text)
    if written or known:
        return written
    verb = tables.written(text[0]) if _ENDED.fullmatch(text) else ()
    return verb or tuple(word.text for word in base.words_short_as(text))


def _focused(terms: tuple[Term, ...], focus: str) -> tuple[Term, ...]:
    """Let the terms that were only carried over from the question before count less."""
    return _scaled([t._replace(weight=t.weight * (1.0 if t.text in focus else _CARRIED_WEIGHT)) for t in terms])


def _scaled(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Scale the weights so that they sum to 1."""
    whole = sum(term.weight for term in terms) or 1.0
    return tuple(term._replace(weight=term.weight / whole) for term in terms)


def _likely(word: str, *, known: bool) -> float:
    """Return how likely (0-1) what answers has a word: 六只 and 办到 may be said otherwise."""
    if _SO_MANY.fullmatch(word) or (not known and _REACHED.fullmatch(word)):
        return _SAID_OTHERWISE
    return tables.told(word)


def _holding(word: str, found: Word | None, passages: int) -> float:
    """Return how many passages are to be expected to hold a word, where fewer than `_FILLED` are filled up to as many.

    The dictionary tells how common it is elsewhere; of one that no report has only among as many as there are, for it is
    missing, and what is missing tells.
    """
    elsewhere = min(1.0, _PASSAGE * tables.frequency(word))
    return found.passages + max(0, _FILLED - passages) * elsewhere if found else passages * elsewhere


def idf(holding: float, passages: int) -> float:
    """Return how much a word tells that `holding` of `passages` hold (BM25's idf, never negative)."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with the spans blanked out; offsets stay."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _verbs(folded: str) -> set[int]:
    """Return where characters stand that are verbs by what follows them: 跑 of 长安号跑了多少列, 建 of 给工人建多少."""
    return {match.start() for match in _VERB.finditer(folded)}


def _compounds(pieces: list[tuple[str, int, int]], known: set[str], verbs: set[int]) -> list[tuple[str, int, int]]:
    """Join neighbouring single characters, and a measure to its word: 梅 西 -> 梅西, 投产 率 -> 投产率.

    The reports' words cut a word they do not know into parts, each of which may well stand in them somewhere. Together
    they are a word, to be found together or named as missing. What stands at `verbs` is joined to nothing.
    """
    joined: list[tuple[str, int, int]] = []
    strange_before = open_run = False
    for text, start, end in pieces:
        single = end - start == 1 and not text.isascii() and text not in _PARTICLES and start not in verbs
        strange = single and text not in known
        # A common character (所, 得) joins only an unknown one beside it: 律所, but not 年 or 要.
        joins = single and (text not in _STOP or strange_before)
        measure = text in _MEASURES and joined and len(joined[-1][0]) > 1 and joined[-1][2] == start
        if measure or (joins and open_run and joined[-1][2] == start):
            joined[-1] = (joined[-1][0] + text, joined[-1][1], end)
        else:
            joined.append((text, start, end))
        open_run = single and text not in _STOP
        strange_before = strange
    return joined
