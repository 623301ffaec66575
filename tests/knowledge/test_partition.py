"""Invariant 2: passages, headings and the gaps between them are the text, and the gaps hold nothing to read."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from made_documents import TEXTS, reported

from knowledge import readers
from knowledge.model import Report

DECORATION = set("-—=*_#·\ufeff")


def check_partition(report: Report) -> None:
    text = report.text
    spans = {(p.start, p.end) for p in report.passages} | {
        (s.heading_start, s.heading_end) for s in report.sections[1:]
    }
    at, joined = 0, ""
    for start, end in sorted(spans):
        assert at <= start < end, "spans neither overlap nor are empty"
        gap = text[at:start]
        assert all(c.isspace() or c in DECORATION for c in gap), f"dropped: {gap!r}"
        joined += gap + text[start:end]
        at = end
    assert all(c.isspace() or c in DECORATION for c in text[at:]), f"dropped: {text[at:]!r}"
    assert joined + text[at:] == text


def check_passages(report: Report) -> None:
    text = report.text
    assert [p.ordinal for p in report.passages] == list(range(len(report.passages)))
    for before, after in pairwise(report.passages):
        assert before.end <= after.start
    for passage in report.passages:
        section = report.sections[passage.section]
        assert section.start <= passage.lead <= passage.start < passage.end <= section.end
        assert text[passage.start : passage.end].strip(), "no passage without text"


@given(TEXTS)
@example("一是  二是  三是")
@example("一、甲**\n**")
@example("**一、甲。**乙")
@example("**甲乙。** 丙丁\n** **甲\n")
@example("# ** **\n#\n# #")
@example("---\ntitle: 甲\n乙：丙\n")
@example("　\x1c\x85\u2028甲\u2029\x0b")
def test_any_text(text: str) -> None:
    report = reported(text)
    check_partition(report)
    check_passages(report)


def test_the_shipped_report(shipped_text: str) -> None:
    report = reported(shipped_text)
    check_partition(report)
    check_passages(report)


@pytest.mark.parametrize("kind", ["provinces", "policy", "cmrc", "drcd", "cail"])
def test_real_reports(shared: Path, kind: str) -> None:
    files = sorted((shared / "eval" / kind / "reports").iterdir())
    for file in random.Random(7).sample(files, min(12, len(files))):
        _, document = readers.read(str(file))
        report = reported(document.text, file.name)
        check_partition(report)
        check_passages(report)
