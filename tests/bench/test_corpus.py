"""The generated corpus: the same for the same arguments, read as the reports it is like."""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from knowledge.local import LocalKnowledgeBase
from knowledge.model import Report
from qa.scope import title_places
from tests.bench import corpus


@pytest.fixture(scope="module")
def pool() -> corpus.Pool:
    return corpus.pool([corpus.SHIPPED])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, pool: corpus.Pool) -> Iterator[LocalKnowledgeBase]:
    folder = tmp_path_factory.mktemp("corpus")
    assert corpus.write(folder / "reports", 12 * corpus.PASSAGES, pool) == 12
    opened = LocalKnowledgeBase(str(folder / "kb"), create=True)
    assert [added.status for added in opened.add([str(folder / "reports")])] == ["added"] * 12
    yield opened
    opened.close()


def _report(base: LocalKnowledgeBase, at: int = 0) -> Report:
    return base.report(base.reports()[at].id)


def test_the_same_arguments_give_the_same_files(tmp_path: Path, pool: corpus.Pool) -> None:
    def written(name: str, seed: int) -> dict[str, bytes]:
        corpus.write(tmp_path / name, 1000, pool, seed)
        return {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.md")}

    first = written("a", 1)
    assert first == written("b", 1) and len(first) == 12
    assert first.keys() == written("c", 2).keys() and first != written("c", 2)


def test_a_larger_corpus_begins_with_the_smaller_one(tmp_path: Path, pool: corpus.Pool) -> None:
    corpus.write(tmp_path / "small", 500, pool)
    corpus.write(tmp_path / "large", 2000, pool)
    small = list((tmp_path / "small").rglob("*.md"))
    assert small and all(
        path.read_bytes() == (tmp_path / "large" / path.relative_to(tmp_path / "small")).read_bytes() for path in small
    )


def test_reports_have_the_sections_and_the_size_of_real_ones(base: LocalKnowledgeBase) -> None:
    passages, _ = base.size()
    assert passages == pytest.approx(12 * corpus.PASSAGES, rel=0.25)
    for summary in base.reports():
        sections = base.report(summary.id).sections
        parts = [section for section in sections[1:] if section.parent == 0]
        assert [part.label for part in parts] == ["一、", "二、", "三、"]
        inner = [[s.label for s in sections if s.parent == part.ordinal] for part in parts]
        assert [labels[:4] for labels in inner] == [
            ["（一）", "（二）", "（三）", "（四）"],
            [],
            ["（一）", "（二）", "（三）", "（四）"],
        ]
        assert not summary.notes  # nothing skips or restarts


def test_a_report_is_of_its_place_and_year(base: LocalKnowledgeBase) -> None:
    assert [summary.path for summary in base.reports()][:2] == [
        "000/北京市2016年政府工作报告.md",
        "000/北京市2017年政府工作报告.md",
    ]
    text = _report(base).text
    assert text.startswith("北京市2016年政府工作报告\n") and "2015年工作回顾" in text


def test_sentences_are_real_but_for_places_years_and_figures() -> None:
    one = corpus.Sentence("2020年,云南粮食产量达到1895.9万吨，增长1.4%。", 2021, "云南")
    varied = corpus._varied(one, corpus.Place("安阳市", "安阳"), 2024, random.Random(1))
    assert varied.startswith("2023年,安阳粮食产量达到") and varied.endswith("%。")
    assert len(varied) == len(one.text) and "1895.9" not in varied


def test_places_are_many_and_each_is_one_of_its_own() -> None:
    places = list(islice(corpus.places(0), 3000))
    assert len({place.name for place in places}) == 3000
    assert places == list(islice(corpus.places(0), 3000))
    of = [title_places(f"{place.name}2020年政府工作报告") for place in places]
    assert all(of) and len({name for names in of for name in names}) > 1500
