"""Reports cut into words as jieba's `cut_for_search` cuts them, word for word, in less than half of its time.

The dictionary and the model for words that it lacks (`finalseg`) are jieba's. The walk over them is ours: jieba looks
every possible word up twice and takes its logarithm each time, and cuts a word that it has cut before again.
"""

import math
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

# What jieba cuts by its dictionary; every other character is a word of its own.
_BLOCK = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_TOKEN = re.compile(r"\w")

# The weight of what is no word itself, but begins one.
_BEGINS = -math.inf

# A longer run of characters that make no words holds no names: it is rubbish, for which jieba's model is not started
# (it takes 8 microseconds a character). The longest in 2,836 real texts has 46 characters.
_LONGEST_NAME = 60

# Words and runs whose parts are remembered: 297 reports have 53,000 words.
_REMEMBERED = 1 << 16


def cut(text: str) -> list[str]:
    """Cut folded text into words, longest last (公务 用车 公务用车), without punctuation.

    Loads jieba's dictionary on first use.
    """
    found: list[str] = []
    for number, part in enumerate(_BLOCK.split(text)):
        if number % 2:
            _cut_block(part, found)
        else:
            found += filter(_TOKEN.search, part)
    return found


def _cut_block(block: str, found: list[str]) -> None:
    ends = _ends(block)
    at = singles = 0  # `singles`: where the run of single characters that ends at `at` began
    while at < len(block):
        end = ends[at]
        if end - at > 1:
            if singles < at:
                found += _cut_singles(block[singles:at])
            found += _parts(block[at:end])
            singles = end
        at = end
    if singles < at:
        found += _cut_singles(block[singles:])


def _ends(block: str) -> list[int]:
    """Return where the word that begins at each character ends, on the most probable path from there to the end."""
    weights, unknown = _dictionary()
    weight_of = weights.get
    length = len(block)
    ends = [0] * length
    scores = [0.0] * (length + 1)
    for start in range(length - 1, -1, -1):
        best = _BEGINS
        end = last = start + 1
        weight = weight_of(block[start])
        while weight is not None:
            weight += scores[last]
            if weight >= best:  # of equals the longest
                best, end = weight, last
            last += 1
            if last > length:
                break
            weight = weight_of(block[start:last])
        if best == _BEGINS:
            best, end = unknown + scores[start + 1], start + 1
        scores[start], ends[start] = best, end
    return ends


@lru_cache(_REMEMBERED)
def _cut_singles(run: str) -> tuple[str, ...]:
    """Cut a run of characters that the dictionary makes no words of: a name, say."""
    rubbish = len(run) > _LONGEST_NAME and not run.isascii()
    known = len(run) == 1 or rubbish or _dictionary()[0].get(run, _BEGINS) != _BEGINS
    words: Iterable[str] = run if known else _model()(run)
    return tuple(part for word in words for part in _parts(word))


@lru_cache(_REMEMBERED)
def _parts(word: str) -> tuple[str, ...]:
    """Return the words of two and of three characters inside a longer one, and the word."""
    weight_of = _dictionary()[0].get
    parts = [
        part
        for size in (2, 3)
        if len(word) > size
        for start in range(len(word) - size + 1)
        if weight_of(part := word[start : start + size], _BEGINS) != _BEGINS
    ]
    return tuple(filter(_TOKEN.search, (*parts, word)))


@cache
def _dictionary() -> tuple[dict[str, float], float]:
    """Return the logarithm of each word's probability and `_BEGINS` for what begins words; and that of no word.

    Read from jieba's package and nothing else. jieba's own start-up reads and writes a cache in the shared temp
    folder, where another user can plant one that changes segmentation.
    """
    with open(os.path.join(os.path.dirname(_jieba().__file__), "dict.txt"), encoding="utf-8") as file:
        columns = file.read().split()  # word, count, part of speech
    words, counts = columns[::3], list(map(int, columns[1::3]))
    whole = math.log(sum(counts))
    weights = dict(zip(words, [math.log(count) - whole if count else _BEGINS for count in counts], strict=True))
    beginnings: set[str] = set()
    size, longer = 1, [word for word in weights if len(word) > 1]
    while longer:
        beginnings.update([word[:size] for word in longer])
        size += 1
        longer = [word for word in longer if len(word) > size]
    weights.update(dict.fromkeys(beginnings.difference(weights), _BEGINS))
    return weights, -whole


@cache
def _model() -> Callable[[str], Iterable[str]]:
    _jieba()
    from jieba import finalseg

    cut: Callable[[str], Iterable[str]] = finalseg.cut
    return cut


@cache
def _jieba() -> Any:
    """Import jieba, which must not report anything to stderr."""
    # jieba asks setuptools' pkg_resources for its files where that is installed, which takes longer than to cut
    # a report; told that there is none, it opens them beside its own module.
    missing = object()
    held = sys.modules.get("pkg_resources", missing)
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba
    finally:
        if held is missing:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = held  # type: ignore[assignment]
    return jieba
