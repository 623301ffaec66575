"""From examples to tensors: the characters that the reader knows, and batches of questions with their passages."""

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from knowledge.text import fold_plain
from qa.reader.features import QUESTION_LENGTH, Alphabet, match
from qa.reader.lexicon import Lexicon, Words, alike
from qa.train.examples import Example
from qa.train.network import EMBEDDING, MATCHES
from qa.train.teacher import Tags, Teacher

PASSAGES = 2  # that a question is shown
UNTAGGED = -100  # what cross entropy ignores

_SIZE = 16  # questions of a batch
_LIKE = 40  # batches that are made from as many questions by length
_HIDDEN = 0.1  # of the questions are not shown the passage that answers

_LEAST, _MOST = 4, 8000  # times that a character stands in the passages to be known, and characters
_RAREST = 12  # the surprise of a character (natural logarithm) from which on it is as rare as can be


def alphabet(texts: Sequence[str]) -> tuple[str, Alphabet]:
    """Return the characters of passages, most frequent first, then those of GB 2312; and how rare each is."""
    count: Counter[str] = Counter()
    for text in texts:
        count.update(text)
    known = dict.fromkeys(c for c, times in count.most_common() if times >= _LEAST and ord(c) < 0x10000)
    known |= dict.fromkeys(c for c in _gb2312() if fold_plain(c) == c)
    characters = "".join(known)[:_MOST]
    numbers = np.ones(0x10000, dtype=np.uint16)
    rarity = np.ones(len(characters) + 2, dtype=np.float32)
    rarity[0] = 0  # of no character; 1 is any unknown one
    for number, character in enumerate(characters, 2):
        numbers[ord(character)] = number
        surprise = -math.log((count[character] + 1) / count.total())
        rarity[number] = min(1, max(0, surprise / _RAREST))
    return characters, Alphabet(numbers, rarity)


def _gb2312() -> Iterator[str]:
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            # Five places of row 0xD7 hold none.
            yield from bytes((high, low)).decode("gb2312", "ignore")


def embeddings(characters: str, teacher: Teacher) -> Tensor:
    """Return (characters, EMBEDDING): what the teacher knows of characters, in its main directions (PCA)."""
    known = teacher.embeddings(characters)
    known = known - known.mean(0)
    _, _, directions = torch.linalg.svd(known, full_matrices=False)
    main = known @ directions.T[:, :EMBEDDING]
    return main / main.std() * 0.3


@dataclass(frozen=True, slots=True)
class Batch:
    """B examples with the passages each is shown; the tensors are what `Reader.forward` takes.

    `tags` (B, P, n) are the teacher's, UNTAGGED where it did not tag.
    """

    examples: Sequence[Example]
    shown: Sequence[Sequence[int]]
    questions: Tensor
    passages: Tensor
    features: Tensor
    tags: Tensor


class Batches:
    """Makes batches of examples."""

    def __init__(self, texts: Sequence[str], known: Alphabet, lexicon: Lexicon, tags: Mapping[int, Tags]) -> None:
        self._texts, self._alphabet, self._lexicon, self._tags = texts, known, lexicon, tags
        self._words: dict[int, Words] = {}

    def learning(self, examples: Sequence[Example], rng: random.Random) -> Iterator[Batch]:
        """Yield batches of all examples in random order, of like length, shown a gold passage and another."""
        order = list(range(len(examples)))
        rng.shuffle(order)
        groups = []
        for first in range(0, len(order), _SIZE * _LIKE):
            some = sorted(order[first : first + _SIZE * _LIKE], key=lambda number: self._length(examples[number]))
            groups += [some[at : at + _SIZE] for at in range(0, len(some), _SIZE)]
        rng.shuffle(groups)
        for group in groups:
            some_examples = [examples[number] for number in group]
            yield self.batch(some_examples, [_shown(example, rng) for example in some_examples])

    def judging(self, examples: Sequence[Example], size: int = 32) -> Iterator[Batch]:
        """Yield batches of all examples in order, shown the gold passages first."""
        for first in range(0, len(examples), size):
            some = examples[first : first + size]
            yield self.batch(some, [(*example.gold, *example.others)[:PASSAGES] for example in some])

    def batch(self, examples: Sequence[Example], shown: Sequence[Sequence[int]]) -> Batch:
        """Return a batch of examples with the passages that each is shown."""
        asked = [example.question[:QUESTION_LENGTH] for example in examples]
        longest = max([8, *(len(self._texts[passage]) for some in shown for passage in some)])
        questions = np.zeros((len(asked), max(map(len, asked)), 2), dtype=np.int64)
        passages = np.zeros((len(asked), PASSAGES, longest, 2), dtype=np.int64)
        features = np.zeros((*passages.shape[:3], MATCHES), dtype=np.float32)
        tags = np.full(passages.shape[:3], UNTAGGED, dtype=np.int64)
        for row, (question, some) in enumerate(zip(asked, shown, strict=True)):
            asked_words = self._lexicon.words(question)
            questions[row, : len(question)] = np.stack([self._alphabet.encode(question), asked_words.numbers], 1)
            for column, passage in enumerate(some):
                text, words = self._texts[passage], self._told(passage)
                numbers = self._alphabet.encode(text)
                passages[row, column, : len(text)] = np.stack([numbers, words.numbers], 1)
                matched = (
                    match(question, text, self._alphabet.rarity[numbers]),
                    alike(asked_words, words, self._lexicon),
                )
                features[row, column, : len(text)] = np.concatenate(matched, 1)
                if passage in self._tags:
                    tags[row, column, : len(text)] = self._tags[passage]
        return Batch(examples, shown, *map(torch.from_numpy, (questions, passages, features, tags)))

    def _told(self, passage: int) -> Words:
        if passage not in self._words:
            self._words[passage] = self._lexicon.words(self._texts[passage])
        return self._words[passage]

    def _length(self, example: Example) -> int:
        return max((len(self._texts[passage]) for passage in (*example.gold, *example.others[:1])), default=0)


def _shown(example: Example, rng: random.Random) -> list[int]:
    """Return a passage that answers and one of the three most alike that don't; now and then only such ones."""
    gold = [rng.choice(list(example.gold))] if example.gold else []
    # The findings of cail are asked about one at a time: there is but one passage.
    if gold and example.others and example.set != "cail" and rng.random() < _HIDDEN:
        gold = []
    others = list(example.others[:3])
    rng.shuffle(others)
    return (gold + others)[:PASSAGES]
