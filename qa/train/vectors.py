"""The reader's lexicon, made of vectors of words that others have learned (word2vec's binary form).

Such vectors tell what words are used alike; a few thousand questions are too few to teach that. Of the words that have
one the most frequent are kept, those of our own texts first, and of their vectors the main directions; of the words that
have none, those that are frequent in our texts, so that a text can be cut into words.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from knowledge.cutting import parts
from knowledge.text import fold_plain
from qa.reader.lexicon import LONGEST, STEPS, Floats, Lexicon, keys

DIRECTIONS = 64  # numbers a word

_WORDS, _OTHERS = 40_000, 8_000  # words with a vector, and without
_OFTEN = 5  # times that a word stands in our texts to come first, or to be kept without a vector
_LENGTH = 2.4  # of a vector: as long as an embedding of a character
_RANK, _SHARE = 20, 0.08  # the word of rank r is taken to be _SHARE / (r + _RANK) of all (Zipf, Mandelbrot)
_COSTS = (5.0, 14.0)


def lexicon(vectors: Path, texts: Iterable[str]) -> Lexicon:
    """Make the lexicon; `texts` are folded."""
    count: Counter[str] = Counter()
    for text in texts:
        count.update(parts(text))
    words, known = _read(vectors)
    rank = {word: number for number, word in enumerate(words)}
    order = sorted(range(len(words)), key=lambda number: count[words[number]] < _OFTEN)[:_WORDS]
    rows = {words[number]: row for row, number in enumerate(order, 1)}
    often = (word for word, times in count.most_common() if times >= _OFTEN and _fits(word) and word not in rows)
    rows |= {word: 0 for word, _ in zip(often, range(_OTHERS), strict=False)}
    by_key: dict[int, str] = {}
    for word in sorted(rows, key=lambda word: _cost(word, count, rank)):  # of two with one key the more frequent
        by_key.setdefault(int(keys(word)[-1][0]), word)
    main = np.concatenate([np.zeros((1, DIRECTIONS), np.float32), _main(known[order])])
    scales = (np.abs(main).max(axis=1) / 127).astype(np.float16).astype(np.float32)
    scales[scales == 0] = 1
    ordered = sorted(by_key)
    return Lexicon(
        np.array(ordered, dtype=np.uint32),
        np.array([round(STEPS * _cost(by_key[key], count, rank)) for key in ordered], dtype=np.uint8),
        np.array([rows[by_key[key]] for key in ordered], dtype=np.uint16),
        np.round(main / scales[:, None]).clip(-127, 127).astype(np.int8),
        scales,
    )


def _cost(word: str, count: Counter[str], rank: Mapping[str, int]) -> float:
    """Return the natural logarithm of 1 / a word's probability: half as in our texts, half as by its rank in others."""
    elsewhere = _SHARE / (rank[word] + _RANK) if word in rank else 0.0
    chance = 0.5 * count[word] / max(1, count.total()) + 0.5 * elsewhere
    return min(_COSTS[1], max(_COSTS[0], -math.log(chance)))


def _fits(word: str) -> bool:
    return 2 <= len(word) <= LONGEST and all("\u4e00" <= character <= "\u9fff" for character in word)


def _read(path: Path) -> tuple[list[str], Floats]:
    """Return the Chinese words that folding leaves as they are, most frequent first, with their vectors."""
    words, rows = [], []
    for word, vector in _rows(path.read_bytes()):
        if _fits(word) and fold_plain(word) == word:
            words.append(word)
            rows.append(vector)
    return words, np.stack(rows)


def _rows(data: bytes) -> Iterator[tuple[str, Floats]]:
    at = data.index(b"\n") + 1
    words, width = map(int, data[:at].split())
    for _ in range(words):
        space = data.index(b" ", at)
        at, word = space + 1 + 4 * width, data[at:space]
        yield word.strip().decode("utf-8", "replace"), np.frombuffer(data, "<f4", width, space + 1)


def _main(known: Floats) -> Floats:
    """Return vectors of one length along the main directions of those given (PCA)."""
    known = known / np.linalg.norm(known, axis=1, keepdims=True)
    known = known - known.mean(axis=0)
    values, directions = np.linalg.eigh(known.T @ known)
    main: Floats = known @ directions[:, np.argsort(-values)[:DIRECTIONS]]
    main *= _LENGTH / np.maximum(np.linalg.norm(main, axis=1, keepdims=True), 1e-6)
    return main.astype(np.float32)
