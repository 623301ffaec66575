"""What is told of files while they are added."""

from pathlib import Path

from knowledge.base import Added
from qa.adding import left_out, summed, told


def test_a_file_read_in_part_says_what_is_missing():
    one = Added(
        "a.pdf", "added", 3, 1, ("第3页没有文字", "第5页没有文字", "编号不连续"), ("第3页没有文字", "第5页没有文字")
    )
    assert list(told(one)) == ["qa: a.pdf：只读出一部分：第3页没有文字（还有 1 处）", "a.pdf：编号不连续"]
    count = {"added": 2, "updated": 0, "unchanged": 0, "failed": 0, "in_part": 1}
    assert summed(count) == "添加 2 份，更新 0 份，未变 0 份，失败 0 份，其中 1 份只读出一部分"


def test_files_left_out_are_told_by_reason():
    ones = [Added(name, "left_out", zh="不认识的格式", en="unknown format") for name in "abcd"]
    assert list(left_out(ones)) == ["略过 4 个（不认识的格式）：a、b、c…"]


def test_the_knowledge_base_itself_is_no_report(qa, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("报告.md").write_text("# 报告\n\n一、全年新增绿地12公顷。\n", encoding="utf-8")
    assert qa("--kb", "kb", "add", ".").out == "添加 1 份，更新 0 份，未变 0 份，失败 0 份\n"
    assert qa("--kb", "kb", "add", ".").out == "添加 0 份，更新 0 份，未变 1 份，失败 0 份\n"
