"""Invariant 2: passages, headings and the gaps between them are the text, and the gaps hold nothing to read."""

import random
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made_documents import TEXTS, marked, read, reported

from knowledge import readers
from knowledge.errors import Unreadable
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


@given(TEXTS, st.lists(st.sampled_from(["heading", "header", "row", "plain", ""]), max_size=12))
@example("一、甲\n二、乙 | 丙\n三、丁 | 戊\n四、己", ["", "header", "row", ""])
def test_any_text_with_marks(text: str, kinds: list[str]) -> None:
    report = reported(text, marks=marked(text, kinds))
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


@pytest.mark.parametrize("kind", ["docx", "html", "ofd", "pdf"])
def test_real_files(shared: Path, kind: str) -> None:
    read_any = False
    for file in sorted((shared / "samples" / kind).iterdir()):
        with suppress(Unreadable):
            report = read(readers.read(str(file))[1], file.name)
            check_partition(report)
            check_passages(report)
            assert all(before <= after <= len(report.text) for before, after in pairwise(report.pages))
            read_any = True
    assert read_any
