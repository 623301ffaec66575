"""Keep the near words that are used alike: `python -m qa.train.near > knowledge/tables/near.txt`.

Words share an English gloss in many senses: 跑步 and 经营 are to run, 外卖 and 前往 are to go. Where the reader knows both words
of a pair, their vectors (learned from what stands beside words) must point alike, too.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from knowledge.tables.make import near_lines
from qa.reader import WEIGHTS
from qa.reader.lexicon import Lexicon
from qa.reader.network import parts

# Below are mostly other senses (优点 造福, 火灾 火力: 0.0 to 0.1). With 0.4 and 0.5 the scores are no better.
_LEAST_ALIKE = 0.3


def alike(lexicon: Lexicon, word: str, other: str) -> float | None:
    """Return the cosine of two words' vectors; None where one of them is not known."""
    numbers = [_number(lexicon, one) for one in (word, other)]
    if not all(numbers):
        return None
    one, two = lexicon.of(np.array(numbers))
    return float(one @ two / (np.linalg.norm(one) * np.linalg.norm(two)))


def _number(lexicon: Lexicon, word: str) -> int:
    """Return the number of a word's vector, 0 where it has none."""
    cut = lexicon.words(word)
    return int(cut.numbers[0]) if cut.begins.sum() == 1 else 0


def used_alike(lines: Iterable[str], lexicon: Lexicon) -> Iterator[str]:
    """Yield the lines (a word, and words near it) with those that are used alike, or not known to the lexicon."""
    for line in lines:
        word, *near = line.split(" ")
        cosines = {other: alike(lexicon, word, other) for other in near}
        kept = [other for other, cosine in cosines.items() if cosine is None or cosine >= _LEAST_ALIKE]
        if kept:
            yield " ".join((word, *kept))


if __name__ == "__main__":
    for line in used_alike(near_lines(), parts(WEIGHTS).lexicon):
        print(line)
