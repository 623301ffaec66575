"""Words: how reports and questions are cut, and how words sound.

Reports are cut as jieba cuts, when they are added (see `cutting`). A question is cut with the words that the
knowledge base's reports were cut into: they are few enough to be looked up one by one, so a question never pays for
jieba's dictionary.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import add
from typing import NamedTuple

from knowledge import tables
from knowledge.patterns import late

# Change it when the words of a passage would come out differently: knowledge bases then cut anew.
VERSION = 2

# No word of a question is longer than this, in characters.
LONGEST_WORD = 10

_WORD = late(r"[0-9a-z]+(?:[.\-][0-9a-z]+)*|[\u3400-\u9fff]")

# Two words of one Chinese character, one behind the other. Only adding looks for them, and compiles this.
_SEAM = r"(?<!\S)([^\x00-\x7f]) (?=([^\x00-\x7f])(?!\S))"

# A word of the lexicon alone does not begin or end with one of these in a question: 多台 is 多 and 台 there.
_NO_FIRST = frozenset("多几每第的是")
_NO_LAST = frozenset("给了过到着的")


def cut_report(text: str) -> list[str]:
    """Cut folded text into words, longest last: 公务 用车 公务用车. Loads jieba's dictionary on first use."""
    # Only adding cuts reports; a question does without.
    from knowledge.cutting import cut

    return cut(text)


def grams(text: str) -> tuple[list[str], list[str]]:
    """Return the characters (a number or Latin word counts as one) of folded text, and their neighbouring pairs."""
    characters = _WORD.findall(text)
    return characters, list(map(add, characters, characters[1:]))


def sound(word: str) -> str:
    """Return how a word sounds, syllables joined by '; characters without a reading stay.

    Toneless, and alike for what many speakers do not tell apart: zh and z, ch and c, sh and s, ing and in, eng and
    en, ang and an.
    """
    readings = tables.syllables()
    return "'".join(near(readings.get(character, character)) for character in word)


def characters(text: str) -> str:
    """Return what the index holds of the characters of folded text, with spaces between."""
    return " ".join(_WORD.findall(text))


def seams(cut: str) -> str:
    """Return the pairs of characters that are words by themselves, one behind the other; `cut` has spaces between words.

    A name that jieba does not know is cut so (天 都 实验室): else it would be found by single characters alone.
    """
    return " ".join(map("".join, re.findall(_SEAM, cut)))


def reads(word: str, syllables: Sequence[str]) -> bool:
    """Whether a word is read with exactly these toneless syllables."""
    readings = tables.syllables()
    return [readings.get(character, character) for character in word] == list(syllables)


@lru_cache(1 << 10)  # there are some 400
def near(syllable: str) -> str:
    """Return the syllable that stands for all that are easily taken for this one."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") and not syllable.endswith("ong") else syllable


def candidates(text: str) -> list[str]:
    """Return every piece of folded text that could be a word: what to look up before `cut_question`."""
    units = units_of(text)
    found: dict[str, None] = {}
    for index, (start, _) in enumerate(units):
        last = start
        for begin, end in units[index : index + LONGEST_WORD]:
            if begin != last:
                break
            found[text[start:end]] = None
            last = end
    return list(found)


class Arc(NamedTuple):
    """A word that may stand for units start..end of a text, with the logarithm of its probability."""

    start: int
    end: int
    word: str
    score: float


def best_path(length: int, arcs: Iterable[Arc]) -> list[Arc]:
    """Return the most probable arcs that cover units 0..length end to end; of equals, the first given."""
    leaving: dict[int, list[Arc]] = {}
    for arc in arcs:
        leaving.setdefault(arc.start, []).append(arc)
    best: list[tuple[float, Arc | None]] = [(-math.inf, None)] * (length + 1)
    best[0] = (0.0, None)
    for at in range(length):
        for arc in leaving.get(at, ()):
            score = best[at][0] + arc.score
            if score > best[arc.end][0]:
                best[arc.end] = (score, arc)
    path: list[Arc] = []
    last = best[length][1]
    while last is not None:
        path.append(last)
        last = best[last.start][1]
    return path[::-1]


def units_of(text: str) -> list[tuple[int, int]]:
    """Return the spans of the units of folded text: Chinese characters, and numbers and Latin words whole."""
    return [match.span() for match in _WORD.finditer(text)]


def known_arcs(text: str, units: Sequence[tuple[int, int]], known: Callable[[str], int], total: int) -> list[Arc]:
    """Return an arc for each word of `text` that the reports or the lexicon have, and for each unit by itself.

    A word that is only in the lexicon stands in no report, yet it is a word: 梅花 and not 梅 and 花.
    """
    whole = max(total, 1)
    floor = math.log(0.5 / whole)
    arcs = []
    for i, (start, _) in enumerate(units):
        for j in range(i, min(i + LONGEST_WORD, len(units))):
            if j > i and units[j][0] != units[j - 1][1]:
                break
            word = text[start : units[j][1]]
            count = known(word)
            if count:
                arcs.append(Arc(i, j + 1, word, math.log(count / whole)))
            elif j == i or (word[0] not in _NO_FIRST and word[-1] not in _NO_LAST and tables.is_word(word)):
                arcs.append(Arc(i, j + 1, word, floor))
    return arcs


def cut_question(text: str, known: Callable[[str], int], total: int) -> list[tuple[str, int, int]]:
    """Cut folded text into words by the most probable path over known words (the rule that jieba cuts by).

    `known` gives how often a word stands in the reports (0: never), `total` counts all words. Returns
    (word, start, end) without punctuation; characters in no known word come out one by one.
    """
    units = units_of(text)
    path = best_path(len(units), known_arcs(text, units, known, total))
    return [(arc.word, units[arc.start][0], units[arc.end - 1][1]) for arc in path]


def syllable_cut(letters: str) -> Sequence[str] | None:
    """Cut toneless pinyin (lvshi) into syllables (lv, shi); None where it cannot be cut. Fewest syllables win."""
    syllables = frozenset(tables.syllables().values())
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            current = best[end]
            if (
                before is not None
                and letters[start:end] in syllables
                and (current is None or len(before) + 1 < len(current))
            ):
                best[end] = [*before, letters[start:end]]
    return best[-1]


def unique(words: Iterable[str]) -> list[str]:
    """Return the words in order, each once."""
    return list(dict.fromkeys(words))
