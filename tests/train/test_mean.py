"""The mean of weights."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[train]'")

from qa.reader.network import parts, save  # noqa: E402
from qa.train.mean import write_mean  # noqa: E402
from qa.train.network import Reader, stored  # noqa: E402
from tests.reader.lexicons import some_lexicon  # noqa: E402

_CHARACTERS = "全省取消公务用车"


def _weights(path: Path, seed: int, characters: str = _CHARACTERS) -> Path:
    torch.manual_seed(seed)
    known = some_lexicon([_CHARACTERS])
    network = Reader(len(characters) + 2, 3, known)
    save(path, stored(network.state_dict(), np.ones(len(characters) + 2, dtype=np.float32), known), characters)
    return path


def test_the_mean_of_one_is_that_one(tmp_path: Path) -> None:
    one = _weights(tmp_path / "one", 1)
    write_mean(tmp_path / "mean", [one, one])
    assert (tmp_path / "mean").read_bytes() == one.read_bytes()


def test_the_mean_lies_half_way(tmp_path: Path) -> None:
    files = [_weights(tmp_path / str(seed), seed) for seed in (1, 2)]
    write_mean(tmp_path / "mean", files)
    one, two, mean = (parts(path) for path in (*files, tmp_path / "mean"))
    assert mean.characters == _CHARACTERS and mean.lexicon.keys.tolist() == one.lexicon.keys.tolist()
    for name in ("pin.weight", "layers.0.conv.weight", "null"):
        assert mean.arrays[name] == pytest.approx((one.arrays[name] + two.arrays[name]) / 2, abs=1e-3)
    embedded = [one.arrays["emb"] * one.arrays["emb.scale"][:, None] for one in (one, two, mean)]
    assert embedded[2] == pytest.approx((embedded[0] + embedded[1]) / 2, abs=0.02)


def test_weights_of_other_characters_have_no_mean(tmp_path: Path) -> None:
    files = [_weights(tmp_path / "one", 1), _weights(tmp_path / "two", 1, _CHARACTERS[::-1])]
    with pytest.raises(ValueError, match="other characters"):
        write_mean(tmp_path / "mean", files)
    assert not (tmp_path / "mean").exists()
