"""The plain engines that the knowledge base is measured beside find what they should."""

from pathlib import Path

import pytest

from tests.bench.plain import ENGINES, K, with_texts


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_finds_passages_with_the_words(name: str, kb_of_shipped: Path, tmp_path: Path) -> None:
    records = kb_of_shipped / "records.db"
    search = ENGINES[name](records, tmp_path)
    if search is None:
        pytest.skip(f"{name} is not installed")
    found = with_texts(search, records)(["公务用车", "取消"])
    assert 0 < len(found) <= K
    assert any("取消公务用车31000余台" in text for _, text in found)
