"""The mean of weights that were learned on from the same ones: `python -m qa.train.mean OUT WEIGHTS WEIGHTS...`.

Runs that begin at the same weights and see the examples in another order end in one valley; the mean of where they end
is mostly better than each of them, and costs nothing when it is used (Wortsman et al. 2022, arXiv 2203.05482).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from qa.reader.network import parts, save
from qa.train.network import Reader, resume, stored


def write_mean(out: Path, weights: Sequence[Path]) -> None:
    """Write the mean of weights, which must know the same characters and words. Raises ValueError where they do not."""
    read = [parts(path) for path in weights]
    first = read[0]
    if any(one.characters != first.characters for one in read):
        raise ValueError("the weights know other characters: they were not learned on from the same ones")
    states: list[dict[str, Tensor]] = []
    for one in read:
        network = Reader(len(first.characters) + 2, 1, first.lexicon)
        resume(network, one.arrays)
        states.append({name: value.detach() for name, value in network.state_dict().items()})
    mean = {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    save(out, stored(mean, first.alphabet.rarity, first.lexicon), first.characters)


def main() -> None:
    """Write the mean of the weights named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("weights", type=Path, nargs="+")
    asked = parser.parse_args()
    try:
        write_mean(asked.out, asked.weights)
    except ValueError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
