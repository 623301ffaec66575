import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[train]'")

from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from qa.reader.network import load  # noqa: E402
from qa.train import reader, teacher  # noqa: E402
from qa.train.batches import PASSAGES, UNTAGGED, Batches, alphabet  # noqa: E402
from qa.train.examples import CMRC_TRAIN, Example  # noqa: E402
from qa.train.reader import Data, Learning, learn  # noqa: E402
from qa.train.teacher import Teacher  # noqa: E402
from tests.reader.lexicons import some_lexicon  # noqa: E402

_TEXTS = ["全省取消公务用车31000余台,取消比例达51%。", "年节约公务交通费用9亿元。", "印发管理办法。" * 30]


def _examples() -> list[Example]:
    return [
        Example("取消公务用车多少台?", {0: ((8, 15),)}, (1, 2), CMRC_TRAIN),
        Example("节约多少?", {1: ((9, 12),)}, (0,), CMRC_TRAIN),
        Example("局长是谁?", {}, (1,), CMRC_TRAIN),
        Example("节约费用多少?", {1: ((9, 12),)}, (0,), "cmrc", "a.txt"),
        Example("谁?", {}, (0, 1), "cail", "a.txt" if sum(map(ord, "a.txt")) % 2 else "b.txt"),
    ]


def test_the_alphabet_has_frequent_and_common_characters() -> None:
    characters, known = alphabet([*_TEXTS, "龘" * 3, "靁" * 4])
    assert characters.startswith("。") and "靁" in characters and "龘" not in characters and "啊" in characters
    assert len(set(characters)) == len(characters)
    assert known.encode("。")[0] == 2 and known.encode("龘")[0] == 1
    assert (known.rarity[1:] > 0).all() and known.rarity.max() <= 1 and known.rarity[0] == 0


@given(seed=st.integers(0, 500))
def test_each_example_is_in_one_batch_of_an_epoch(seed: int) -> None:
    _, known = alphabet(_TEXTS)
    made = Batches(_TEXTS, known, some_lexicon(_TEXTS), {})
    examples = _examples() * 9
    seen = []
    for batch in made.learning(examples, random.Random(seed)):
        seen += [example.question for example in batch.examples]
        for example, shown in zip(batch.examples, batch.shown, strict=True):
            assert len(shown) <= PASSAGES and sum(passage in example.gold for passage in shown) <= 1
            assert set(shown) <= {*example.gold, *example.others}
        assert (batch.tags == UNTAGGED).all()
        assert batch.passages.shape[:3] == batch.tags.shape == batch.features.shape[:3]
    assert sorted(seen) == sorted(example.question for example in examples)


@pytest.mark.skipif(teacher.folder() is None, reason="the installed jieba holds no lac_small")
def test_learning_writes_weights_that_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_TELL", 5)
    monkeypatch.setattr(reader, "_JUDGE", 10)
    lac = Teacher()
    data = Data(_TEXTS, _examples(), dict(enumerate(lac.tag(_TEXTS))))
    learning = Learning(data, lac, some_lexicon(_TEXTS), seed=1)
    out = tmp_path / "weights.bin"
    learn(learning, learning.teaching, epochs=64, out=out)  # 12 steps of three examples
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == ["5/12", "10/12", "10/12", "12/12"]
    assert "cmrc EM " in told[-1] and "cail ref " in told[-1]
    first, second = (float(line.split()[3]) for line in told[:2])
    assert second < first
    assert [path.name for path in tmp_path.iterdir()] == ["weights.bin"]
    network = load(out)
    (pick, *_) = network.picks(network.read("取消公务用车多少台?", _TEXTS[:2]))
    assert 0 <= pick.start < pick.end and pick.score < 0


@pytest.mark.skipif(teacher.folder() is None, reason="the installed jieba holds no lac_small")
def test_learning_goes_on_from_weights(tmp_path: Path) -> None:
    lac = Teacher()
    data = Data(_TEXTS, _examples(), {})
    first = Learning(data, lac, some_lexicon(_TEXTS), seed=1)
    learn(first, first.teaching, epochs=16, out=tmp_path / "first.bin")
    again = Learning(Data(["别的。" * 9], [], {}), lac, some_lexicon(["别的"]), seed=2, start=tmp_path / "first.bin")
    assert again.characters == first.characters
    assert again.lexicon.keys.tolist() == first.lexicon.keys.tolist()
    again.write(tmp_path / "second.bin")
    question, passages = "取消公务用车多少台?", _TEXTS[:2]
    one, two = (load(tmp_path / name).read(question, passages) for name in ("first.bin", "second.bin"))
    for before, after in zip(one.starts, two.starts, strict=True):
        assert after == pytest.approx(before, abs=0.05)
