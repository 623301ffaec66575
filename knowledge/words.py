"""Words: the only owner of jieba, and how a question is cut without it.

Reports are cut by jieba when they are added. A question is cut with the words that the knowledge base's reports
were cut into: they are few enough to be looked up one by one, so a question never pays for jieba's dictionary.
"""

import math
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from knowledge import tables

# Change it when the words of a passage would come out differently: knowledge bases then cut anew.
VERSION = 1

# No word of a question is longer than this, in characters.
LONGEST_WORD = 10

_WORD = re.compile(r"[0-9a-z]+(?:[.\-][0-9a-z]+)*|[\u3400-\u9fff]")
_TOKEN = re.compile(r"\w")

# jieba takes time that grows with the square of a run without punctuation (50,000 characters: 14 s). No run of
# real prose is longer than this.
_RUN = re.compile(r"[\w+#&.%\-]{1,1000}")


@cache
def _tokenizer() -> Any:
    """Return a jieba tokenizer of our own that reads its dictionary from the package and nothing else.

    jieba's own start-up reads and writes a cache in the shared temp folder, where another user can plant one
    that changes segmentation; and it reports to stderr. Ours does neither.
    """
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

    class Tokenizer(jieba.Tokenizer):  # type: ignore[misc]
        initialized: bool

        def initialize(self, dictionary: str | None = None) -> None:
            with self.lock:
                if not self.initialized:
                    self.FREQ, self.total = self.gen_pfdict(self.get_dict_file())
                    self.initialized = True

    return Tokenizer()


def cut_report(text: str) -> list[str]:
    """Cut folded text into words, longest last: 公务 用车 公务用车. Loads jieba's dictionary on first use."""
    cut = _tokenizer().cut_for_search
    return [word for run in _RUN.findall(text) for word in cut(run) if _TOKEN.search(word)]


def grams(text: str) -> tuple[list[str], list[str]]:
    """Return the characters (a number or Latin word counts as one) of folded text, and their neighbouring pairs."""
    characters = _WORD.findall(text)
    pairs = [a + b for a, b in zip(characters, characters[1:], strict=False)]
    return characters, pairs


def sound(word: str) -> str:
    """Return how a word sounds, syllables joined by '; characters without a reading stay.

    Toneless, and alike for what many speakers do not tell apart: zh and z, ch and c, sh and s, ing and in, eng and
    en, ang and an.
    """
    readings = _sounds()
    return "'".join(readings.get(character, character) for character in word)


def near(syllable: str) -> str:
    """Return the syllable that stands for all that are easily taken for this one."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") and not syllable.endswith("ong") else syllable


@cache
def _sounds() -> dict[str, str]:
    return {character: near(syllable) for character, syllable in tables.syllables().items()}


def candidates(text: str) -> list[str]:
    """Return every piece of folded text that could be a word: what to look up before `cut_question`."""
    units = [match.span() for match in _WORD.finditer(text)]
    found: dict[str, None] = {}
    for index, (start, _) in enumerate(units):
        last = start
        for begin, end in units[index : index + LONGEST_WORD]:
            if begin != last:
                break
            found[text[start:end]] = None
            last = end
    return list(found)


def cut_question(text: str, known: Callable[[str], int], total: int) -> list[tuple[str, int, int]]:
    """Cut folded text into words by the most probable path over known words (the rule that jieba cuts by).

    `known` gives how often a word stands in the reports (0: never), `total` counts all words. Returns
    (word, start, end) without punctuation; characters in no known word come out one by one.
    """
    units = [match.span() for match in _WORD.finditer(text)]
    floor = math.log(0.5 / max(total, 1))
    best: list[tuple[float, int]] = [(0.0, -1)] + [(-math.inf, -1)] * len(units)
    for i in range(len(units)):
        for j in range(i, min(i + LONGEST_WORD, len(units))):
            if j > i and units[j][0] != units[j - 1][1]:
                break
            count = known(text[units[i][0] : units[j][1]])
            if count or j == i:
                # Unknown characters cost less together than known words that would split them apart.
                score = best[i][0] + (math.log(count / max(total, 1)) if count else floor)
                if score > best[j + 1][0]:
                    best[j + 1] = (score, i)
    path: list[tuple[str, int, int]] = []
    at = len(units)
    while at > 0:
        before = best[at][1]
        start, end = units[before][0], units[at - 1][1]
        path.append((text[start:end], start, end))
        at = before
    return path[::-1]


def syllable_cut(letters: str) -> Sequence[str] | None:
    """Cut toneless pinyin (lvshi) into syllables (lv, shi); None where it cannot be cut. Fewest syllables win."""
    syllables = frozenset(tables.syllables().values())
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            current = best[end]
            if before is not None and letters[start:end] in syllables and (
                current is None or len(before) + 1 < len(current)
            ):
                best[end] = [*before, letters[start:end]]
    return best[-1]


def unique(words: Iterable[str]) -> list[str]:
    """Return the words in order, each once."""
    return list(dict.fromkeys(words))
