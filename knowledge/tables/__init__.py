"""Small tables of characters and words, each read when it is first needed.

`simplified.txt`  traditional and simplified character, one pair a line. From TSCharacters.txt of OpenCC
                  (Apache-2.0), first choice of each line.
`pinyin.txt`      a toneless syllable and the characters read so, one syllable a line. From the character
                  dictionary of pypinyin (MIT), first reading of each character of GB 2312.
`lexicon.txt`     Chinese words of two to four characters, sorted as UTF-8, one a line, and how often jieba's dictionary
                  (MIT) counts each: those that it counts at least 20 times. Looked up in place: it is never loaded.
`near.txt`        Chinese words of two to four characters and up to four that share an English gloss with each, the most
                  telling glosses first, but for those that are used otherwise (qa/train/near.py). Made from CC-CEDICT
                  (CC BY-SA 4.0), and under its licence. Looked up in place.
`spoken.txt`      words that people say, and what reports write instead, the likeliest first: 砍 取消 压减 削减. Folded forms.
                  Written for this program, free to use under its licence.
`siblings.txt`    things of one kind that reports measure each for itself, a set a line: 收入 支出. A figure of one is not told for
                  another. Folded forms. Written for this program, free to use under its licence.
`said.txt`        words of questions, and how likely (percent) a passage that answers has the word, in any form: 搞 7, 公积金 97.
                  Learned from spoken questions (qa/train/said.py). Looked up in place.

`python -m knowledge.tables.make` writes the first three anew; tests compare these and `near.txt` with their sources.
"""

import mmap
import os
from collections.abc import Iterator
from functools import cache, lru_cache

_COUNTED = 60_101_964  # words in all, by jieba's dictionary


def _read(name: str) -> str:
    # Not importlib.resources, nor pathlib: their imports take longer than the rest of a cold question.
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


@cache
def simplified() -> dict[str, str]:
    """Map each traditional character to its simplified one."""
    lines = _read("simplified.txt")  # each of two characters
    return dict(zip(lines[::3], lines[1::3], strict=True))


@cache
def syllables() -> dict[str, str]:
    """Map each character to its toneless syllable (ü is written v)."""
    table: dict[str, str] = {}
    for line in _read("pinyin.txt").splitlines():
        syllable, characters = line.split(" ")
        for character in characters:  # half the time of a dictionary for each line
            table[character] = syllable
    return table


@cache
def _lines(name: str) -> mmap.mmap:
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def is_word(text: str) -> bool:
    """Whether the lexicon has `text`."""
    return frequency(text) > 0


@lru_cache(1 << 12)  # a question's pieces are looked up twice, and the next question has some of them again
def frequency(word: str) -> float:
    """Return how often (0-1) a word stands among the words that jieba's dictionary counts; 0 where the lexicon has it not."""
    line = _line("lexicon.txt", word) if 2 <= len(word) <= 4 else None
    return int(line.rpartition(" ")[2]) / _COUNTED if line else 0.0


# How likely a passage that answers has a word that no question was seen to say, and a single character.
USUALLY_TOLD, _CHARACTER_TOLD = 0.75, 0.6


@cache
def _spoken() -> dict[str, str]:
    # Every piece of a question is looked up: so many looks in place cost more than to read it once.
    return dict(line.split(" ", 1) for line in _read("spoken.txt").splitlines())


@cache
def siblings() -> tuple[tuple[str, ...], ...]:
    """Return the sets of things of one kind that are measured each for itself: 收入 and 支出."""
    return tuple(tuple(line.split(" ")) for line in _read("siblings.txt").splitlines())


def written(word: str) -> tuple[str, ...]:
    """Return what reports may write where people say a word, the likeliest first."""
    return tuple(_spoken().get(word, "").split())


@lru_cache(1 << 12)
def told(word: str) -> float:
    """Return how likely (0-1) a passage that answers a question has a word that the question says."""
    line = _line("said.txt", word) if word else None
    if line:
        return int(line.rpartition(" ")[2]) / 100
    return _CHARACTER_TOLD if len(word) == 1 and not word.isascii() else USUALLY_TOLD


def words(least: int) -> Iterator[str]:
    """Yield the words of the lexicon that jieba's dictionary counts at least so often."""
    for line in _read("lexicon.txt").splitlines():
        word, _, count = line.partition(" ")
        if int(count) >= least:
            yield word


@lru_cache(1 << 12)  # the parts of a comparison, and follow-ups, say the same words again
def near(word: str) -> tuple[str, ...]:
    """Return words that mean nearly the same, the nearest first."""
    line = _line("near.txt", word) if word else None
    return tuple(line.split(" ")[1:]) if line else ()


def _line(name: str, word: str) -> str | None:
    """Return the line of a sorted file whose first word this is. A binary search: some 20 looks, nothing to load."""
    lines, wanted = _lines(name), word.encode("utf-8", "surrogatepass")
    low, high = 0, len(lines)
    while low < high:
        # The line that the middle falls in.
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", start)
        found = lines[start:end]
        first = found.partition(b" ")[0]
        if first == wanted:
            return found.decode("utf-8")
        low, high = (end + 1, high) if first < wanted else (low, start)
    return None
