"""The teacher: LAC's small tagger of Chinese words and names in torch. Its weights lie in jieba's wheel.

Two layers of two-way GRUs and a CRF, over single characters: Jiao, Sun and Sun 2018, "Chinese Lexical Analysis with Deep
Bi-GRU-CRF Network", arXiv 1807.01882. jieba keeps them as PaddlePaddle wrote them and would need PaddlePaddle to run
them. Here they only teach: their tags are a second target of the reader, their embeddings its start.

A tag is a kind of word and whether the character begins one (`PER-B`, `n-I`); `O` is neither.
"""

import re
import struct
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Tags = npt.NDArray[np.uint8]

_WIDTH = 128  # of the embeddings, and of each GRU

# What is tagged at once: as many characters (a sentence, or clauses of one), as many of these.
_LEAST, _MOST, _TOGETHER = 60, 120, 256
_STOP = re.compile(r"[。!?;\n,]|$")


def folder() -> Path | None:
    """Return the folder of the weights in the installed jieba, if it has one."""
    found = find_spec("jieba")
    if found is None or found.origin is None:
        return None
    weights = Path(found.origin).with_name("lac_small")
    return weights if (weights / "model_baseline" / "crfw").is_file() else None


class Teacher:
    """The tagger. `names[tag]` is what a tag is called."""

    def __init__(self) -> None:
        """Read the weights. Raises FileNotFoundError where jieba has none."""
        weights = folder()
        if weights is None:
            raise FileNotFoundError("the installed jieba holds no lac_small")
        self._numbers = {text: int(number) for number, text in _rows(weights / "word.dic")}
        self.names = tuple(text for _, text in _rows(weights / "tag.dic"))
        model = weights / "model_baseline"
        self._embedding = _floats(model / "word_emb").view(-1, _WIDTH)
        self._dense = [(_floats(model / f"fc_{n}.w_0"), _floats(model / f"fc_{n}.b_0")) for n in range(5)]
        self._gru = [(_floats(model / f"gru_{n}.w_0"), _floats(model / f"gru_{n}.b_0")) for n in range(4)]
        self._crf = _floats(model / "crfw").view(-1, len(self.names))
        self._unknown = self._numbers.get("OOV", len(self._embedding) - 1)

    def embeddings(self, characters: Sequence[str]) -> Tensor:
        """Return (characters, 128): the embedding of each character."""
        return self._embedding[self._encode(characters)]

    def tag(self, texts: Sequence[str]) -> list[Tags]:
        """Return the tag of each character of folded texts of any length."""
        pieces = sorted((piece for n, text in enumerate(texts) for piece in _pieces(n, text)), key=lambda p: len(p[2]))
        tags = [np.zeros(len(text), dtype=np.uint8) for text in texts]
        for first in range(0, len(pieces), _TOGETHER):
            some = pieces[first : first + _TOGETHER]
            for (number, at, text), path in zip(some, self._decoded([text for _, _, text in some]), strict=True):
                tags[number][at : at + len(text)] = path
        return tags

    def named(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the names of the tags of each text."""
        return [[self.names[tag] for tag in tags.tolist()] for tags in self.tag(texts)]

    def _encode(self, characters: Sequence[str]) -> Tensor:
        return torch.tensor([self._numbers.get(character, self._unknown) for character in characters])

    def _decoded(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the most probable tags of each text (Viterbi). The CRF's first two rows: starting, stopping."""
        with torch.no_grad():
            scores = self._scores(texts)
            start, stop, change = self._crf[0], self._crf[1], self._crf[2:]
            lengths = torch.tensor([len(text) for text in texts])
            best, back = scores[:, 0] + start, []
            same = torch.arange(len(self.names)).expand(len(texts), -1)
            for at in range(1, scores.shape[1]):
                reached, origin = (best[:, :, None] + change).max(dim=1)
                inside = (at < lengths)[:, None]
                back.append(torch.where(inside, origin, same))
                best = torch.where(inside, reached + scores[:, at], best)
            path = [(best + stop).argmax(dim=1)]
            for origin in reversed(back):
                path.append(origin.gather(1, path[-1][:, None])[:, 0])
        whole = torch.stack(path[::-1], dim=1)
        return [whole[number, : len(text)].tolist() for number, text in enumerate(texts)]

    def _scores(self, texts: Sequence[str]) -> Tensor:
        """Return (texts, longest, tags): how well each tag suits each character, by itself."""
        longest = max(map(len, texts))
        numbers = torch.full((len(texts), longest), self._unknown)
        mask = torch.zeros(len(texts), longest, 1)
        for row, text in enumerate(texts):
            numbers[row, : len(text)] = self._encode(text)
            mask[row, : len(text)] = 1
        x = self._embedding[numbers]
        for layer in (0, 2):
            x = torch.cat([self._read(x, layer, mask), self._read(x, layer + 1, mask, back=True)], dim=2)
        weight, bias = self._dense[4]
        return x @ weight.view(2 * _WIDTH, -1) + bias

    def _read(self, x: Tensor, number: int, mask: Tensor, *, back: bool = False) -> Tensor:
        """Return (texts, longest, 128): one GRU's states. Behind a text's end they are zero, as at its start."""
        (weight, bias), (gates, own) = self._dense[number], self._gru[number]
        # Both biases were trained, and both are added.
        x = x @ weight.view(-1, 3 * _WIDTH) + bias + own
        # As PaddlePaddle lays it out: the update and reset gates in one matrix, the candidate in the other behind it.
        update_reset = gates[: 2 * _WIDTH * _WIDTH].view(_WIDTH, 2 * _WIDTH)
        candidate = gates[2 * _WIDTH * _WIDTH :].view(_WIDTH, _WIDTH)
        state = torch.zeros(len(x), _WIDTH)
        states = torch.empty(len(x), x.shape[1], _WIDTH)
        for at in range(x.shape[1] - 1, -1, -1) if back else range(x.shape[1]):
            here = x[:, at]
            update, reset = torch.sigmoid(here[:, : 2 * _WIDTH] + state @ update_reset).chunk(2, dim=1)
            new = torch.tanh(here[:, 2 * _WIDTH :] + (reset * state) @ candidate)
            state = ((1 - update) * state + update * new) * mask[:, at]
            states[:, at] = state
        return states


def _rows(path: Path) -> list[tuple[str, str]]:
    """Return the rows of a dictionary: number, tab, text."""
    rows = (line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8").split("\n"))
    return [(row[0], row[1]) for row in rows if len(row) > 1]


def _floats(path: Path) -> Tensor:
    """Read a tensor that PaddlePaddle wrote: 16 bytes, the size of its description, that, then 32-bit floats."""
    data = path.read_bytes()
    (size,) = struct.unpack("<i", data[16:20])
    return torch.from_numpy(np.frombuffer(data[20 + size :], dtype="<f4").copy())


def _pieces(number: int, text: str) -> list[tuple[int, int, str]]:
    """Cut a text at ends of sentences and clauses into pieces (number, start, characters) that the teacher can read."""
    found: list[tuple[int, int, str]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.end() - start >= _LEAST or stop.end() == len(text):
            for at in range(start, stop.end(), _MOST):
                found.append((number, at, text[at : min(at + _MOST, stop.end())]))
            start = stop.end()
    return found
