"""The reader's network in numpy: a question and some passages in, for each character the odds that an answer starts there.

Two embeddings are aligned (Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain Questions"), then gated dilated
convolutions (Dauphin et al. 2017) with a second look at the question half-way. The passages compete in one softmax, with
"no answer here" as one more choice (Clark and Gardner 2018), so that spans of different passages can be compared.
`qa/train/network.py` holds the same network in torch.
"""

import json
import math
import os
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from knowledge.errors import Damaged
from qa.reader import WEIGHTS
from qa.reader.features import PASSAGE_LENGTH, QUESTION_LENGTH, Alphabet, Floats, Ints, match
from qa.reader.lexicon import Lexicon, alike

# The dilations of the convolutions over the passage, and before which of them the question is looked at again.
DILATIONS = (1, 2, 4, 8, 16, 1, 2, 4)
AGAIN = 4

# Longest answer, in characters.
ANSWER_LENGTH = 128

# Below this a logarithm of a probability is that of what cannot be.
_NEVER = -5e3

# Passages lie one behind the other, so far apart that no convolution reaches from one into the next.
_GAP = max(DILATIONS)


class Reading(NamedTuple):
    """What the reader makes of the passages: for each, the logarithm of the probability of each start, and its state."""

    starts: tuple[Floats, ...]
    states: tuple[Floats, ...]
    nothing: float  # logarithm of the probability that none of the passages answers


class Pick(NamedTuple):
    """A span of a passage that the reader picks: passages count from 0; `score` is the logarithm of its probability."""

    passage: int
    start: int
    end: int
    score: float


class Network:
    """The weights, and what they compute."""

    def __init__(self, arrays: dict[str, Any], alphabet: Alphabet, lexicon: Lexicon) -> None:
        self._at = arrays
        self._alphabet = alphabet
        self._lexicon = lexicon

    def read(self, question: str, passages: Sequence[str]) -> Reading:
        """Read folded passages for a folded question."""
        question = question[:QUESTION_LENGTH]
        shown = [passage[:PASSAGE_LENGTH] for passage in passages]
        asked, told = self._lexicon.words(question), [self._lexicon.words(passage) for passage in shown]
        q = self._embedded(self._alphabet.encode(question), asked.numbers)
        encoded = self._question(q)
        pooled = _softmax(encoded @ self._at["qpool.weight"] + self._at["qpool.bias"], axis=0)[:, 0] @ encoded
        spans = _laid_out(shown)
        length = spans[-1][1] + _GAP if spans else 0
        mask = np.zeros((length, 1), dtype=np.float32)
        p = np.zeros((length, q.shape[1]), dtype=np.float32)
        features = np.zeros((length, self._at["pin.weight"].shape[0] - 2 * q.shape[1]), dtype=np.float32)
        for (start, end), passage, words in zip(spans, shown, told, strict=True):
            numbers = self._alphabet.encode(passage)
            mask[start:end] = 1.0
            p[start:end] = self._embedded(numbers, words.numbers)
            matched = match(question, passage, self._alphabet.rarity[numbers])
            features[start:end] = np.concatenate([matched, alike(asked, words, self._lexicon)], axis=1)
        state = self._passages(q, encoded, pooled, p, mask, features)
        starts = self._linear("start", state)[:, 0] + state @ self._linear("sq", pooled) / np.sqrt(len(pooled))
        scored = [starts[a:b] + self._worth(state[a:b], pooled) for a, b in spans]
        flat = np.concatenate([*scored, self._at["null"]])
        top = flat.max()
        whole = float(top + np.log(np.exp(flat - top).sum()))
        return Reading(
            tuple(one - whole for one in scored), tuple(state[a:b] for a, b in spans), float(flat[-1]) - whole
        )

    def ends(self, state: Floats, starts: Iterable[int]) -> Floats:
        """Return (starts, ANSWER_LENGTH): the logarithm of the probability that an answer from `start` has 1, 2, ... characters."""
        begins = np.fromiter(starts, dtype=np.int64)
        # No answer that starts here is longer than this; nothing is computed of those that would be.
        longest = min(ANSWER_LENGTH, len(state) - int(begins.min(initial=len(state))))
        at = begins[:, None] + np.arange(longest)
        outside = at >= len(state)
        reached = self._linear("ea", state)[np.minimum(at, len(state) - 1)]
        reached += self._linear("eb", state[begins])[:, None] + self._at["epos.weight"][:longest]
        scores = np.full((len(begins), ANSWER_LENGTH), 2 * _NEVER, dtype=np.float32)
        scores[:, :longest] = np.where(outside, 2 * _NEVER, self._linear("ev", np.tanh(reached))[:, :, 0])
        return _log_softmax(scores)

    def picks(self, reading: Reading, limit: int = 5, each: int = 1) -> list[Pick]:
        """Return the spans that the reader finds most probable, best first, at most `each` a start, of `limit` starts."""
        flat = np.concatenate(reading.starts)
        best = np.argsort(-flat, kind="stable")[:limit]
        bounds = np.cumsum([0, *map(len, reading.starts)])
        found = []
        for passage, state in enumerate(reading.states):
            inside = best[(best >= bounds[passage]) & (best < bounds[passage + 1])] - bounds[passage]
            if not len(inside):
                continue
            ends = self.ends(state, inside)
            lengths = np.argsort(-ends, axis=1, kind="stable")[:, :each]
            scores = reading.starts[passage][inside][:, None] + np.take_along_axis(ends, lengths, axis=1)
            for start, row, scored in zip(inside.tolist(), lengths.tolist(), scores.tolist(), strict=True):
                spans = zip(row, scored, strict=True)
                found += [Pick(passage, start, start + length + 1, score) for length, score in spans if score > _NEVER]
        return sorted(found, key=lambda pick: (-pick.score, pick.passage, pick.start))

    def _embedded(self, numbers: Ints, words: Ints) -> Floats:
        rows = self._at["emb"][numbers].astype(np.float32) * self._at["emb.scale"][numbers][:, None]
        return np.concatenate([rows, self._lexicon.of(words)], axis=1)

    def _linear(self, name: str, x: Floats) -> Any:
        return x @ self._at[f"{name}.weight"] + self._at[f"{name}.bias"]

    def _norm(self, name: str, x: Floats) -> Floats:
        centred: Floats = x - x.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", centred, centred)[:, None] / x.shape[1]
        centred /= np.sqrt(spread + 1e-5)
        centred *= self._at[f"{name}.weight"]
        centred += self._at[f"{name}.bias"]
        return centred

    def _gated(self, name: str, x: Floats, mask: Floats, dilation: int) -> Floats:
        """One gated convolution over three characters `dilation` apart, added to what was there."""
        normed = self._norm(f"{name}.norm", x)
        normed *= mask
        rows, width = normed.shape
        # The character, with the one so far before it and the one so far behind it; zeros where there is none.
        beside = np.zeros((rows, 3 * width), dtype=np.float32)
        beside[dilation:, :width] = normed[:-dilation]
        beside[:, width : 2 * width] = normed
        beside[:-dilation, 2 * width :] = normed[dilation:]
        both = beside @ self._at[f"{name}.conv.weight"]
        both += self._at[f"{name}.conv.bias"]
        gate = both[:, width:]
        np.exp(np.negative(gate, out=gate), out=gate)
        gate += 1
        added: Floats = both[:, :width] / gate
        added += x
        return added

    def _question(self, q: Floats) -> Floats:
        ones = np.ones((len(q), 1), dtype=np.float32)
        encoded = self._gated("q1", self._linear("qin", q), ones, 1)
        return self._norm("qn", self._gated("q2", encoded, ones, 2))

    def _passages(
        self, q: Floats, encoded: Floats, pooled: Floats, p: Floats, mask: Floats, features: Floats
    ) -> Floats:
        alike = np.maximum(self._linear("al", p), 0) @ np.maximum(self._linear("al", q), 0).T
        state = self._linear("pin", np.concatenate([p, _softmax(alike, axis=1) @ q, features], axis=1))
        state += self._linear("qadd", pooled)
        for number, dilation in enumerate(DILATIONS):
            if number == AGAIN:
                alike = self._linear("mid", state) @ encoded.T / np.sqrt(np.float32(encoded.shape[1]))
                state = state + self._linear("midin", _softmax(alike, axis=1) @ encoded)
            state = self._gated(f"layers.{number}", state, mask, dilation)
        return self._norm("out", state) * mask

    def _worth(self, state: Floats, pooled: Floats) -> Any:
        """Return how likely this passage is to answer at all, against the others."""
        most = np.concatenate([state.max(axis=0), pooled]) if len(state) else np.zeros(2 * len(pooled), np.float32)
        return self._linear("pas2", np.tanh(self._linear("pas", most)))


def _laid_out(passages: Sequence[str]) -> list[tuple[int, int]]:
    """Return where each passage lies."""
    spans, at = [], 0
    for passage in passages:
        spans.append((at, at + len(passage)))
        at += len(passage) + _GAP
    return spans


def total(starts: Floats) -> float:
    """Return the probability that an answer starts anywhere here."""
    return float(np.exp(starts).sum())


def _softmax(x: Any, axis: int) -> Any:
    raised = np.exp(x - x.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


def _log_softmax(x: Floats) -> Floats:
    lowered: Floats = x - x.max(axis=1, keepdims=True)
    lowered -= np.log(np.exp(lowered).sum(axis=1, keepdims=True))
    return lowered


def save(path: str | os.PathLike[str], arrays: dict[str, npt.NDArray[Any]], characters: str) -> None:
    """Write the weights: a line of JSON (names, types, shapes, the alphabet), the arrays one behind the other, a checksum."""
    described = [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]
    header = json.dumps({"arrays": described, "characters": characters}, ensure_ascii=False).encode() + b"\n"
    data = header + b"".join(array.tobytes() for array in arrays.values())
    with open(path, "wb") as file:
        file.write(data + zlib.crc32(data).to_bytes(_CHECKSUM, "little"))


# Bytes of the checksum; weights that were written before there was one end with the last array.
_CHECKSUM = 4


@cache
def load(path: str | os.PathLike[str] = WEIGHTS) -> Network:
    """Return the network; what is stored in halves is computed in singles. Raises OSError, and Damaged."""
    arrays, _, alphabet, lexicon = parts(path)
    return Network(arrays, alphabet, lexicon)


class Parts(NamedTuple):
    """What is stored: the arrays, the characters, the alphabet that they make, the words."""

    arrays: dict[str, Any]
    characters: str
    alphabet: Alphabet
    lexicon: Lexicon


def parts(path: str | os.PathLike[str]) -> Parts:
    """Return what is stored. Raises OSError, and Damaged."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        header = json.loads(data[: data.index(b"\n")])
        arrays, end = _arrays(data, header["arrays"])
        codes = np.frombuffer(header["characters"].encode("utf-16-le"), dtype="<u2")
        numbers = np.ones(0x10000, dtype=np.uint16)
        numbers[codes] = np.arange(2, len(codes) + 2)
        alphabet = Alphabet(numbers, arrays.pop("rarity"))
        lexicon = Lexicon(*(arrays.pop(f"words.{name}") for name in Lexicon._fields))
    except Exception as error:  # of whatever kind: what cannot be made out is damaged
        _damaged(path, error)
    if data[end:] not in (b"", zlib.crc32(data[:end]).to_bytes(_CHECKSUM, "little")):
        _damaged(path, None)
    return Parts(arrays, header["characters"], alphabet, lexicon)


def _arrays(data: bytes, described: Iterable[tuple[str, str, list[int]]]) -> tuple[dict[str, Any], int]:
    """Return the arrays by name, and where the last one ends."""
    arrays: dict[str, Any] = {}
    at = data.index(b"\n") + 1
    for name, kind, shape in described:
        count = math.prod(shape)
        array = np.frombuffer(data, kind, count, at).reshape(shape)
        arrays[name] = array.astype(np.float32) if array.dtype == np.float16 else array
        at += count * array.dtype.itemsize
    return arrays, at


def _damaged(path: str | os.PathLike[str], error: Exception | None) -> NoReturn:
    name = os.fspath(path)
    raise Damaged(
        f"{name}：阅读器的权重坏了，请重新安装", f"{name}: the reader's weights are damaged; install the program again"
    ) from error
