"""What was typed, and what was meant: homophones of a pinyin keyboard, and questions typed in pinyin itself.

Both are one search: the most probable way to read the question as words of the reports and words that questions are
asked with. A word that is spelt otherwise than typed costs extra, so what is right already stays.
"""

import math
import re
from collections.abc import Sequence

from knowledge import tables, words
from knowledge.base import KnowledgeBase, Word
from knowledge.patterns import late
from knowledge.text import fold, fold_plain
from knowledge.words import Arc
from qa.asking import MAGNITUDE, UNIT
from qa.model import Term

# Words that questions are asked with; reports have few of them.
_ASKING = (
    "多少 什么 什么时候 时候 哪些 哪家 哪一家 哪几个 哪几家 哪个 哪里 哪年 哪天 哪一年 哪一天 哪部 哪几 谁 怎么 怎么样 怎样 如何 为什么 几个 几家 "
    "多少个 多少家 多少人 多久 是多少 有多少 是哪一家 是谁 的 了 是 年 有 在 和 吗 呢 一共 总共 请问 目标 是不是 有没有 是否 发生 发布 准备 打算 期间 叫 名字 "
    "意思 原因 那个 这个 那份 这份 那些 这些 多少钱 几块钱 分别 报告 情况 措施 办法 哪 几 里 那 说 到 上 往 过 被 把 给 让 从 对 要 会 能 都 还 与 或 中"
).split()
_IS_ASKING = frozenset(_ASKING)
_ASKING_SCORE = math.log(0.004)
_ASKING_SOUNDS: dict[str, list[str]] = {}
for _word in _ASKING:
    _ASKING_SOUNDS.setdefault(words.sound(_word), []).append(_word)

# What each character respelt costs, as a share of what an unknown character costs; chosen on 39 + 250 questions with and
# without typos: lower, and right words are "corrected"; higher, and 是点 stays.
_RESPELLING = 0.45
_LONGEST_RESPELT = 5

_COUNTED = late(rf"(?:多少|几){MAGNITUDE}(?:钱|{UNIT})")  # none of these words is respelt in part
_DIGITS = late(r"\d+")
_LATIN = late(r"[a-z\' ]*[a-z][a-z\' ]*")


def correct(folded: str, base: KnowledgeBase) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the folded question as it was meant, and the corrections made: (typed, meant)."""
    if _LATIN.fullmatch(re.sub(r"[\d?,.!\s]", "", folded) or "-"):
        meant = _from_pinyin(folded, base)
        return (meant, ((folded.strip(), meant),)) if meant else (folded, ())
    return _respelt(folded, base)


# A word that sounds like one that is missing, and stands so often in the reports, may be meant.
_LEAST_MEANT = 5


def otherwise(folded: str, missing: Sequence[Term], base: KnowledgeBase) -> tuple[str, tuple[str, str]] | None:
    """Return a folded question with its heaviest missing word spelt as the reports do, and (typed, meant); None for no way.

    For a question that got no answer: what stands in the reports as typed (平果) may still not be what was meant (苹果).
    """
    term = max(missing, key=lambda term: term.weight, default=None)
    if term is None or len(term.text) < 2 or term.text.isascii():
        return None
    heard = base.words_that_sound([words.sound(term.text)])
    alike = [
        word for found in heard.values() for word in found if 0 < 2 * _wrong(word.text, term.text) <= len(word.text)
    ]
    meant = next((word.text for word in alike if word.times >= _LEAST_MEANT), "")
    if not meant or folded[term.start : term.end] != term.text:
        return None
    return folded[: term.start] + meant + folded[term.end :], (term.text, meant)


def in_numerals(question: str) -> tuple[tuple[str, str], ...]:
    """Return the written numerals of a question, and the digits that they are searched as: (三万一千, 31000)."""
    folded = fold(question)
    numbers = ((match.group(), folded.original(*match.span())) for match in _DIGITS.finditer(folded.text))
    typed = ((fold_plain(question[start:end]), number) for number, (start, end) in numbers)
    return tuple(pair for pair in typed if pair[0] != pair[1])


def _respelt(folded: str, base: KnowledgeBase) -> tuple[str, tuple[tuple[str, str], ...]]:
    units = words.units_of(folded)
    lookup = base.words(words.candidates(folded))
    _, total = base.size()
    arcs = words.known_arcs(
        folded, units, lambda word: lookup[word].times if word in lookup else bool(tables.written(word)), total
    )
    arcs += [
        Arc(i, j, folded[units[i][0] : units[j - 1][1]], _ASKING_SCORE)
        for i in range(len(units))
        for j in range(i + 1, min(i + 5, len(units)) + 1)
        if folded[units[i][0] : units[j - 1][1]] in _IS_ASKING
    ]
    stretches = _stretches(folded, units, lookup.keys())
    cost = _RESPELLING * math.log(0.5 / max(total, 1))
    sounds = {written: words.sound(written) for _, _, written in stretches}
    heard = base.words_that_sound(dict.fromkeys(sounds.values()))
    for first, last, written in stretches:
        sound = sounds[written]
        meant = [(word.text, math.log(word.times / max(total, 1))) for word in heard.get(sound, ())]
        meant += [(word, _ASKING_SCORE) for word in _ASKING_SOUNDS.get(sound, ())]
        arcs += [
            Arc(first, last, word, score + cost * wrong)
            for word, score in meant
            if 0 < 2 * (wrong := _wrong(word, written)) <= len(written)
        ]
    path = words.best_path(len(units), arcs)
    text, corrections, at = "", [], 0
    for arc in path:
        start, end = units[arc.start][0], units[arc.end - 1][1]
        text += folded[at:start] + arc.word
        if arc.word != folded[start:end]:
            corrections.append((folded[start:end], arc.word))
        at = end
    return text + folded[at:], tuple(corrections)


def _stretches(folded: str, units: Sequence[tuple[int, int]], known: object) -> list[tuple[int, int, str]]:
    """Return the stretches of two to five characters that are no word of the reports: (first, last, text)."""
    found = []
    asked = [match.span() for match in _COUNTED.finditer(folded)]
    for i in range(len(units)):
        for j in range(i + 2, min(i + _LONGEST_RESPELT, len(units)) + 1):
            if units[j - 1][0] != units[j - 2][1]:
                break
            begin, end = units[i][0], units[j - 1][1]
            if any(first < begin < last or first < end < last for first, last in asked):
                continue  # 钱建 of 多少钱建这些
            written = folded[begin:end]
            if len(written) == j - i and not any(c.isascii() for c in written) and written not in known:  # type: ignore[operator]
                found.append((i, j, written))
    return found


def _wrong(word: str, written: str) -> int:
    """Return in how many characters two texts differ; a keyboard offers the wrong one of a sound, seldom many."""
    return sum(a != b for a, b in zip(word, written, strict=True)) if len(word) == len(written) else len(written)


def _from_pinyin(folded: str, base: KnowledgeBase) -> str:
    """Write toneless pinyin in characters; '' where it is none."""
    written: list[str] = []
    for token in re.findall(r"[a-z']+|\d+|[^a-z\d\s]", folded):
        cut = words.syllable_cut(token.replace("'", "")) if token[0].isalpha() else None
        written += cut if cut else [token]
    _, total = base.size()
    whole = max(total, 1)
    sounds = {
        (i, j): "'".join(map(words.near, written[i:j]))
        for i in range(len(written))
        for j in range(i + 1, min(i + 8, len(written)) + 1)
    }
    heard = base.words_that_sound(dict.fromkeys(sounds.values()))
    arcs = [Arc(i, i + 1, text, math.log(0.1 / whole)) for i, text in enumerate(written)]
    for (i, j), sound in sounds.items():
        arcs += [Arc(i, j, word, _ASKING_SCORE) for word in _ASKING_SOUNDS.get(sound, ())]
        arcs += [
            Arc(i, j, word.text, math.log(word.times / whole)) for word in _as_typed(heard.get(sound, ()), written[i:j])
        ]
    text = "".join(arc.word for arc in words.best_path(len(written), arcs))
    return text if any("\u4e00" <= character <= "\u9fff" for character in text) else ""


def _as_typed(heard: Sequence[Word], syllables: Sequence[str]) -> Sequence[Word]:
    """Prefer the words that sound exactly as typed to those that sound nearly so."""
    exact = [word for word in heard if words.reads(word.text, syllables)]
    return exact[:1] or heard[:1]
