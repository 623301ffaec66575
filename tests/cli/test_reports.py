"""Adding, listing, showing, removing and checking reports."""

import json
import sqlite3
from pathlib import Path

import pytest

from qa.bot import shipped_reports
from qa.cli import DONE, NO_ANSWER, WRONG

SHIPPED = next(Path(shipped_reports()).glob("*.txt"))


@pytest.fixture
def own(tmp_path) -> str:
    return str(tmp_path / "own")


@pytest.fixture
def folder(tmp_path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / SHIPPED.name).write_bytes(SHIPPED.read_bytes())
    return reports


def test_add_again_and_changed(qa, own: str, folder: Path):
    got = qa("--kb", own, "add", str(folder))
    assert (got.code, got.out, got.err) == (DONE, "添加 1 份，更新 0 份，未变 0 份，失败 0 份\n", "")
    assert qa("--kb", own, "add", str(folder)).out == "添加 0 份，更新 0 份，未变 1 份，失败 0 份\n"
    with (folder / SHIPPED.name).open("a", encoding="utf-8") as file:
        file.write("\n三、其他\n\n全年新增绿地12公顷。\n")
    assert qa("--kb", own, "add", str(folder)).out == "添加 0 份，更新 1 份，未变 0 份，失败 0 份\n"
    assert qa("--kb", own, "ask", "全年新增绿地多少公顷?").out.startswith("12公顷\n")


def test_bad_files_are_named_and_the_good_ones_added(qa, own: str, folder: Path):
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    (folder / "empty.md").write_bytes(b"")
    got = qa("--kb", own, "add", str(folder), str(folder / "none.txt"))
    assert got.code == WRONG
    assert got.out == "添加 1 份，更新 0 份，未变 0 份，失败 3 份\n"
    lines = got.err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("qa: ") for line in lines)
    for name, line in zip(("binary.txt", "empty.md", "none.txt"), lines, strict=True):
        assert name in line


def test_what_becomes_of_each_file_as_json(qa, own: str, folder: Path):
    (folder / "empty.md").write_bytes(b"")
    got = qa("--kb", own, "add", str(folder), "--json")
    assert (got.code, got.err) == (WRONG, "")
    bad, good = map(json.loads, got.out.splitlines())
    assert (bad["path"], bad["status"], bad["number"], bad["of"]) == ("empty.md", "failed", 1, 2)
    assert "空文件" in bad["reason"]
    assert (good["path"], good["status"], good["reason"]) == (SHIPPED.name, "added", None)
    assert good["passages"] > 50 and good["sections"] > 10


def test_nothing_to_add(qa, own: str, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    got = qa("--kb", own, "add", str(empty))
    assert (got.code, got.out) == (WRONG, "")
    assert str(empty) in got.error


def test_place_that_cannot_be_written(qa, tmp_path, folder: Path):
    (tmp_path / "file").write_text("x")
    got = qa("--kb", str(tmp_path / "file" / "kb"), "add", str(folder))
    assert got.code == WRONG
    assert got.error


def test_odd_numbering_is_told(qa, own: str, tmp_path):
    file = tmp_path / "odd.txt"
    file.write_text("某县工作报告\n\n一、工作\n\n开展检查3次。\n\n三、其他\n\n没有。\n", encoding="utf-8")
    got = qa("--kb", own, "add", str(file))
    assert got.code == DONE
    assert "odd.txt" in got.error
    assert "三、" in got.error


def test_list(qa):
    got = qa("list")
    assert (got.code, got.err) == (DONE, "")
    path, title, _, date, number, passages = got.out.rstrip("\n").split("\t")
    assert (path, title) == (SHIPPED.name, SHIPPED.stem)
    assert (date, number) == ("2021-03-17", "430S00/2023-015886")
    assert int(passages) > 30


def test_show_outline(qa):
    got = qa("show", "法治政府")
    assert (got.code, got.err) == (DONE, "")
    lines = got.out.splitlines()
    assert lines[0] == SHIPPED.stem
    assert "一、推进法治政府建设的主要举措和成效  第13行" in lines
    assert "    4.加强机关事务治理能力建设  第23行" in lines


@pytest.mark.parametrize(
    "name",
    [
        "一(一)4",
        "一、(一)4.",
        "一、→(一)→4.",
        "一（一）4",
        "(一)4",
        "一 (一) 4",
        "加强机关事务治理能力建设",
        "治理能力",
        "4.加强机关事务治理能力建设",
    ],
)
def test_show_section(qa, name: str):
    got = qa("show", SHIPPED.name, name)
    assert (got.code, got.err) == (DONE, "")
    assert got.out.startswith("4.加强机关事务治理能力建设。依法推进")
    assert got.out.endswith("节支率7%。\n")


def test_show_section_run_in_and_whole_part(qa):
    assert qa("show", SHIPPED.name, "一(七)四是").out.startswith("四是认真开展网上学法考法")
    whole = qa("show", SHIPPED.name, "一").out
    assert whole.startswith("一、推进")
    assert "(七)加强法治宣传教育" in whole
    assert "二、主要负责人" not in whole


def test_show_what_is_not_there_or_not_clear(qa):
    assert "第九" in qa("show", SHIPPED.name, "第九").error
    assert "指哪一节" in qa("show", SHIPPED.name, "法治").error
    assert "指哪一节" in qa("show", SHIPPED.name, "(一)").error
    assert qa("show", SHIPPED.name, " ").code == WRONG
    assert qa("show", "没有这份").code == WRONG


def test_windows_line_ends_and_control_characters(qa, own: str, tmp_path):
    file = tmp_path / "crlf.txt"
    text = "某县\x1b[31m工作报告\r\n\r\n一、工作\r\n\r\n开展检查\u202e3次。\r\n"
    file.write_bytes(text.encode())
    qa("--kb", own, "add", str(file))
    for argv in (["list"], ["show", "crlf.txt"], ["show", "crlf.txt", "一"], ["ask", "开展检查几次?"]):
        got = qa("--kb", own, *argv)
        assert got.code == DONE, got.err
        assert not set(got.out) & set("\x1b\r\u202e")
    assert qa("--kb", own, "show", "crlf.txt", "一").out == "一、工作\n\n开展检查⟨202E⟩3次。\n"


def test_remove(qa, own: str, folder: Path):
    qa("--kb", own, "add", str(folder))
    assert qa("--kb", own, "remove", "没有这份").code == WRONG
    got = qa("--kb", own, "remove", "法治政府")
    assert (got.code, got.out) == (DONE, f"已移除 {SHIPPED.name}\n")
    got = qa("--kb", own, "list")
    assert (got.code, got.out) == (DONE, "")
    assert "qa add" in got.error
    assert qa("--kb", own, "ask", "取消了多少台公务用车?").code == NO_ANSWER
    assert (folder / SHIPPED.name).exists()


def test_check(qa, own: str, folder: Path):
    qa("--kb", own, "add", str(folder))
    got = qa("--kb", own, "check")
    assert (got.code, got.out, got.err) == (DONE, "1 份报告，全部完好\n", "")
    with sqlite3.connect(f"{own}/records.db") as db:
        db.execute("UPDATE report SET text = replace(text, '31000', '32000')")
    db.close()
    got = qa("--kb", own, "check")
    assert (got.code, got.out) == (WRONG, "")
    assert SHIPPED.name in got.error
    got = qa("--kb", own, "ask", "取消了多少台公务用车?")
    assert (got.code, got.out) == (WRONG, "")
    assert got.error


def test_records_that_are_no_records(qa, own: str):
    Path(own).mkdir()
    (Path(own) / "records.db").write_bytes(b"not a database" * 100)
    for argv in (["list"], ["ask", "x"], ["check"], ["show", "x"], ["remove", "x"]):
        got = qa("--kb", own, *argv)
        assert (got.code, got.out) == (WRONG, "")
        assert got.error


def test_what_was_left_out_of_a_folder_is_named(qa, own: str, folder: Path):
    for name in ("a.xls", "b.xls", "c.png", "d.ppt"):
        (folder / name).write_bytes(b"x")
    (folder / "link.txt").symlink_to(SHIPPED)
    got = qa("--kb", own, "add", str(folder))
    assert (got.code, got.out) == (DONE, "添加 1 份，更新 0 份，未变 0 份，失败 0 份，略过 5 个\n")
    assert got.err.splitlines() == [
        "略过 4 个（不认识的格式）：a.xls、b.xls、c.png…",
        "略过 1 个（链接，没有跟随）：link.txt",
    ]


def test_files_that_changed_or_went_are_told_by_check(qa, own: str, folder: Path):
    (folder / "gone.txt").write_text("某县报告\n\n新增绿地12公顷。\n", "utf-8")
    (folder / "changed.txt").write_text("某市报告\n\n新增绿地13公顷。\n", "utf-8")
    assert qa("--kb", own, "add", str(folder)).code == DONE
    (folder / "gone.txt").unlink()
    (folder / "changed.txt").write_text("某市报告\n\n新增绿地14公顷。\n", "utf-8")
    got = qa("--kb", own, "check")
    assert (got.code, got.out) == (DONE, "3 份报告，全部完好\n")
    changed, gone = got.err.splitlines()
    assert changed == "changed.txt：文件改过了，请 qa add 更新"
    assert gone.startswith("gone.txt：原来的文件读不到了")
    assert qa("--kb", own, "ask", "某市新增绿地多少公顷?").out.startswith("13公顷\n")
