import os
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from damage import ASKED, LONG, use

from knowledge.errors import Damaged
from knowledge.local import LocalKnowledgeBase

FLIPS = 1000 if LONG else 20


@pytest.fixture(scope="module")
def right(kb_of_shipped: Path) -> list[object]:
    base = LocalKnowledgeBase(str(kb_of_shipped))
    found = base.search(ASKED, 60)
    base.close()
    return list(found)


def index_of(folder: Path) -> Path:
    (index,) = folder.glob("index-*")
    return index


def answers(folder: Path) -> list[object]:
    base = LocalKnowledgeBase(str(folder))
    found = list(base.search(ASKED, 60))
    assert base.words(["公务用车"]) and base.size()[0] == 60
    base.close()
    return found


@pytest.mark.parametrize(
    "pattern",
    ["", "passages", "words.db", "passages/meta.json", "passages/*.term", "passages/*.idx", "passages/*.fast"],
)
def test_what_is_missing_is_built_anew(kb_copy: Path, right: list[object], pattern: str) -> None:
    for path in [index_of(kb_copy)] if not pattern else list(index_of(kb_copy).glob(pattern)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert answers(kb_copy) == right
    assert LocalKnowledgeBase(str(kb_copy)).check() == []


def test_an_index_of_an_earlier_state_is_built_anew(kb_copy: Path, right: list[object]) -> None:
    index = index_of(kb_copy)
    name = index.name.split("-")
    name[2] = str(int(name[2]) - 1)
    index.rename(kb_copy / "-".join(name))
    assert answers(kb_copy) == right
    assert index_of(kb_copy) == index


def test_a_build_that_was_broken_off_leaves_nothing(kb_copy: Path, right: list[object]) -> None:
    index = index_of(kb_copy)
    index.rename(kb_copy / f"{index.name}.123.tmp")
    assert answers(kb_copy) == right
    assert index_of(kb_copy) == index


def test_a_file_in_the_index_place_is_no_riddle(kb_copy: Path, shipped_text: str) -> None:
    index = index_of(kb_copy)
    shutil.rmtree(index)
    index.write_text("x")
    use(kb_copy, shipped_text)


def test_flips_are_read_through_or_the_index_is_built_anew(kb_copy: Path, shipped_text: str) -> None:
    index = index_of(kb_copy)
    draw = random.Random(None if LONG else 8)
    for _ in range(FLIPS):
        file = draw.choice([file for file in index.rglob("*") if file.is_file() and file.stat().st_size])
        data = bytearray(file.read_bytes())
        for _ in range(draw.choice((1, 1, 8))):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        # A new file in the old one's place: one that is mapped into memory may not be cut short by its own process.
        file.unlink()
        file.write_bytes(data[: draw.randrange(len(data))] if draw.random() < 0.2 else data)
        assert use(kb_copy, shipped_text) == []


def test_check_finds_flips_that_no_search_shows(kb_copy: Path, right: list[object]) -> None:
    (file,) = index_of(kb_copy).glob("passages/*.fieldnorm")
    data = bytearray(file.read_bytes())
    data[10] ^= 3
    file.write_bytes(data)
    base = LocalKnowledgeBase(str(kb_copy))
    assert base.check() == []
    assert base.search(ASKED, 60) == right
    (file,) = index_of(kb_copy).glob("passages/*.fieldnorm")
    assert file.read_bytes() != data


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("name", ["digest", "words.db", "passages/meta.json", "passages/more", "passages", ""])
def test_a_pipe_or_a_link_is_not_opened(kb_copy: Path, right: list[object], name: str) -> None:
    outside = kb_copy.parent / "outside"
    outside.mkdir()
    (outside / "file").write_text("precious")
    for make in (os.mkfifo, lambda path: path.symlink_to(outside), lambda path: path.symlink_to(outside / "file")):
        path = index_of(kb_copy) / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        make(path)
        assert answers(kb_copy) == right
        assert LocalKnowledgeBase(str(kb_copy)).check() == []
        assert (outside / "file").read_text() == "precious"


def test_a_table_of_words_without_end_is_not_read(kb_copy: Path, right: list[object]) -> None:
    db = sqlite3.connect(index_of(kb_copy) / "words.db")
    db.executescript(
        "DROP TABLE size; CREATE VIEW size AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
        " SELECT max(x) AS passages, 1 AS words FROM c"
    )
    db.close()
    assert answers(kb_copy) == right


def test_records_that_do_not_fit_together_give_no_index(kb_copy: Path) -> None:
    shutil.rmtree(index_of(kb_copy))
    db = sqlite3.connect(kb_copy / "records.db")
    db.execute("UPDATE passage SET section = 9999 WHERE ordinal = 20")
    db.commit()
    db.close()
    with pytest.raises(Damaged):
        answers(kb_copy)
