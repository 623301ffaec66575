from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[train]'")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from qa.reader.features import Alphabet, match  # noqa: E402
from qa.reader.lexicon import alike  # noqa: E402
from qa.reader.network import Network, load, save  # noqa: E402
from qa.train.network import MATCHES, Reader, stored  # noqa: E402
from tests.reader.lexicons import some_lexicon  # noqa: E402

_CHARACTERS = "全省取消公务用车31000余台,年节约费用9亿元。多少几次什么部门的是了在"
_LEXICON = some_lexicon([_CHARACTERS])
_TAGS = 7
# Embeddings are stored in 8 bits and all else in 16: logarithms of probabilities move by this much at most.
_TOLERANCE = 0.05


def _alphabet() -> Alphabet:
    numbers = np.ones(0x10000, dtype=np.uint16)
    for number, character in enumerate(_CHARACTERS, 2):
        numbers[ord(character)] = number
    # Sixteenths are exact in 16 bits.
    rarity = np.arange(len(_CHARACTERS) + 2, dtype=np.float32) % 16 / 16
    return Alphabet(numbers, rarity)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reader, Network]:
    """The same random weights in torch and, by way of a file, in numpy."""
    torch.manual_seed(3)
    made = Reader(len(_CHARACTERS) + 2, _TAGS, _LEXICON).eval()
    path: Path = tmp_path_factory.mktemp("weights") / "weights.bin"
    save(path, stored(made.state_dict(), _alphabet().rarity, _LEXICON), _CHARACTERS)
    return made, load(path)


_text = st.text(st.sampled_from(_CHARACTERS + "外"), min_size=1, max_size=40)


@settings(max_examples=40)
@given(question=_text, passages=st.lists(_text, min_size=1, max_size=3))
def test_torch_and_numpy_agree_on_starts_and_ends(
    both: tuple[Reader, Network], question: str, passages: list[str]
) -> None:
    made, network = both
    known = _alphabet()
    longest = max(map(len, passages))
    numbers = np.zeros((1, len(passages), longest, 2), dtype=np.int64)
    features = np.zeros((*numbers.shape[:3], MATCHES), dtype=np.float32)
    words = _LEXICON.words(question)
    for row, passage in enumerate(passages):
        encoded, told = known.encode(passage), _LEXICON.words(passage)
        numbers[0, row, : len(passage)] = np.stack([encoded, told.numbers], 1)
        matched = match(question, passage, known.rarity[encoded]), alike(words, told, _LEXICON)
        features[0, row, : len(passage)] = np.concatenate(matched, 1)
    with torch.no_grad():
        asked = torch.from_numpy(np.stack([known.encode(question), words.numbers], 1))[None]
        states, starts, tags = made(asked, torch.from_numpy(numbers), torch.from_numpy(features))
        odds = made.odds(starts)[0].numpy()
    assert tags.shape == (len(passages), longest, _TAGS)
    reading = network.read(question, passages)
    assert reading.nothing == pytest.approx(odds[-1], abs=_TOLERANCE)
    for row, passage in enumerate(passages):
        begin = row * longest
        np.testing.assert_allclose(reading.starts[row], odds[begin : begin + len(passage)], atol=_TOLERANCE)
        begins = list(range(len(passage)))
        with torch.no_grad():
            mask = torch.from_numpy(numbers[0, row, :, 0] > 0).float().expand(len(begins), -1)
            shown = states[0, row].expand(len(begins), -1, -1)
            ends = made.ends(shown, torch.tensor(begins), mask).log_softmax(1).numpy()
        found = network.ends(reading.states[row], begins)
        inside = ends > -1e3
        np.testing.assert_allclose(found[inside], ends[inside], atol=_TOLERANCE)
        assert (found[~inside] < -1e3).all()


def test_padding_beside_a_longer_passage_changes_nothing(both: tuple[Reader, Network]) -> None:
    made, _ = both
    with torch.no_grad():
        asked, short = torch.tensor([[[2, 1], [3, 1], [4, 0]]]), torch.tensor([[[[5, 0], [6, 2], [7, 2], [8, 0]]]])
        alone, *_ = made(asked, short, torch.zeros(1, 1, 4, MATCHES))
        padded = torch.cat([short, torch.zeros(1, 1, 30, 2, dtype=torch.int64)], 2)
        beside, starts, _ = made(asked, padded, torch.zeros(1, 1, 34, MATCHES))
    np.testing.assert_allclose(beside[:, :, :4].numpy(), alone.numpy(), atol=1e-5)
    assert (beside[:, :, 4:] == 0).all() and (starts[:, :, 4:] < -1e3).all()
