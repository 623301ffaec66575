import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[train]'")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from qa.train import teacher  # noqa: E402
from qa.train.teacher import Teacher  # noqa: E402

pytestmark = pytest.mark.skipif(teacher.folder() is None, reason="the installed jieba holds no lac_small")


@pytest.fixture(scope="module")
def lac() -> Teacher:
    return Teacher()


def _cut(text: str, names: list[str]) -> list[str]:
    """Return the words of a text, each with its kind."""
    words: list[str] = []
    for character, name in zip(text, names, strict=True):
        if name.endswith("-I") and words:
            words[-1] += character
        else:
            words.append(f"{name.removesuffix('-B')}:{character}")
    return words


def test_it_finds_words_and_names(lac: Teacher) -> None:
    text = "2019年3月,湖南省机关事务管理局印发《公务用车管理办法》,局长王群在长沙讲话。"
    (names,) = lac.named([text])
    words = _cut(text, names)
    assert "TIME:2019年3月" in words
    assert "ORG:湖南省机关事务管理局" in words
    assert "PER:王群" in words
    assert "LOC:长沙" in words
    assert "v:印发" in words


def test_texts_side_by_side_are_tagged_as_alone(lac: Teacher) -> None:
    texts = ["全省取消公务用车31000余台。", "越南罗马天主教枢机范廷颂。", "年节约公务交通费用9亿余元,取消车辆比例达51%"]
    together = lac.tag(texts)
    for text, tags in zip(texts, together, strict=True):
        assert tags.tolist() == lac.tag([text])[0].tolist()


@settings(max_examples=20)
@given(st.lists(st.text("全省取消,。公务用车 \nabc𠮷", max_size=300), max_size=3))
def test_every_character_has_a_tag(lac: Teacher, texts: list[str]) -> None:
    assert [len(tags) for tags in lac.tag(texts)] == [len(text) for text in texts]


@given(st.text("全省,。\n", max_size=600))
def test_pieces_are_the_text(text: str) -> None:
    pieces = teacher._pieces(0, text)
    assert "".join(piece for _, _, piece in pieces) == text
    assert all(text.startswith(piece, at) and 0 < len(piece) <= 120 for _, at, piece in pieces)
