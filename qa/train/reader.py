"""Learn the reader's weights: `python -m qa.train.reader --cmrc cmrc2018_train.json --sets FOLDER --out WEIGHTS`.

FOLDER holds the sets (see `qa/train/examples.py`): cmrc, drcd, cail and policy, whose questions teach or judge, and
provinces, from whose reports questions are made. `--spoken` names sets of questions that were written for reports. `qa/reader/MODEL.md` says what came of it. One CPU is enough.

- The start of the answer, or that there is none, is one choice among all characters of the passages shown, where each
  start of an answer is right (Clark and Gardner 2018); the end is another, from one of the right starts.
- The tags of the teacher are a second target: what words and names are, CMRC alone is too small to teach.
- AdamW (Loshchilov and Hutter 2019), the rate rising, then falling as a cosine. What is judged and written is the mean
  over the last steps, each weighing less the longer it is past (Polyak and Juditsky 1992).

Progress is printed, and at every judging the weights are written: it can be stopped at any time. The same data and seed
give the same examples and batches; sums are as exact as the processor's.
"""

import argparse
import math
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from qa.evaluate import f1, norm
from qa.reader.lexicon import Lexicon
from qa.reader.network import ANSWER_LENGTH, parts, save
from qa.train import batches, cloze
from qa.train.batches import UNTAGGED, Batch, Batches
from qa.train.examples import CMRC_KEPT, SETS, Example
from qa.train.lessons import Data, collect
from qa.train.network import Reader, resume, stored
from qa.train.teacher import Teacher
from qa.train.vectors import lexicon

_BATCH = 16  # questions of a step
_RATE, _LEAST_RATE, _RISING = 2e-3, 1e-5, 300  # of learning; steps until the greatest
_DECAY, _MOMENTS, _CLIP = 0.01, (0.9, 0.98), 2.0
_TAGS = 0.3  # how much the tags count beside the answers
_MEMORY = 0.998  # share of the mean that the next step leaves

_TELL, _JUDGE = 100, 1000  # steps between two lines of progress, and between two judgings
_JUDGED = 600  # questions of a set that is judged
_JUDGED_SEED = 3

# Products in 16 bits are twice as fast where the processor has them, and exact enough; where it has not, ten times as slow.
_CAPABILITIES: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()  # of versions that tell them
_HAS_BFLOAT16 = _CAPABILITIES.get("avx512_bf16", False) or _CAPABILITIES.get("amx_bf16", False)

_STARTS = 4  # that an answer is picked from


class Learning:
    """A network that learns."""

    def __init__(
        self, data: Data, teacher: Teacher, lexicon: Lexicon, seed: int, rate: float = _RATE, start: Path | None = None
    ) -> None:
        """Begin anew, or from the weights `start`, with their words; `rate` is the greatest rate of learning."""
        torch.manual_seed(seed)
        self._rate, self._seed = rate, seed
        self._texts = data.texts
        stored_ = parts(start) if start else None
        self.characters, self.alphabet = stored_[1:3] if stored_ else batches.alphabet(data.texts)
        self.lexicon = stored_.lexicon if stored_ else lexicon
        self.batches = Batches(data.texts, self.alphabet, self.lexicon, data.tags)
        self.teaching = [example for example in data.examples if example.teaches]
        self.cloze = [example for example in data.examples if example.set == cloze.CLOZE]
        self.judged = _judged([example for example in data.examples if not example.teaches])
        self.network = Reader(len(self.characters) + 2, len(teacher.names), self.lexicon)
        with torch.no_grad():
            self.network.emb.weight[2:] = batches.embeddings(self.characters, teacher)
        if stored_:
            resume(self.network, stored_.arrays)
        self.mean = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.again()

    def again(self) -> None:
        """Go on from the mean, as at the beginning: nothing is remembered of the steps that led there."""
        torch.manual_seed(self._seed)
        self.rng = random.Random(self._seed)
        self.network.load_state_dict(self.mean)
        self._optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=self._rate, weight_decay=_DECAY, betas=_MOMENTS
        )

    def step(self, batch: Batch, number: int, steps: int) -> tuple[float, float, float]:
        """Learn from a batch; returns what was lost on starts, ends and tags."""
        rising, falling = min(1, (number + 1) / _RISING), 0.5 + 0.5 * math.cos(math.pi * number / steps)
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * rising * falling + _LEAST_RATE
        starts, ends, tags = self.losses(batch)
        loss = starts + ends + _TAGS * tags
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), _CLIP)
        self._optimiser.step()
        memory = min(_MEMORY, (number + 1) / (number + 10))  # at first there is little to remember
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.mean[name].lerp_(value, 1 - memory)
        return starts.item(), ends.item(), tags.item()

    def losses(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Return the negative logarithms of the probability of right starts, ends and tags, each a mean."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_HAS_BFLOAT16):
            states, starts, tags = self.network(batch.questions, batch.passages, batch.features)
        starts, tags = starts.float(), tags.float()
        _, beside, length = starts.shape
        odds = self.network.odds(starts)
        right = torch.zeros_like(odds, dtype=torch.bool)
        rows, begins, sizes = [], [], []
        for row, (example, shown) in enumerate(zip(batch.examples, batch.shown, strict=True)):
            # Of an answer longer than can be pointed to, as much as can be.
            spans = [
                (column, start, min(end, start + ANSWER_LENGTH, len(self._texts[passage])))
                for column, passage in enumerate(shown)
                for start, end in example.gold.get(passage, ())
                if start < len(self._texts[passage])
            ]
            if not spans:
                right[row, -1] = True
                continue
            for column, start, _ in spans:
                right[row, column * length + start] = True
            column, start, end = self.rng.choice(spans)
            rows.append(row * beside + column)
            begins.append(start)
            sizes.append(end - start - 1)
        lost = -odds.masked_fill(~right, -1e9).logsumexp(1).mean()
        ends = torch.zeros(())
        if rows:
            mask = (batch.passages[..., 0].flatten(0, 1)[rows] > 0).float()
            logits = self.network.ends(states.flatten(0, 1)[rows], torch.tensor(begins), mask)
            ends = functional.cross_entropy(logits, torch.tensor(sizes))
        told = torch.zeros(())
        if bool((batch.tags != UNTAGGED).any()):
            told = functional.cross_entropy(tags.flatten(0, 1), batch.tags.flatten(), ignore_index=UNTAGGED)
        return lost, ends, told

    def judge(self) -> str:
        """Return how good the mean is on the questions kept apart.

        EM and F1 as `qa eval` has them, of the best span; `sel`: it stands in a passage that answers; `ref`: of the
        questions without an answer, those where none is more probable than all starts.
        """
        learned = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.network.load_state_dict(self.mean)
        self.network.eval()
        with torch.no_grad():
            lines = [f"{name} {self._figures(some)}" for name, some in self.judged.items()]
        self.network.train()
        self.network.load_state_dict(learned)
        return " | ".join(lines)

    def _figures(self, examples: Sequence[Example]) -> str:
        sums: dict[str, float] = defaultdict(float)
        for batch in self.batches.judging(examples):
            states, starts, _ = self.network(batch.questions, batch.passages, batch.features)
            odds = self.network.odds(starts)
            for row, (example, shown) in enumerate(zip(batch.examples, batch.shown, strict=True)):
                if not example.gold:
                    sums["none"] += 1
                    sums["ref"] += float(odds[row, -1]) > math.log(0.5)
                    continue
                column, start, end = self._pick(states[row], odds[row], batch.passages[row, ..., 0])
                said = self._texts[shown[column]][start:end]
                golds = {self._texts[passage][a:b] for passage, spans in example.gold.items() for a, b in spans}
                sums["n"] += 1
                sums["EM"] += any(norm(said) == norm(gold) for gold in golds)
                sums["F1"] += max(f1(said, gold) for gold in golds)
                sums["sel"] += shown[column] in example.gold
        shares = [f"{name} {sums[name] / sums['n']:.3f}" for name in ("EM", "F1", "sel") if sums["n"]]
        return " ".join([*shares, *([f"ref {sums['ref'] / sums['none']:.3f}"] if sums["none"] else [])])

    def _pick(self, states: Tensor, odds: Tensor, passages: Tensor) -> tuple[int, int, int]:
        """Return the most probable (passage, start, end) from states (P, n, C), odds (P*n + 1) and passages (P, n)."""
        best = odds[:-1].topk(_STARTS)
        column, start = best.indices // passages.shape[1], best.indices % passages.shape[1]
        ends = self.network.ends(states[column], start, (passages[column] > 0).float()).log_softmax(1)
        likely, size = ends.max(1)
        at = int((best.values + likely).argmax())
        return int(column[at]), int(start[at]), int(start[at]) + int(size[at]) + 1

    def write(self, path: Path) -> None:
        """Write the mean; whoever reads the file meanwhile has the old one or the new one."""
        fresh = path.with_name(path.name + ".new")
        save(fresh, stored(self.mean, self.alphabet.rarity, self.lexicon), self.characters)
        os.replace(fresh, path)


def _judged(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """Return some questions of each set, always the same."""
    found = {}
    for name in (*SETS, CMRC_KEPT):
        some = [example for example in examples if example.set == name]
        random.Random(_JUDGED_SEED).shuffle(some)
        if some:
            found[name] = some[:_JUDGED]
    return found


def learn(learning: Learning, examples: Sequence[Example], epochs: float, out: Path) -> None:
    """Go over examples `epochs` times; judges and writes the weights now and then, and at the end."""
    steps, step, begun = int(epochs * len(examples) / _BATCH), 0, time.monotonic()
    lost = [0.0, 0.0, 0.0]
    while step < steps:
        for batch in learning.batches.learning(examples, learning.rng):
            if step >= steps:
                break
            lost = [a + b for a, b in zip(lost, learning.step(batch, step, steps), strict=True)]
            step += 1
            now = f"{step}/{steps} {time.monotonic() - begun:.0f}s"
            if step % _TELL == 0:
                start, end, tag = (one / _TELL for one in lost)
                print(f"{now} start {start:.3f} end {end:.3f} tag {tag:.3f}", flush=True)
                lost = [0.0, 0.0, 0.0]
            if step % _JUDGE == 0 or step == steps:
                learning.write(out)
                print(f"{now} {learning.judge()}", flush=True)


def main() -> None:
    """Make the examples, learn, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmrc", type=Path, required=True, help="CMRC 2018's questions for training, as published")
    parser.add_argument("--sets", type=Path, required=True, help="the folder of the sets")
    parser.add_argument("--vectors", type=Path, required=True, help="vectors of words, in word2vec's binary form")
    parser.add_argument("--out", type=Path, required=True, help="the weights, written at every judging")
    parser.add_argument(
        "--spoken", type=Path, nargs="*", default=[], help="sets of spoken questions (tests.bench.spoken)"
    )
    parser.add_argument("--asked-alone", action="store_true", help="no questions that were made of texts, and no tags")
    parser.add_argument("--most", type=int, help="so many of CMRC's questions (default: all)")
    parser.add_argument("--work", type=Path, help="keep the knowledge bases here, for another run")
    parser.add_argument("--start", type=Path, help="go on from these weights (default: begin anew)")
    parser.add_argument("--cloze", type=float, default=1, help="times over the questions that texts ask themselves")
    parser.add_argument("--epochs", type=float, default=8, help="then times over all others")
    parser.add_argument("--rate", type=float, default=_RATE, help="the greatest rate of learning")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    teacher = Teacher()
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        data = collect(
            asked.cmrc, asked.sets, work, teacher, asked.spoken, asked_alone=asked.asked_alone, most_of_cmrc=asked.most
        )
    learning = Learning(data, teacher, lexicon(asked.vectors, data.texts), asked.seed, asked.rate, asked.start)
    parameters = sum(parameter.numel() for parameter in learning.network.parameters())
    print(f"{len(learning.teaching)} teach, {len(learning.characters)} characters, {parameters} parameters", flush=True)
    try:
        learn(learning, learning.cloze, asked.cloze, asked.out)
        learning.again()
        learn(learning, learning.teaching, asked.epochs, asked.out)
    except KeyboardInterrupt:
        raise SystemExit("stopped; what was written at the last judging stays") from None


if __name__ == "__main__":
    main()
