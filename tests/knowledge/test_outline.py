from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from made_documents import TEXTS, reported

from knowledge.model import Report, section_path


def shown(report: Report) -> str:
    """The outline as a person would check it: level, label, title, where it stands, and its passages."""
    rows = []
    for section in report.sections:
        depth = len(section_path(report.sections, section.ordinal))
        heading = report.text[section.heading_start : section.heading_end]
        rows.append(f"{'  ' * depth}{section.label}|{section.title}|{section.start}-{section.end}|{heading!r}")
    return "\n".join(rows) + "\n"


def passages_shown(report: Report) -> str:
    return "".join(
        f"{p.ordinal} {p.section} {p.role} {p.lead}:{p.start}-{p.end} {report.text[p.start : p.end]}\n"
        for p in report.passages
    )


def tree(text: str) -> list[str]:
    report = reported(text)
    return [
        "/".join(s.label or s.title for s in section_path(report.sections, at)) for at in range(1, len(report.sections))
    ]


def test_the_shipped_report(shipped_text: str, golden: Callable[[str, str], None]) -> None:
    report = reported(shipped_text)
    golden("outline.txt", shown(report))
    golden("passages.txt", passages_shown(report))
    assert report.notes == ()


@given(TEXTS)
def test_sections_nest(text: str) -> None:
    report = reported(text)
    top, *rest = report.sections
    assert (top.ordinal, top.parent, top.level, top.start, top.end) == (0, None, 0, 0, len(text))
    for ordinal, section in enumerate(rest, 1):
        assert section.ordinal == ordinal and section.parent is not None and section.parent < ordinal
        parent = report.sections[section.parent]
        assert section.level > parent.level
        assert parent.start <= section.start < section.end <= parent.end
        assert section.start == section.heading_start < section.heading_end <= section.end
    for before, after in pairwise(rest):
        assert before.start < after.start
        assert after.start >= before.end or after.start >= before.heading_end, "inside, or after"
    for section in rest:
        children = [child for child in rest if child.parent == section.ordinal]
        assert all(a.end <= b.start for a, b in pairwise(children)), "siblings do not overlap"


@given(TEXTS)
def test_section_paths_lead_down_to_the_section(text: str) -> None:
    sections = reported(text).sections
    for section in sections[1:]:
        path = section_path(sections, section.ordinal)
        assert path[-1] == section and path[0].parent == 0
        assert all(child.parent == parent.ordinal for parent, child in pairwise(path))
    assert section_path(sections, 0) == ()


@given(TEXTS)
def test_the_same_text_gives_the_same_report(text: str) -> None:
    assert reported(text) == reported(text)


def test_numbers_that_skip_or_restart_are_kept_and_noted() -> None:
    report = reported("某报告\n一、甲\n三、丙\n一、又\n（二）乙\n")
    assert [s.label for s in report.sections[1:]] == ["一、", "三、", "一、", "（二）"]
    assert len(report.notes) == 3
    assert ["“三、”" in report.notes[0], "“一、”" in report.notes[1], "“（二）”" in report.notes[2]] == [True] * 3


def test_numbers_start_anew_in_each_section() -> None:
    report = reported("某报告\n一、甲\n1.子\n2.丑\n二、乙\n1.子\n2.丑\n")
    assert report.notes == ()


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (
            "某条例\n第一章 总则\n第一条 为了管理。\n第二条 本条例适用。\n第二章 附则\n第三条 施行。\n",
            ["第一章", "第一章/第一条", "第一章/第二条", "第二章", "第二章/第三条"],
        ),
        (
            "# 报告\n## 概况\n正文。\n## 成效\n### 一、改革\n正文。\n",
            ["概况", "成效", "成效/一、"],  # the title is the whole report
        ),
        (
            "某报告\n**改革成效**\n正文。\n**存在问题**\n正文。\n",
            ["改革成效", "存在问题"],
        ),
        (
            "某报告\n**加强建设。**新建道路三条。\n**加强管理。**清理积案。\n",
            ["加强建设", "加强管理"],
        ),
        (
            "某报告\n一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n一是己。二是庚。\n（二）辛\n",
            ["一、", "一、/（一）", "一、/（一）/1.", "一、/（一）/1./（1）", "一、/（一）/1./（1）/①",
             "一、/（一）/1./（1）/①/一是", "一、/（一）/1./（1）/①/二是", "一、/（二）"],
        ),
        ("某报告\n2020.是年份\n12.4国家宪法日开展活动。\n3.5亿元\n", []),
        ("", []),
        ("\ufeff", []),
    ],
)  # fmt: skip
def test_outlines(text: str, paths: list[str]) -> None:
    assert tree(text) == paths


def test_a_title_repeated_is_a_heading_and_no_section() -> None:
    report = reported("某报告\n\n正文。\n")
    assert [(p.role, p.section) for p in report.passages] == [("heading", 0), ("body", 0)]


def test_a_heading_runs_into_its_paragraph() -> None:
    text = "某报告\n1.加强管理。清理积案三件。\n"
    section = reported(text).sections[1]
    assert text[section.heading_start : section.heading_end] == "1.加强管理。"
    assert section.title == "加强管理"
    body = reported(text).passages[-1]
    assert (text[body.start : body.end], body.lead) == ("清理积案三件。", section.start)
