"""The lexicon made of word2vec's vectors: whose words, and what is left of the vectors."""

from pathlib import Path

import numpy as np
import pytest

from qa.reader.lexicon import keys
from qa.train import vectors
from qa.train.vectors import lexicon

_WIDTH = 6


def _written(path: Path, rows: dict[str, np.ndarray]) -> Path:
    data = f"{len(rows)} {_WIDTH}\n".encode()
    for word, row in rows.items():
        data += word.encode() + b" " + row.astype("<f4").tobytes() + b"\n"
    path.write_bytes(data)
    return path


@pytest.fixture
def written(tmp_path: Path) -> Path:
    drawn = np.random.default_rng(2).normal(size=(6, _WIDTH))
    drawn[2] = drawn[1] * 3  # 车辆 points where 汽车 does
    words = ["wiki", "汽车", "车辆", "增长", "節約", "的"]
    return _written(tmp_path / "words.vector", dict(zip(words, drawn, strict=True)))


def _key(word: str) -> int:
    return int(keys(word)[-1][0])


def test_chinese_words_of_folded_text_are_kept(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "DIRECTIONS", 2)
    made = lexicon(written, ["全省汽车"])
    assert made.keys.tolist() == sorted(map(_key, ("汽车", "车辆", "增长")))
    assert made.vectors.shape == (4, 2) and not made.vectors[0].any() and sorted(made.rows.tolist()) == [1, 2, 3]
    car, vehicle, growth = (
        made.of(made.rows[np.searchsorted(made.keys, [_key(word)])])[0] for word in ("汽车", "车辆", "增长")
    )
    assert np.allclose(car, vehicle, atol=0.05) and not np.allclose(car, growth, atol=0.05)
    assert np.linalg.norm(car) == pytest.approx(2.4, abs=0.05)


def test_words_of_our_texts_come_first_and_cost_less(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "DIRECTIONS", 2)
    whole = lexicon(written, ["增长,"] * 9)
    assert (
        whole.costs[np.searchsorted(whole.keys, _key("增长"))] < whole.costs[np.searchsorted(whole.keys, _key("汽车"))]
    )
    monkeypatch.setattr(vectors, "_WORDS", 1)
    assert lexicon(written, []).keys.tolist() == [_key("汽车")]
    assert lexicon(written, ["增长,"] * 9).keys.tolist() == [_key("增长")]


def test_frequent_words_without_a_vector_are_known_all_the_same(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "DIRECTIONS", 2)
    made = lexicon(written, ["多少?"] * 9)
    assert made.rows[np.searchsorted(made.keys, _key("多少"))] == 0 and len(made.keys) == 4
