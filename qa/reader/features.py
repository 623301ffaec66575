"""What the reader sees of a question and a passage: characters as numbers, and how each matches the question.

Pure functions over folded text; training and answering use the same ones.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# Longest question and passage read, in characters; what is longer is cut.
QUESTION_LENGTH = 48
PASSAGE_LENGTH = 400

# The longest run of shared characters that is told from a longer one.
_RUN = 8
# Characters over which the nearness of a shared pair falls to 1/e.
_REACH = 10.0

_CLASSES = (
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    ",、;:",
    "。!?\n",
    '()《》<>“”"‘’「」『』【】〔〕[]·',
    "%‰",
)
# In the order of the columns that `match` returns.
FEATURES = (
    "shared", "pair", "triple", "run", "rare", "near", "sentence", "clause", *(f"class{n}" for n in range(len(_CLASSES))),
)  # fmt: skip


class Alphabet(NamedTuple):
    """The characters that the reader knows: `numbers[code]` is a character's number (0: none), `rarity[number]` 0-1."""

    numbers: npt.NDArray[np.uint16]
    rarity: Floats

    def encode(self, text: str) -> Ints:
        """Return the numbers of the characters of folded text; 1 stands for an unknown one."""
        codes = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
        if len(codes) != len(text):  # characters beyond the basic plane take two; they are unknown
            codes = np.array([min(ord(character), 0xFFFF) for character in text], dtype=np.uint16)
        numbers: Ints = self.numbers[codes].astype(np.int64)
        return numbers


def match(question: str, passage: str, rarity: Floats) -> Floats:
    """Return how each character of the passage matches the question: (characters, FEATURES), all values 0-1.

    `rarity` holds one value a character of the passage.
    """
    q, p = _codes(question), _codes(passage)
    found = np.zeros((len(p), len(FEATURES)), dtype=np.float32)
    if not len(p) or not len(q):
        return found
    # A mark of the question matches nothing.
    same = (p[:, None] == q[None, :]) & (q >= 0x30)[None, :]
    run = same.any(axis=1).astype(np.float32)
    found[:, 0] = run
    diagonal = same
    for length in range(2, _RUN + 1):
        diagonal = diagonal[:-1, :-1] & same[length - 1 :, length - 1 :]
        if not diagonal.size or not diagonal.any():
            break
        begins = np.flatnonzero(diagonal.any(axis=1))
        for offset in range(length):
            run[begins + offset] = length
    found[:, 1] = run >= 2
    found[:, 2] = run >= 3
    found[:, 3] = run / _RUN
    found[:, 4] = found[:, 0] * rarity
    found[:, 5] = _nearness(found[:, 1] > 0)
    rare = {code: float(weight) for code, weight in zip(p.tolist(), rarity.tolist(), strict=True)}
    asked = np.array([rare.get(code, 0.0) for code in q.tolist()], dtype=np.float32)
    whole = float(asked.sum()) or 1.0
    kinds = _kinds(p)
    found[:, 6] = _held(same, asked, kinds[:, 3] > 0) / whole
    found[:, 7] = _held(same, asked, (kinds[:, 2] + kinds[:, 3]) > 0) / whole
    found[:, 8:] = kinds
    return found


def _codes(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)


@cache
def _class_table() -> npt.NDArray[np.float32]:
    table = np.zeros((0x10000, len(_CLASSES)), dtype=np.float32)
    for column, characters in enumerate(_CLASSES):
        for character in characters:
            table[ord(character), column] = 1.0
    return table


def _kinds(codes: Ints) -> Floats:
    kinds: Floats = _class_table()[np.minimum(codes, 0xFFFF)]
    return kinds


def _nearness(marked: npt.NDArray[np.bool_]) -> Floats:
    """Return how near (0-1) the nearest marked character is."""
    places = np.flatnonzero(marked)
    if not len(places):
        return np.zeros(len(marked), dtype=np.float32)
    at = np.arange(len(marked))
    after = np.searchsorted(places, at)
    left = np.abs(at - places[np.maximum(after - 1, 0)])
    right = np.abs(places[np.minimum(after, len(places) - 1)] - at)
    near: Floats = np.exp(-np.minimum(left, right) / _REACH).astype(np.float32)
    return near


def _held(same: Any, asked: Floats, ends: npt.NDArray[np.bool_]) -> Floats:
    """Return, for each character, how much of the question its stretch (up to the next end) holds."""
    stops = np.flatnonzero(ends)
    starts = np.concatenate(([0], stops + 1))
    starts = starts[starts < len(same)]
    held = np.logical_or.reduceat(same, starts, axis=0).astype(np.float32) @ asked
    lengths = np.diff(np.concatenate((starts, [len(same)])))
    return np.repeat(held, lengths)
