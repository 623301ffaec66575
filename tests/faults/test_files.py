"""Files and folders as people have them: one bad among good ones, links, odd names."""

import os
from pathlib import Path

import pytest

from knowledge.base import Added, Clause
from knowledge.local import LocalKnowledgeBase

REPORT = "某报告\n一、甲\n公务用车三台。\n"


@pytest.fixture
def kb(tmp_path: Path) -> LocalKnowledgeBase:
    return LocalKnowledgeBase(str(tmp_path / "kb"), create=True)


def add(kb: LocalKnowledgeBase, *paths: Path) -> dict[str, Added]:
    added = {one.path: one for one in kb.add([str(path) for path in paths])}
    for one in added.values():
        assert (one.status in ("failed", "left_out")) == bool(one.zh and one.en)
        assert len(one.zh.splitlines()) <= 1 >= len(one.en.splitlines())
    return added


def test_a_bad_file_among_good_ones(kb: LocalKnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "d.txt"):
        (folder / name).write_text(REPORT, "utf-8")
    (folder / "b.txt").write_bytes(b"\0\1\2\3" * 99)
    (folder / "c.txt").write_bytes(b"")
    (folder / "e.docx.bak").write_bytes(b"x")
    (folder / ".hidden.txt").write_text(REPORT, "utf-8")
    (folder / "~$a.txt").write_bytes(b"x")
    os.mkfifo(folder / "f.txt")
    added = add(kb, folder, tmp_path / "gone.txt")
    assert {name: one.status for name, one in added.items()} == {
        "a.txt": "added", "b.txt": "failed", "c.txt": "failed", "d.txt": "added", "e.docx.bak": "left_out", "f.txt": "left_out",
        "gone.txt": "failed",
    }  # fmt: skip
    assert [summary.path for summary in kb.reports()] == ["a.txt", "d.txt"]
    assert kb.check() == []


def test_links_inside_a_folder_are_not_followed(kb: LocalKnowledgeBase, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.txt").write_text(REPORT, "utf-8")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "dir").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    assert {name: (one.status, one.en) for name, one in add(kb, folder).items()} == dict.fromkeys(
        ("dir", "link.txt", "loop"), ("left_out", "a link, not followed")
    )
    # Named by the user, a link is what it leads to.
    assert add(kb, folder / "link.txt")["link.txt"].status == "added"
    assert add(kb, outside / "secret.txt")["secret.txt"].status == "unchanged"


@pytest.mark.parametrize(
    "name",
    ["two\nlines.txt", "\x1b[31mred.txt", "\u202egpj.txt", "a\tb.txt", "'; DROP TABLE report;--.txt", "%s{0}.txt", "-h.txt", " .txt", "报告.TXT",
     "\udcff\udcfe.txt", "\u2028.txt", "x" * 240 + ".txt"],
)  # fmt: skip
def test_odd_names(kb: LocalKnowledgeBase, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_text(REPORT, "utf-8")
    (one,) = add(kb, folder).values()
    assert one.status == "added"
    (again,) = add(kb, folder / name).values()
    assert again.status == "unchanged"
    (summary,) = kb.reports()
    summary.path.encode("utf-8")
    assert kb.find(summary.path) == summary
    assert kb.search([Clause("words", "公务用车", 1.0)], 1)[0].report == summary
    (folder / name).write_bytes(b"\0")
    assert add(kb, folder).popitem()[1].status == "failed"
    assert add(kb, folder / ("gone" + name)).popitem()[1].status == "failed"
    assert kb.check() == []


@pytest.mark.parametrize(
    "text",
    ["\ufeff报告", "a", "一\n" * 3000, "一是二是" * 2000, "（" * 9999 + "一", "**" * 5000 + "a", "公务用车\x01" * 5 + "x" * 999, "报告\u2028正文公务用车改革法治政府\x0b\x0c\x85" + "正文" * 20,
     "一、" * 4000, "#" * 5000 + " a", "第一条 " * 3000, "公" * 20000, "，一是" * 3000, "😀" * 500 + "a", "日期" * 5000 + "：", " " * 50000 + "a"],
)  # fmt: skip
def test_odd_texts(kb: LocalKnowledgeBase, tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode("utf-8"))
    (one,) = add(kb, file).values()
    assert one.status == "added", one.en
    (summary,) = kb.reports()
    assert kb.text(summary.id) == text
    assert kb.check() == []


def test_a_file_that_vanishes_between_listing_and_reading(kb: LocalKnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(REPORT, "utf-8")
    adding = kb.add([str(folder)])
    assert next(adding).status == "added"
    (folder / "b.txt").unlink()
    assert [one.status for one in adding] == ["failed"]
    assert len(kb.reports()) == 1
