import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from damage import ASKED, LONG, use

from knowledge.errors import Damaged, KnowledgeError
from knowledge.local import LocalKnowledgeBase
from knowledge.seal import LENGTH

FLIPS = 3000 if LONG else 100


def change(folder: Path, statement: str, *values: object) -> None:
    db = sqlite3.connect(folder / "records.db")
    assert db.execute(statement, values).rowcount > 0
    db.commit()
    db.close()


def test_a_whole_one_has_no_faults(kb_copy: Path, shipped_text: str) -> None:
    assert use(kb_copy, shipped_text) == []


@pytest.mark.parametrize("old,new", [("31000", "32000"), ("。", "！"), ("一", "")])
def test_a_text_that_was_changed_is_not_quoted(kb_copy: Path, old: str, new: str) -> None:
    change(kb_copy, "UPDATE report SET text = replace(text, ?, ?)", old, new)
    base = LocalKnowledgeBase(str(kb_copy))
    number = base.reports()[0].id
    for read in (base.text, base.report):
        with pytest.raises(Damaged, match="校验值"):
            read(number)
    assert len(base.check()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passage SET text = replace(text, '31000', '32000') WHERE text LIKE '%31000%'",
        "UPDATE passage SET start = start + 1, lead = lead + 1, end = end + 1 WHERE ordinal = 9",
        "DELETE FROM passage WHERE ordinal = 20",
        "UPDATE passage SET section = 9999 WHERE ordinal = 20",
        "UPDATE section SET parent = 7 WHERE ordinal = 7",
        "UPDATE section SET parent = 9 WHERE ordinal = 7",
        "UPDATE section SET parent = NULL WHERE ordinal = 7",
        "UPDATE section SET level = 'x' WHERE ordinal = 7",
        "DELETE FROM section WHERE ordinal = 7",
        "UPDATE section SET title = title || '等' WHERE ordinal = 7",
        "UPDATE section SET start = start - 1 WHERE ordinal = 7",
        "UPDATE section SET label = x'ff' WHERE ordinal = 7",
        "UPDATE report SET head = CAST(head AS BLOB)",
        "UPDATE report SET head = replace(head, '湖南', '湖北')",
        "UPDATE report SET head = replace(head, 'seal', 'sael')",
        "UPDATE report SET path = replace(path, '湖南', '湖北')",
        "UPDATE report SET notes = '[\"x\"]'",
        "UPDATE report SET encoding = 'gbk'",
        "UPDATE report SET head = '[]'",
        "UPDATE report SET head = '{\"fields\": 1}'",
        "UPDATE report SET notes = '{'",
        "UPDATE report SET characters = x'00ff'",
        "UPDATE report SET path = CAST(x'ff' AS TEXT)",
        "UPDATE report SET text = CAST(x'ff' AS TEXT)",
        "UPDATE report SET text = 5",
    ],
)
def test_records_that_do_not_fit_together_are_found(kb_copy: Path, shipped_text: str, statement: str) -> None:
    change(kb_copy, statement)
    assert use(kb_copy, shipped_text)
    base = LocalKnowledgeBase(str(kb_copy))
    assert base.check()


def test_records_from_before_there_were_seals(kb_copy: Path, shipped_text: str) -> None:
    change(kb_copy, "UPDATE report SET head = '{' || substr(head, ?)", LENGTH + 1)
    assert use(kb_copy, shipped_text) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE meta SET value = 'x'", "UPDATE meta SET value = 9e999", "DELETE FROM meta"]
)
def test_odd_meta(kb_copy: Path, shipped_text: str, statement: str) -> None:
    change(kb_copy, statement)
    assert use(kb_copy, shipped_text)


@pytest.mark.parametrize("table", ["meta", "report", "section", "passage"])
def test_a_table_is_gone(kb_copy: Path, shipped_text: str, table: str) -> None:
    db = sqlite3.connect(kb_copy / "records.db")
    db.execute(f"DROP TABLE {table}")
    db.close()
    assert use(kb_copy, shipped_text)


def bare(folder: Path) -> Path:
    """Leave the records alone in one file: no log beside it, no index."""
    db = sqlite3.connect(folder / "records.db")
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()
    return folder / "records.db"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"\0" * len(data),
        lambda data: b"not a database, but long enough to be taken for one" * 400,
        lambda data: data[:50],
        lambda data: data[:4096],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data[4096:],
        lambda data: data[:100] + b"\xff" * (len(data) - 100),
        lambda data: data + data,
    ],
)
def test_a_spoilt_file(kb_copy: Path, shipped_text: str, spoil: Callable[[bytes], bytes]) -> None:
    file = bare(kb_copy)
    data = file.read_bytes()
    file.write_bytes(spoil(data))
    complaints = use(kb_copy, shipped_text)
    assert complaints or spoil(data).startswith(data[:-1]), "what stands in the last byte may be of no account"


def test_a_spoilt_log(kb_copy: Path, shipped_text: str) -> None:
    for spoilt in (b"", b"x" * 9999, b"\x37\x7f\x06\x82" + b"\0" * 9999):
        (kb_copy / "records.db-wal").write_bytes(spoilt)
        use(kb_copy, shipped_text)


def test_garbage_cannot_be_added_to(tmp_path: Path, shipped: Path) -> None:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "records.db").write_bytes(b"garbage" * 1000)
    with pytest.raises(KnowledgeError):
        LocalKnowledgeBase(str(folder), create=True)
    assert (folder / "records.db").read_bytes() == b"garbage" * 1000


def test_bits_that_flip(kb_copy: Path, shipped_text: str) -> None:
    file = bare(kb_copy)
    data = file.read_bytes()
    draw = random.Random(None if LONG else 5)
    for _ in range(FLIPS):
        spoilt = bytearray(data)
        for _ in range(draw.choice((1, 1, 4, 40))):
            spoilt[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        file.write_bytes(spoilt)
        for beside in kb_copy.glob("records.db-*"):
            beside.unlink()
        use(kb_copy, shipped_text)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON report BEGIN SELECT load_extension('x'); END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE INDEX i ON passage (upper(text))",
        "CREATE TABLE others (x)",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
        "ALTER TABLE report ADD COLUMN more DEFAULT 9",
        "DROP TABLE report; CREATE VIEW report AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
        " SELECT x AS id, 'p' AS path, 's' AS source, 'utf-8' AS encoding, 'h' AS text_hash, 1 AS characters,"
        " 1 AS passages, '{}' AS head, '[]' AS notes FROM c",
        "DROP TABLE meta; CREATE VIEW meta AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
        " SELECT 'key' || x AS key, x AS value FROM c",
    ],
)
def test_what_a_stranger_put_there_is_not_opened(kb_copy: Path, shipped: Path, statement: str) -> None:
    db = sqlite3.connect(kb_copy / "records.db")
    db.executescript(statement)
    db.close()
    for create in (False, True):
        with pytest.raises(Damaged, match="没有写过"):
            LocalKnowledgeBase(str(kb_copy), create=create)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "records.db")
    db.execute("CREATE TABLE bookmarks (x)")
    db.close()
    before = (tmp_path / "records.db").read_bytes()
    for create in (False, True):
        with pytest.raises(KnowledgeError):
            LocalKnowledgeBase(str(tmp_path), create=create)
    assert (tmp_path / "records.db").read_bytes() == before


@pytest.mark.parametrize("column", ["head", "notes"])
def test_what_is_nested_without_end(kb_copy: Path, shipped_text: str, column: str) -> None:
    change(kb_copy, f"UPDATE report SET {column} = ?", "[" * 200_000)
    assert use(kb_copy, shipped_text)


def test_a_value_that_is_too_long(kb_copy: Path, shipped_text: str) -> None:
    change(kb_copy, "UPDATE report SET text = zeroblob(300000000)")
    assert use(kb_copy, shipped_text)


def test_a_pipe_a_link_or_a_folder_in_the_records_place(kb_copy: Path, shipped: Path) -> None:
    records, elsewhere = kb_copy / "records.db", kb_copy.parent / "elsewhere.db"
    records.rename(elsewhere)
    before = elsewhere.read_bytes()
    for make in (lambda: os.mkfifo(records), lambda: records.symlink_to(elsewhere), records.mkdir, lambda: records.symlink_to("gone")):  # fmt: skip
        make()
        for create in (False, True):
            with pytest.raises(Damaged, match="不是普通文件"):
                LocalKnowledgeBase(str(kb_copy), create=create)
        records.rmdir() if records.is_dir() else records.unlink()
    assert elsewhere.read_bytes() == before and not (kb_copy / "gone").exists()


@pytest.mark.parametrize("name", ["records.db-wal", "records.db-shm", "writer.lock"])
def test_a_pipe_or_a_link_beside_the_records(kb_copy: Path, shipped: Path, shipped_text: str, name: str) -> None:
    outside = kb_copy.parent / "outside"
    outside.write_text("precious")
    for make in (lambda: os.mkfifo(kb_copy / name), lambda: (kb_copy / name).symlink_to(outside)):
        (kb_copy / name).unlink(missing_ok=True)
        make()
        use(kb_copy, shipped_text)
        with suppress(KnowledgeError):
            list(LocalKnowledgeBase(str(kb_copy), create=True).add([str(shipped)]))
        assert outside.read_text() == "precious"


@pytest.mark.parametrize("heal", ["check", "add"])
def test_what_was_lost_with_the_log_is_told_until_it_is_mended(kb_copy: Path, tmp_path: Path, heal: str) -> None:
    other = tmp_path / "某市.txt"
    other.write_text("某市报告\n一、公务用车\n取消公务用车三台。\n", "utf-8")
    reader, writer = LocalKnowledgeBase(str(kb_copy)), LocalKnowledgeBase(str(kb_copy))
    with reader._records.snapshot():  # while somebody reads, the log cannot be emptied
        reader.reports()
        assert [one.status for one in writer.add([str(other)])] == ["added"]
        cut = Path(shutil.copytree(kb_copy, tmp_path / "cut"))
    (cut / "records.db-wal").unlink()
    base = LocalKnowledgeBase(str(cut))
    for _ in range(2):
        with pytest.raises(Damaged, match="丢失"):
            base.search(ASKED, 5)
    if heal == "check":
        assert ["丢失" in zh for zh, _ in base.check()] == [True]
    else:
        assert [one.status for one in base.add([str(other)])] == ["added"]
    assert base.check() == []
    assert {hit.report.path for hit in base.search(ASKED, 99)} == {summary.path for summary in base.reports()}
    reader.close()
    writer.close()


def test_the_log_is_emptied_when_all_is_added(kb_copy: Path, tmp_path: Path) -> None:
    other = tmp_path / "某市.txt"
    other.write_text("某市报告\n一、公务用车\n取消公务用车三台。\n", "utf-8")
    reader, writer = LocalKnowledgeBase(str(kb_copy)), LocalKnowledgeBase(str(kb_copy))
    assert reader.reports()
    assert [one.status for one in writer.add([str(other)])] == ["added"]
    assert not (kb_copy / "records.db-wal").stat().st_size
    assert len(reader.reports()) == 2
