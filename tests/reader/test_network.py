"""The network in numpy: probabilities, passages side by side, and weights that are missing or damaged."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import Damaged
from qa.reader import WEIGHTS
from qa.reader.features import PASSAGE_LENGTH, QUESTION_LENGTH
from qa.reader.network import ANSWER_LENGTH, Network, Pick, Reading, load, save, total
from tests.reader.lexicons import lexicon_of

QUESTION = "全省一共取消了多少台公务用车?"
PASSAGES = (
    "依法推进全省事业单位公务用车改革,全省取消公务用车31000余台,取消车辆比例达51%。",
    "先后制定颁布地方标准6件,标准类规范性文件14件,内部标准24件。",
    "局长为组长。",
)
TEXT = st.text(st.sampled_from("全省公务用车取消了31000余台,。;!?《》()%a 😀"), max_size=60)

few = settings(max_examples=25)


@pytest.fixture(scope="session")
def network() -> Network:
    return load()


def bytes_of(reading: Reading) -> bytes:
    return (
        b"".join(array.tobytes() for array in (*reading.starts, *reading.states))
        + np.float64(reading.nothing).tobytes()
    )


@few
@given(TEXT.filter(bool), st.lists(TEXT, max_size=3))
def test_an_answer_starts_somewhere_or_nowhere(question: str, passages: list[str]) -> None:
    reading = load().read(question, passages)
    assert [len(one) for one in reading.starts] == [len(one) for one in reading.states] == list(map(len, passages))
    assert sum(map(total, reading.starts)) + np.exp(reading.nothing) == pytest.approx(1, abs=1e-4)


@few
@given(TEXT.filter(bool))
def test_an_answer_ends_somewhere_inside_the_passage(passage: str) -> None:
    network = load()
    (state,) = network.read(QUESTION, [passage]).states
    ends = network.ends(state, range(len(passage)))
    assert ends.shape == (len(passage), ANSWER_LENGTH)
    assert np.allclose(np.exp(ends).sum(axis=1), 1, atol=1e-4)
    for start, row in enumerate(ends):
        assert (row[len(passage) - start :] < -1e3).all()


def test_passages_side_by_side_differ_only_by_their_sum(network: Network) -> None:
    together = network.read(QUESTION, PASSAGES)
    for number, passage in enumerate(PASSAGES):
        alone = network.read(QUESTION, [passage])
        assert np.allclose(alone.states[0], together.states[number], atol=1e-3)
        apart = (alone.starts[0] - alone.nothing) - (together.starts[number] - together.nothing)
        assert np.allclose(apart, 0, atol=1e-3)


def test_an_empty_passage_and_none_at_all(network: Network) -> None:
    assert network.read(QUESTION, []).nothing == pytest.approx(0, abs=1e-6)
    reading = network.read(QUESTION, ["", PASSAGES[0], ""])
    assert [len(one) for one in reading.starts] == [0, len(PASSAGES[0]), 0]
    assert {pick.passage for pick in network.picks(reading)} == {1}


def test_what_is_too_long_is_cut(network: Network) -> None:
    long = PASSAGES[0] * 200
    reading = network.read(QUESTION, [long])
    assert len(reading.starts[0]) == PASSAGE_LENGTH
    assert bytes_of(reading) == bytes_of(network.read(QUESTION, [long[:PASSAGE_LENGTH]]))
    asked = QUESTION * 20
    assert bytes_of(network.read(asked, PASSAGES)) == bytes_of(network.read(asked[:QUESTION_LENGTH], PASSAGES))


@few
@given(TEXT.filter(bool), st.lists(TEXT, min_size=1, max_size=3), st.integers(1, 8), st.integers(2, 5))
def test_more_ends_of_a_start_add_less_probable_picks(
    question: str, passages: list[str], limit: int, each: int
) -> None:
    network = load()
    reading = network.read(question, passages)
    picks = network.picks(reading, limit, each)
    assert len({(pick.passage, pick.start, pick.end) for pick in picks}) == len(picks)
    assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)
    assert sum(np.exp(pick.score) for pick in picks) <= 1 + 1e-4
    assert all(0 <= pick.start < pick.end <= len(passages[pick.passage]) for pick in picks)
    first: dict[tuple[int, int], Pick] = {}
    for pick in picks:
        first.setdefault((pick.passage, pick.start), pick)
    assert list(first.values()) == network.picks(reading, limit)


@few
@given(TEXT.filter(bool), st.lists(TEXT, min_size=1, max_size=3), st.integers(1, 8))
def test_picks_are_spans_best_first(question: str, passages: list[str], limit: int) -> None:
    network = load()
    picks = network.picks(network.read(question, passages), limit)
    assert len(picks) == min(limit, sum(map(len, passages)))
    assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)
    for pick in picks:
        assert 0 <= pick.start < pick.end <= len(passages[pick.passage])
        assert pick.end - pick.start <= ANSWER_LENGTH and pick.score <= 1e-4
    assert len({(pick.passage, pick.start) for pick in picks}) == len(picks)


def test_two_runs_give_the_same_bytes(network: Network) -> None:
    anew = load.__wrapped__(WEIGHTS)
    assert bytes_of(network.read(QUESTION, PASSAGES)) == bytes_of(anew.read(QUESTION, PASSAGES))


def test_weights_that_are_missing(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        load(str(tmp_path / "none"))


def saved(folder: Path) -> Path:
    arrays = {
        "emb": np.arange(12, dtype=np.int8).reshape(4, 3),
        "rarity": np.ones(4, dtype=np.float16),
        "null": np.zeros(1, dtype=np.float32),
        **{f"words.{name}": array for name, array in lexicon_of(["公务", "用车"])._asdict().items()},
    }
    save(folder / "weights", arrays, "省台")
    return folder / "weights"


def test_weights_are_loaded_as_saved(tmp_path: Path) -> None:
    network = load(saved(tmp_path))
    assert network._at["emb"].tolist() == np.arange(12).reshape(4, 3).tolist()
    assert network._alphabet.rarity.dtype == np.float32
    assert network._lexicon.words("公务用车").ends.tolist() == [False, True, False, True]
    assert network._alphabet.encode("省市台").tolist() == [2, 1, 3]


@pytest.mark.parametrize("size", [0, 1, 40, -60, -5, -1])
def test_weights_that_are_cut_short_are_damaged(tmp_path: Path, size: int) -> None:
    whole = Path(WEIGHTS).read_bytes() if size < -40 else saved(tmp_path).read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(whole[:size])
    with pytest.raises(Damaged) as caught:
        load(path)
    assert str(path) in caught.value.zh and str(path) in caught.value.en


def test_every_flip_is_noticed(tmp_path: Path) -> None:
    whole = saved(tmp_path).read_bytes()
    draw, path = random.Random(1), tmp_path / "flipped"
    for at in range(len(whole)):
        data = bytearray(whole)
        data[at] ^= 1 << draw.randrange(8)
        path.write_bytes(data)
        load.cache_clear()
        with pytest.raises(Damaged):
            load(path)
    load.cache_clear()
