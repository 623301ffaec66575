"""The reader's network in torch, to learn its weights; `qa/reader/network.py` computes the same in numpy, and tells more.

Parameters are called here as they are there. Shapes: B questions of m characters, P passages each of n characters, C the
width of the state, K spans. Where a text is shorter than the longest beside it, its mask is 0.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.reader import lexicon
from qa.reader.features import FEATURES, Floats
from qa.reader.lexicon import Lexicon
from qa.reader.network import AGAIN, ANSWER_LENGTH, DILATIONS

EMBEDDING = 64  # numbers a character
WIDTH = 96  # numbers a character's state
MATCHES = len(FEATURES) + len(lexicon.FEATURES)
_DROP = 0.1  # of the channels of a text's state, all along it
_UNSEEN = 0.05  # of the characters, and of the words

_NEVER = -1e4  # the logit of what cannot be


class Gated(nn.Module):
    """A gated convolution over three characters `dilation` apart, added to what was there (Dauphin et al. 2017)."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        # One product over the three characters side by side: on a CPU, in 16 bits, twice as fast as nn.Conv1d.
        self.conv = nn.Linear(3 * WIDTH, 2 * WIDTH)
        self._dilation = dilation

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (…, n, C) for x (…, n, C) and mask (…, n, 1)."""
        reach, length = self._dilation, x.shape[1]
        normed = functional.pad(self.norm(x) * mask, (0, 0, reach, reach))
        beside = torch.cat([normed[:, at : at + length] for at in (0, reach, 2 * reach)], 2)
        value, gate = self.conv(beside).chunk(2, 2)
        return x + _dropped(value * torch.sigmoid(gate), self.training)


def _dropped(x: Tensor, learning: bool) -> Tensor:
    """Return x (texts, n, channels); in learning, without some of each text's channels, the others made up for it."""
    if not learning:
        return x
    return x * ((torch.rand(len(x), 1, x.shape[2]) >= _DROP).float() / (1 - _DROP))


class Reader(nn.Module):
    """The network, with a head (`tag`) that only learning needs: it tells the teacher's tags from half-way up."""

    def __init__(self, characters: int, tags: int, known: Lexicon) -> None:
        # The order in which the layers are made is the order in which the random numbers are drawn.
        super().__init__()
        self.emb = nn.Embedding(characters, EMBEDDING, padding_idx=0)
        # The vectors of words do not learn: most of them stand in few questions, or in none.
        words = torch.from_numpy(known.of(np.arange(len(known.vectors))))
        self.register_buffer("words", words, persistent=False)
        known_ = EMBEDDING + words.shape[1]  # numbers of a character and its word
        self.qin = nn.Linear(known_, WIDTH)
        self.q1, self.q2 = Gated(1), Gated(2)
        self.qn = nn.LayerNorm(WIDTH)
        self.qpool = nn.Linear(WIDTH, 1)
        self.al = nn.Linear(known_, EMBEDDING)
        self.pin = nn.Linear(2 * known_ + MATCHES, WIDTH)
        self.qadd = nn.Linear(WIDTH, WIDTH)
        self.layers = nn.ModuleList(Gated(dilation) for dilation in DILATIONS)
        self.mid, self.midin = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.out = nn.LayerNorm(WIDTH)
        self.start, self.sq = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, WIDTH)
        self.ea, self.eb = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.epos = nn.Embedding(ANSWER_LENGTH, WIDTH)
        self.ev = nn.Linear(WIDTH, 1)
        self.pas, self.pas2 = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(WIDTH, 1)
        self.null = nn.Parameter(torch.zeros(1))
        self.tag = nn.Linear(WIDTH, tags)

    def forward(self, questions: Tensor, passages: Tensor, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the states (B, P, n, C), the logits of starts (B, P, n), and of tags (B*P, n, tags).

        `questions` (B, m, 2) and `passages` (B, P, n, 2) are numbers of characters and of words, 0 for none; `features`
        (B, P, n, MATCHES).
        """
        batch, beside, length, _ = passages.shape
        q_mask = (questions[:, :, :1] > 0).float()
        q, encoded, pooled = self._question(questions, q_mask)
        q, encoded, q_mask, asked = (_repeated(x, beside) for x in (q, encoded, q_mask, pooled))
        mask = (passages[..., 0] > 0).float().reshape(batch * beside, length, 1)
        absent = q_mask.transpose(1, 2) == 0
        p = self._embedded(passages.reshape(batch * beside, length, 2))
        alike = functional.relu(self.al(p)) @ functional.relu(self.al(q)).transpose(1, 2)
        aligned = alike.masked_fill(absent, _NEVER).softmax(2) @ q
        inputs = torch.cat([p, aligned, features.reshape(batch * beside, length, -1)], 2)
        state = self.pin(inputs) + self.qadd(asked)[:, None]
        tags = state
        for number, layer in enumerate(self.layers):
            if number == AGAIN:
                alike = (self.mid(state) @ encoded.transpose(1, 2)) / math.sqrt(WIDTH)
                tags = self.tag(state)
                state = state + self.midin(alike.masked_fill(absent, _NEVER).softmax(2) @ encoded)
            state = layer(state, mask)
        state = self.out(state) * mask
        most = state.masked_fill(mask == 0, _NEVER).max(1)[0]
        worth = self.pas2(torch.tanh(self.pas(torch.cat([most, asked], 1))))
        starts = self.start(state)[:, :, 0] + (state @ self.sq(asked)[:, :, None])[:, :, 0] / math.sqrt(WIDTH) + worth
        starts = starts.masked_fill(mask[:, :, 0] == 0, _NEVER)
        return state.view(batch, beside, length, WIDTH), starts.view(batch, beside, length), tags

    def odds(self, starts: Tensor) -> Tensor:
        """Return (B, P*n + 1): logarithms of the probability of each start, and of none, from the logits (B, P, n)."""
        batch = len(starts)
        return torch.cat([starts.reshape(batch, -1), self.null.expand(batch, 1)], 1).log_softmax(1)

    def ends(self, states: Tensor, starts: Tensor, mask: Tensor) -> Tensor:
        """Return (K, ANSWER_LENGTH): logits of an answer from each start having 1, 2, ... characters.

        For each span: the states of its passage (K, n, C), where it starts (K), the passage's mask (K, n).
        """
        spans, length, _ = states.shape
        offsets = torch.arange(ANSWER_LENGTH)
        at = (starts[:, None] + offsets).clamp(max=length - 1)
        inside = (starts[:, None] + offsets < length) & (mask.gather(1, at) > 0)
        reached = states.gather(1, at[:, :, None].expand(spans, ANSWER_LENGTH, WIDTH))
        begun = states.gather(1, starts[:, None, None].expand(spans, 1, WIDTH))
        scores = self.ev(torch.tanh(self.ea(reached) + self.eb(begun) + self.epos(offsets)[None]))[:, :, 0]
        return scores.masked_fill(~inside, _NEVER)

    def _embedded(self, numbers: Tensor) -> Tensor:
        """Return (texts, n, known) for the numbers (texts, n, 2)."""
        characters, words = numbers.unbind(-1)
        if self.training:  # some characters and words are unknown
            characters = torch.where(torch.rand(characters.shape) < _UNSEEN, (characters > 0).long(), characters)
            words = torch.where(torch.rand(words.shape) < _UNSEEN, 0, words)
        return _dropped(torch.cat([self.emb(characters), self.words[words]], -1), self.training)

    def _question(self, questions: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the embeddings (B, m, known), the states (B, m, C) and their weighted mean (B, C)."""
        q = self._embedded(questions)
        encoded = self.qn(self.q2(self.q1(self.qin(q), mask), mask))
        weights = self.qpool(encoded).masked_fill(mask == 0, _NEVER).softmax(1)
        return q, encoded, (weights * encoded).sum(1)


def _repeated(x: Tensor, times: int) -> Tensor:
    """Return (B*times, …): each question once a passage."""
    return x[:, None].expand(len(x), times, *x.shape[1:]).reshape(len(x) * times, *x.shape[1:])


def stored(state: Mapping[str, Tensor], rarity: Floats, known: Lexicon) -> dict[str, npt.NDArray[Any]]:
    """Return the weights as `qa.reader.network.save` takes them: matrices turned, 16-bit floats.

    Embeddings are 8-bit integers, with a scale a character: they are half of the weights.
    """
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, tensor in state.items():
        array = tensor.detach().numpy()
        if name.startswith("tag."):
            continue
        if name == "emb.weight":
            scale = np.abs(array).max(axis=1) / 127
            scale[scale == 0] = 1
            arrays["emb"] = np.round(array / scale[:, None]).astype(np.int8)
            arrays["emb.scale"] = scale.astype(np.float16)
            continue
        if name.endswith(".weight") and array.ndim == 2 and name != "epos.weight":
            array = array.T
        arrays[name] = np.ascontiguousarray(array).astype(np.float16)
    arrays["rarity"] = rarity.astype(np.float16)
    arrays |= {f"words.{name}": array for name, array in known._asdict().items()}
    arrays["words.scales"] = known.scales.astype(np.float16)
    return arrays


def resume(network: Reader, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Start from stored weights, turned back; what is not stored (the tags' head) stays as it is."""
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if name == "emb.weight":
                scale = arrays["emb.scale"].astype(np.float32)
                tensor.copy_(torch.from_numpy(arrays["emb"] * scale[:, None]))
            elif name in arrays:
                array = torch.from_numpy(arrays[name].astype(np.float32))
                turned = name.endswith(".weight") and array.ndim == 2 and name != "epos.weight"
                tensor.copy_(array.T if turned else array)
