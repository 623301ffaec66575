"""Lexicons for tests: every pair of characters of some texts is a word, its vector drawn by lot."""

from collections.abc import Iterable

import numpy as np

from qa.reader.lexicon import Lexicon, keys


def some_lexicon(texts: Iterable[str], width: int = 8) -> Lexicon:
    """Return a lexicon of the pairs of characters that the texts have."""
    return lexicon_of({text[at : at + 2] for text in texts for at in range(len(text) - 1)}, width)


def lexicon_of(words: Iterable[str], width: int = 8) -> Lexicon:
    """Return a lexicon of words that are all as frequent."""
    made = np.array(sorted({int(keys(word)[-1][0]) for word in words}), dtype=np.uint32)
    vectors = np.random.default_rng(1).integers(-127, 128, (len(made) + 1, width), dtype=np.int8)
    vectors[0] = 0
    rows = np.arange(1, len(vectors), dtype=np.uint16)
    # Powers of two are exact in 16 bits.
    scales = np.full(len(vectors), 1 / 256, dtype=np.float32)
    return Lexicon(made, np.full(len(made), 160, dtype=np.uint8), rows, vectors, scales)
