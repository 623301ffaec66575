"""All that the reader learns from and is judged by, of all sets together."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.reader.features import PASSAGE_LENGTH
from qa.train import cloze, synthetic
from qa.train.examples import (
    CMRC_TRAIN,
    JUDGING,
    SETS,
    SHARED,
    SPOKEN,
    SYNTHETIC,
    Example,
    Passages,
    Source,
    even,
    gold_lines,
    of_cmrc,
    of_set,
    of_spoken,
)
from qa.train.teacher import Tags, Teacher

_TIMES = 3  # what a spoken question counts beside another

# Passages that questions are made from, by set, and what those draw from.
_DRAWN = {"provinces": 7000, "policy": 2500}
_SYNTHETIC_SEED, _CLOZE_SEED, _CMRC_SEED = 11, 5, 7
# Characters of documents that are asked about with their own sentences, by set.
_ASKED = {CMRC_TRAIN: 2_000_000, "drcd": 400_000, "policy": 400_000, "cail": 400_000, "provinces": 800_000}
# Sets whose questions' lines no question is made from.
_HIDDEN = ("provinces", "provinces_typo")


@dataclass(frozen=True, slots=True)
class Data:
    """All examples, the folded texts of their passages as far as they are read, and the teacher's tags of some."""

    texts: Sequence[str]
    examples: Sequence[Example]
    tags: Mapping[int, Tags]


def collect(
    cmrc: Path,
    sets: Path,
    work: Path,
    teacher: Teacher,
    spoken: Sequence[Path] = (),
    *,
    asked_alone: bool = False,
    most_of_cmrc: int | None = None,
) -> Data:
    """Make the examples; `work` takes the knowledge bases that they need. Sets of `spoken` questions count so many times.

    `asked_alone`: none but those that people asked, without tags; of CMRC's that teach no more than `most_of_cmrc`, drawn.
    """
    passages = Passages()
    examples = list(of_cmrc(cmrc, work, passages))
    teach = [example for example in examples if example.teaches]
    random.Random(_CMRC_SEED).shuffle(teach)
    examples = [*teach[:most_of_cmrc], *(example for example in examples if not example.teaches)]
    _told(examples)
    for name in SETS:
        source = Source(name, work / name / "kb", sets / name / "reports", passages)
        examples += of_set(source, sets / name / "questions.jsonl")
    _told(examples)
    for folder in spoken:
        source = Source(SPOKEN + folder.name, work / folder.name / "kb", folder / "reports", passages)
        examples += list(of_spoken(source, folder / "questions.jsonl")) * _TIMES
    examples += [] if asked_alone else made(sets, work, teacher, passages)
    _told(examples)
    texts = [text[:PASSAGE_LENGTH] for text in passages.texts]
    if asked_alone:
        return Data(texts, examples, {})
    # Odd documents' passages too: some are found for questions that teach.
    tagged = sorted({p for one in examples if one.set not in JUDGING for p in (*one.gold, *one.others[:1])})
    tags = dict(zip(tagged, teacher.tag([texts[passage] for passage in tagged]), strict=True))
    return with_cloze(Data(texts, examples, tags), sets, work, teacher)


def with_cloze(data: Data, sets: Path, work: Path, teacher: Teacher) -> Data:
    """Return the data with questions that documents ask with their own sentences."""
    rng, passages, hidden = random.Random(_CLOZE_SEED), Passages(), hidden_lines(sets)
    passages.texts += data.texts
    sources = [
        Source(name, work / name / "kb", (work if name == CMRC_TRAIN else sets) / name / "reports", passages)
        for name in _ASKED
    ]
    documents = [
        cloze.documents(source, hidden if source.name in _HIDDEN else set(), most, rng)
        for source, most in zip(sources, _ASKED.values(), strict=True)
    ]
    examples, tags = cloze.examples(documents, teacher, passages, rng)
    _told(examples)
    return Data(passages.texts, [*data.examples, *examples], {**data.tags, **tags})


def hidden_lines(sets: Path) -> set[tuple[str, int]]:
    """Return the (report, line) that no question is made from: those that answer the questions of `provinces`."""
    return set().union(*(gold_lines(file) for name in _HIDDEN if (file := sets / name / "questions.jsonl").is_file()))


def made(sets: Path, work: Path, teacher: Teacher, passages: Passages) -> list[Example]:
    """Return the questions made from reports."""
    hidden = hidden_lines(sets)
    sources = [Source(SYNTHETIC + name, work / name / "kb", sets / name / "reports", passages) for name in _DRAWN]
    # Of sets whose odd documents judge, only the even ones: no question is made from what judges.
    pools = [
        [one for one in synthetic.pool(source, hidden) if name not in SHARED or even(one[1].path)]
        for name, source in zip(_DRAWN, sources, strict=True)
    ]
    rng = random.Random(_SYNTHETIC_SEED)
    for pool in pools:
        rng.shuffle(pool)
    drawn = [one for pool, most in zip(pools, _DRAWN.values(), strict=True) for one in pool[:most]]
    return list(synthetic.examples(drawn, teacher.named, passages, rng))


def _told(examples: Sequence[Example]) -> None:
    print("examples:", ", ".join(f"{name} {n}" for name, n in Counter(e.set for e in examples).items()), flush=True)
