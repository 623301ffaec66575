"""Understanding: from what was typed to a query. Pure but for look-ups of words in the knowledge base."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge import words
from knowledge.base import KnowledgeBase
from knowledge.head import DATE_NAMES, ISSUER_NAMES, NUMBER_NAMES, TITLE_NAMES
from knowledge.text import fold
from qa.asking import asking
from qa.model import Asking, Query, Term, Variant
from qa.scope import scope
from qa.synonyms import SYNONYMS

# Words that tell nothing about where an answer stands.
_STOP = frozenset(
    "的 了 是 在 有 和 与 及 或 也 都 就 还 又 再 被 把 对 为 从 到 由 于 以 等 其 之 中 上 下 里 内 这 那 该 此 本 各 每 很 最 请 请问 请教 想 知道 "
    "告诉 我 我们 你 你们 他 它 们 呢 吧 啊 哦 吗 嘛 呀 么 一共 总共 共 全部 分别 目前 现在 那么 这个 那个 一下 关于 根据 进行 大约 约 大概 具体 "
    "方面 情况 进 给 让 使 并 而 且 但 则 所 得 地 着 过 来 去 要 会 能 可以 应 应该 需要 年 月 日 个 家 多 少 几 哪 截至 截止 共有 谁 什么 怎么 如何 多少 是多少 "
    "什么样 哪些 哪个 第 至 将 已 已经 曾 一 被称 称 叫 叫做 做 说 提到 帮 查 查询 看看 报告 报告里 里面 一个 哪一 哪里 何 才 只 为了 "
    "准备 打算 争取 力争 预计 年度 期间 时期 一样 相同 最晚 最早 到底 是不是 有没有 是否 其中 到底 究竟 怎样 怎么样 主要 以及 不 没有 没".split()
)

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|\D|$)(?!\s*号)")
_LATIN = re.compile(r"[a-z' ]*[a-z][a-z' ]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

# Characters that are no part of an unknown word beside them.
_PARTICLES = frozenset("的了是在和与及或也都就还被把对为从到由于以等其之呢吗啊哦多少几哪谁不有")

# How much a homophone or a synonym counts beside the word itself.
_SOUND_WEIGHT = 0.8
_SYNONYM_WEIGHT = 0.9

# How much less a single character tells than a word, and the kind of thing asked for (什么荣誉) than what is said of it.
_SINGLE_WEIGHT = 0.5
_CATEGORY_WEIGHT = 0.4
_LONGEST_QUESTION = 2000

# What a question calls a head field, and the field's names.
_FIELD_ASKED = (
    (re.compile(r"(?:发布|发文|成文|印发|公布|公开|出台)(?:的?(?:日期|时间)|于?(?:哪|什么时候|何时|几))|(?:哪一?[天年日]|什么时候|何时|几[月号]\S{0,3})(?:发布|发文|成文|印发|公布|公开|发)的?"), DATE_NAMES),
    (re.compile(r"索引号"), ("索引号",)),
    (re.compile(r"(?:报告|文件|本文|公文)的?(?:发文)?(?:文号|字号)"), NUMBER_NAMES),
    (re.compile(r"(?:报告|文件|本文|公文|文章)的?(?:标题|名称|题目|名字)|(?:标题|题目)(?:是|叫)"), TITLE_NAMES),
    (re.compile(r"(?:发布|发文|制发|印发)(?:机构|机关|单位)|(?:报告|文件|本文|公文)是?(?:由?谁|哪个(?:单位|机构|部门|机关))(?:发布|发|印发|写|作)的?"), ISSUER_NAMES),
    (re.compile(r"主题分类"), ("主题分类",)),
    (re.compile(r"主题词"), ("主题词", "关键词")),
)  # fmt: skip
_SELF = re.compile(r"(?:这份|这篇|这个|本|该|此|那份|那篇|这)?(?:报告|文件|公文|文章|材料|通知|意见)")


def too_long(question: str) -> bool:
    """Whether a question is longer than any question is, in characters."""
    return len(question) > _LONGEST_QUESTION


def understand(question: str, base: KnowledgeBase) -> Query:
    """Turn a question into a query."""
    folded = fold(question).text
    corrections: list[tuple[str, str]] = []
    if _LATIN.fullmatch(re.sub(r"[\d?,.!\s]", "", folded) or "-"):
        written = _from_pinyin(folded, base)
        if written:
            corrections.append((folded.strip(), written))
            folded = fold(written).text
    asked = asking(folded)
    years = tuple(dict.fromkeys(int(match[1]) for match in _YEAR.finditer(folded)))
    fields = _fields(folded)
    terms, corrected = _terms(folded, asked, base)
    numbers = tuple(n for n in _NUMBER.findall(folded) if not (len(n) == 4 and int(float(n)) in years))
    where = scope(folded, years, base.reports(), [form for t in terms for form in (t.text, *(v.text for v in t.variants))])
    return Query(question, folded, asked, terms, where, numbers, fields, (*corrections, *corrected))


def _fields(folded: str) -> tuple[str, ...]:
    """Return the names of the head field that the question asks for, if it asks for one of the report itself."""
    for pattern, names in _FIELD_ASKED:
        match = pattern.search(folded)
        if match:
            rest = _SELF.sub("", folded[: match.start()] + folded[match.end() :])
            rest = re.sub(r"[的是在于由从到了呢吗什么多少哪一几天年月日号谁个发布文成印公开时间日期机关构单位名称叫?？,。\s]", "", rest)
            # 这份报告是哪天发布的 asks for the report's own date; 民法典是哪天公布的 does not.
            if len(rest) <= 1 or names is not DATE_NAMES:
                return names
    return ()


def _terms(folded: str, asked: Asking, base: KnowledgeBase) -> tuple[tuple[Term, ...], list[tuple[str, str]]]:
    """Cut the question into weighted terms, with homophones where its words stand in no report."""
    content = _blank(folded, (*asked.spans, *(m.span() for m in _YEAR.finditer(folded))))
    lookup = base.words(words.candidates(content))
    passages, total = base.size()
    cut = words.cut_question(content, lambda word: found.count if (found := lookup.get(word)) else 0, total)
    pieces = [piece for piece in _compounds(cut, set(lookup)) if piece[0] not in _STOP]
    homophones = _homophones(content, cut, set(lookup), base)
    terms: list[Term] = []
    corrections: list[tuple[str, str]] = []
    for text, start, end in pieces:
        found = lookup.get(text)
        own = [h for h in homophones if h.start < end and start < h.end]
        synonyms = [word for word in SYNONYMS.get(text, ())]
        known = found is not None or bool(own) or bool(synonyms and base.words(synonyms))
        weight = idf(found.passages if found else min((h.passages for h in own), default=0), passages)
        if len(text) == 1 and not text.isascii():
            weight *= _SINGLE_WEIGHT
        if asked.category[0] <= start < asked.category[1]:
            weight *= _CATEGORY_WEIGHT
            known = True
        if own and not found:
            corrections.append((content[own[0].start : own[0].end], own[0].text))
        variants = (
            *(Variant(word, _SYNONYM_WEIGHT, "synonym") for word in synonyms),
            *(Variant(h.text, _SOUND_WEIGHT, "sound") for h in own),
        )
        terms.append(Term(text, start, end, weight, known, variants))
    whole = sum(term.weight for term in terms) or 1.0
    scaled = tuple(Term(t.text, t.start, t.end, t.weight / whole, t.known, t.variants) for t in terms)
    return scaled, list(dict.fromkeys(corrections))


def idf(holding: int, passages: int) -> float:
    """Return how much a word tells that `holding` of `passages` hold (BM25's idf, never negative)."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with the spans blanked out; offsets stay."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _compounds(pieces: list[tuple[str, int, int]], known: set[str]) -> list[tuple[str, int, int]]:
    """Join neighbouring single characters: 梅 西 -> 梅西.

    The reports' words cut a word they do not know into characters, each of which may well stand in them somewhere.
    Together they are a word, to be found together or named as missing.
    """
    joined: list[tuple[str, int, int]] = []
    strange_before = open_run = False
    for text, start, end in pieces:
        single = end - start == 1 and not text.isascii() and text not in _PARTICLES
        strange = single and text not in known
        # A common character (所, 得) joins only an unknown one beside it: 律所, but not 年 or 要.
        joins = single and (text not in _STOP or strange_before)
        if joins and open_run and joined[-1][2] == start:
            joined[-1] = (joined[-1][0] + text, joined[-1][1], end)
        else:
            joined.append((text, start, end))
        open_run = single and text not in _STOP
        strange_before = strange
    return joined


@dataclass(frozen=True, slots=True)
class _Homophone:
    """A word of the reports that sounds like content[start:end]; `passages` hold it."""

    text: str
    passages: int
    start: int
    end: int


def _homophones(
    content: str, cut: list[tuple[str, int, int]], known: set[str], base: KnowledgeBase
) -> list[_Homophone]:
    """Find words of the reports that sound like stretches of the question which are no words of them.

    A stretch is up to four neighbouring pieces, at least one of them a single character (a typo breaks a word up).
    Half its characters or more are right: 公物用车 is 公务用车, 是点 may be 试点.
    """
    stretches: dict[str, list[tuple[int, int]]] = {}
    for first in range(len(cut)):
        for last in range(first, min(first + 4, len(cut))):
            part = cut[first : last + 1]
            if any(a[2] != b[1] for a, b in zip(part, part[1:], strict=False)):
                break
            start, end = part[0][1], part[-1][2]
            written = content[start:end]
            broken = any(len(text) == 1 for text, _, _ in part)
            if broken and 2 <= end - start <= 8 and not written.isascii() and written not in known:
                stretches.setdefault(words.sound(written), []).append((start, end))
    found: list[_Homophone] = []
    for sound, matches in base.words_that_sound(stretches).items():
        word = matches[0]
        for start, end in stretches[sound]:
            same = sum(a == b for a, b in zip(word.text, content[start:end], strict=False))
            if word.text not in _STOP and len(word.text) == end - start and 2 * same >= len(word.text):
                found.append(_Homophone(word.text, word.passages, start, end))
    return sorted(found, key=lambda h: (h.start - h.end, h.start))


def _from_pinyin(folded: str, base: KnowledgeBase) -> str:
    """Write toneless pinyin in characters, by the words of the reports and the words questions are asked with."""
    written: list[str] = []
    for token in re.findall(r"[a-z']+|\d+|[^a-z\d\s]", folded):
        cut = words.syllable_cut(token.replace("'", "")) if token[0].isalpha() else None
        written += cut if cut else [token.upper() if token.isalpha() else token]
    sounds = ["'".join(map(words.near, written[i:j])) for i in range(len(written)) for j in range(i + 1, min(i + 8, len(written)) + 1)]
    matches = base.words_that_sound(dict.fromkeys(sounds))
    _, total = base.size()
    best: list[tuple[float, list[str]]] = [(0.0, [])] + [(-math.inf, [])] * len(written)
    for i in range(len(written)):
        for j in range(i + 1, min(i + 8, len(written)) + 1):
            sound = "'".join(map(words.near, written[i:j]))
            choice, score = _ASKED.get(sound, ""), math.log(0.01)
            if not choice and sound in matches:
                choice, score = matches[sound][0].text, math.log(matches[sound][0].count / max(total, 1))
            if not choice and j == i + 1:
                choice, score = written[i], math.log(0.1 / max(total, 1))
            if choice and best[i][0] + score > best[j][0]:
                best[j] = (best[i][0] + score, [*best[i][1], choice])
    text = "".join(best[-1][1])
    return text if any("\u4e00" <= character <= "\u9fff" for character in text) else ""


_ASKED = {
    words.sound(word): word
    for word in (
        "多少 什么 什么时候 哪些 哪家 哪一家 是哪一家 是多少 有多少 哪个 谁 怎么 如何 为什么 哪里 哪年 哪天 哪一年 哪一天 几个 多少个 多少家 多少人 是谁 "
        "是 的 了 年 有 在 和 目标 一共"
    ).split()
}
