"""Words that the reader knows, by vectors of which those of words used alike point alike.

A text is cut into the words that are together the most probable (each for itself, as jieba has it, whose dictionary takes
too long to load for a single question). A word is looked up by a number made of its characters: a table of numbers needs
no unpacking, and of 100,000 stretches of text that are no word one is taken for one.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# The longest word, and the base of the numbers (that of FNV-1a, Fowler, Noll and Vo).
LONGEST = 6
_BASE = np.uint32(16777619)

# What a character costs that is a word by itself: the natural logarithm of 1 / its probability. A word's cost is stored in
# this many steps.
_SINGLE = 8.0
STEPS = 16

_RUN = frozenset("0123456789abcdefghijklmnopqrstuvwxyz.%")


class Words(NamedTuple):
    """The words of a text, for each of its characters: the number of the word's vector (0: none), and its place in it."""

    numbers: Ints
    begins: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.bool_]


class Lexicon(NamedTuple):
    """Known words in the order of their keys: what each costs, and the number of its vector; vector 0 is zero."""

    keys: npt.NDArray[np.uint32]
    costs: npt.NDArray[np.uint8]
    rows: npt.NDArray[np.uint16]
    vectors: npt.NDArray[np.int8]
    scales: Floats

    def words(self, text: str) -> Words:
        """Cut folded text into words."""
        known = self._known(text)
        cut = _cheapest(text, known)
        numbers = np.zeros(len(text), dtype=np.int64)
        begins, ends = np.zeros((2, len(text)), dtype=np.bool_)
        for start, end in pairwise(cut):
            begins[start] = ends[end - 1] = True
            if (found := known.get((start, end))) is not None:
                numbers[start:end] = found[1]
        return Words(numbers, begins, ends)

    def of(self, numbers: Ints) -> Floats:
        """Return vectors by their numbers."""
        rows: Floats = self.vectors[numbers].astype(np.float32) * self.scales[numbers][:, None]
        return rows

    def _known(self, text: str) -> dict[tuple[int, int], tuple[float, int]]:
        """Return the cost and the vector of each stretch of the text that is a known word."""
        made = keys(text)
        if not made:
            return {}
        starts = np.concatenate([np.arange(len(one)) for one in made])
        ends = np.concatenate([np.arange(length, length + len(one)) for length, one in enumerate(made, 2)])
        looked_up = np.concatenate(made)
        at = np.minimum(np.searchsorted(self.keys, looked_up), len(self.keys) - 1)
        (hits,) = np.nonzero(self.keys[at] == looked_up)
        at = at[hits]
        places = zip(starts[hits].tolist(), ends[hits].tolist(), strict=True)
        return dict(
            zip(places, zip((self.costs[at] / STEPS).tolist(), self.rows[at].tolist(), strict=True), strict=True)
        )


def keys(text: str) -> list[npt.NDArray[np.uint32]]:
    """Return the keys of all stretches of a text of 2, 3, ... LONGEST characters, by where they start."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    made = [codes]
    for length in range(2, min(LONGEST, len(text)) + 1):
        made.append((made[-1][:-1] * _BASE) ^ codes[length - 1 :])
    return made[1:]


def _cheapest(text: str, known: dict[tuple[int, int], tuple[float, int]]) -> list[int]:
    """Return where words begin, and the end: the words that cost least together; digits and letters stay together."""
    starting: list[list[tuple[int, float]]] = [[] for _ in text]
    for (start, end), (cost, _) in known.items():
        starting[start].append((end, cost))
    least = [0.0] + [float("inf")] * len(text)
    back = [0] * (len(text) + 1)
    for at in range(len(text)):
        here = least[at]
        if here + _SINGLE < least[at + 1]:
            least[at + 1], back[at + 1] = here + _SINGLE, at
        for end, cost in starting[at]:
            if here + cost < least[end]:
                least[end], back[end] = here + cost, at
    at, cut = len(text), []
    while at:
        cut.append(at)
        at = back[at]
    return [0, *(at for at in reversed(cut) if at == len(text) or not (text[at] in _RUN and text[at - 1] in _RUN))]


# In the order of the columns that `alike` returns.
FEATURES = ("begins", "ends", "same word", "kin")


def alike(asked: Words, told: Words, lexicon: Lexicon) -> Floats:
    """Return how each character's word matches those of the question: (characters, FEATURES), all values 0-1.

    `kin`: the cosine with the most alike other word of the question.
    """
    found = np.zeros((len(told.numbers), len(FEATURES)), dtype=np.float32)
    found[:, 0], found[:, 1] = told.begins, told.ends
    of_question = np.unique(asked.numbers[asked.numbers > 0])
    distinct, at = np.unique(told.numbers, return_inverse=True)
    if not len(of_question) or not distinct.any():
        return found
    same = distinct[:, None] == of_question
    near = _unit(lexicon.of(distinct)) @ _unit(lexicon.of(of_question)).T
    near[same] = 0
    found[:, 2] = same.any(axis=1)[at]
    found[:, 3] = np.clip(near.max(axis=1), 0, 1)[at]
    return found


def _unit(x: Floats) -> Floats:
    lengths = np.sqrt(np.einsum("ij,ij->i", x, x))[:, None]
    unit: Floats = x / np.maximum(lengths, np.float32(1e-6))
    return unit
