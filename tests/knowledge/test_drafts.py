"""An index that is written while reports are being added is the one that the records give."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from knowledge.base import Clause, Found
from knowledge.local import LocalKnowledgeBase, building

ASKED = [Clause(field, term, 1.0) for field in ("words", "title", "path") for term in ("法治", "公务用车", "改革")]
ASKED += [Clause("pairs", "很远", 1.0), Clause("chars", "3", 1.0)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports named in order, one of them empty (which is not added), and one in a folder below."""
    made = tmp_path / "reports"
    (made / "inner").mkdir(parents=True)
    for number in range(6):
        text = f"某市{number}年报告\n一、公务用车改革\n（一）法治\n全省取消公务用车{number}千余台。\n二、法治\n推进法治，路很远。\n"
        (made / f"甲{number}.txt").write_text(text if number != 3 else "", "utf-8")
    (made / "inner" / "甲.md").write_text("# 某县报告\n\n一、公务用车改革\n全省取消公务用车。\n", "utf-8")
    return made


def shown(base: LocalKnowledgeBase) -> tuple[Any, ...]:
    found: Sequence[Found] = base.search(ASKED, 50)
    hits = [(hit.report.path, hit.passage, hit.section_path, hit.text, hit.score) for hit in found]
    return hits, base.size(), base.words(["公务用车", "法治", "千"]), base.words_that_sound(["gong'wu"])


def finished(base: LocalKnowledgeBase, paths: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Add files; return, for each index that was built, whether a draft was taken as it was."""
    taken: list[bool] = []
    build: Callable[..., str] = building.build

    def watched(folder: str, records: Any, draft: building.Draft | None = None) -> str:
        taken.append(draft is not None and draft.reports == records.order())
        return build(folder, records, draft)

    with monkeypatch.context() as patched:
        patched.setattr(building, "build", watched)
        list(base.add(paths))
    return taken


def test_a_draft_is_the_index_that_the_records_give(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted = LocalKnowledgeBase(str(tmp_path / "drafted"), create=True)
    assert finished(drafted, sorted(map(str, folder.glob("*.txt"))), monkeypatch) == [True]
    first = shown(drafted)
    (index,) = (tmp_path / "drafted").glob("index-*")
    shutil.rmtree(index)
    assert shown(LocalKnowledgeBase(str(tmp_path / "drafted"))) == first
    assert drafted.check() == []


def test_out_of_order_it_does_not_count(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = sorted(map(str, folder.glob("*.txt")))
    orders = [names, names[::-1], [*names[3:], *names[:3], names[0]]]
    bases = [LocalKnowledgeBase(str(tmp_path / f"kb{number}"), create=True) for number in range(3)]
    taken = [finished(base, order, monkeypatch) for base, order in zip(bases, orders, strict=True)]
    assert taken == [[True], [False], [False]]
    assert shown(bases[0]) == shown(bases[1]) == shown(bases[2])
    # What is added later is no draft: others are there.
    assert finished(bases[0], [str(folder / "inner" / "甲.md")], monkeypatch) == [False]
    assert bases[0].size()[0] > bases[1].size()[0]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("the writer died")])
def test_where_it_goes_wrong_the_reports_are_stored(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    put = building.Draft.put

    def failing(draft: building.Draft, report: int, terms: Any) -> None:
        if report == 2:
            monkeypatch.setattr(building.Draft, "put", put)
            raise error
        put(draft, report, terms)

    monkeypatch.setattr(building.Draft, "put", failing)
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    assert finished(base, sorted(map(str, folder.glob("*.txt"))), monkeypatch) == [False]
    assert len(base.reports()) == 5 and base.check() == [] and len(base.search(ASKED, 50)) > 10
    assert not [name for name in os.listdir(tmp_path / "kb") if name.endswith(".tmp")]


def test_one_that_cannot_be_begun_leaves_nothing(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(building, "_schema", lambda: [][0])
        with pytest.raises(IndexError):
            building.Draft(str(tmp_path), None)  # type: ignore[arg-type]
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".tmp")]


def test_who_stops_adding_has_an_index_over_what_was_added(tmp_path: Path, folder: Path) -> None:
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    adding = base.add(sorted(map(str, folder.glob("*.txt"))))
    next(adding), next(adding)
    adding.close()
    assert len(base.reports()) == 2 and base.size()[0] > 4
    assert [
        name.startswith("index-") and not name.endswith(".tmp")
        for name in os.listdir(tmp_path / "kb")
        if "index" in name
    ] == [True]


def reports(folder: Path, numbers: Sequence[int]) -> list[str]:
    """Write reports named in order; return their paths."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"乙{number:02}.txt" for number in numbers]
    for path, number in zip(paths, numbers, strict=True):
        path.write_text(
            f"某市{number}年报告\n一、公务用车改革\n（一）法治\n取消公务用车{number}台，新词{number}丁。\n", "utf-8"
        )
    return list(map(str, paths))


@pytest.fixture
def gone_on(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each index that is built: whether it went on from the one there was."""
    seen: list[bool] = []
    begun: Callable[..., Any] = building._gone_on

    def watched(*asked: Any) -> Any:
        draft = begun(*asked)
        seen.append(draft is not None)
        return draft

    monkeypatch.setattr(building, "_gone_on", watched)
    return seen


def whole(tmp_path: Path, paths: Sequence[str]) -> tuple[Any, ...]:
    """Return what a knowledge base shows to which all reports were added at once."""
    base = LocalKnowledgeBase(str(tmp_path / "whole"), create=True)
    list(base.add(paths))
    return shown(base)


@pytest.mark.parametrize("links", [True, False])
def test_what_is_added_later_goes_on_from_the_index_there_is(
    tmp_path: Path, gone_on: list[bool], monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(building, "_linked", lambda _old, _new: False)
    paths = reports(tmp_path / "reports", range(20))
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    list(base.add(paths[10:]))
    del gone_on[:]
    for path in paths[:10]:  # more than tantivy leaves unmerged
        list(base.add([path]))
    assert gone_on == [True] * 10
    assert shown(base) == whole(tmp_path, paths)
    assert shown(LocalKnowledgeBase(str(tmp_path / "kb"))) == shown(base) and base.check() == []
    assert not [name for name in os.listdir(tmp_path / "kb") if name.endswith(".tmp")]


def test_where_a_report_goes_or_many_come_it_is_built_whole(tmp_path: Path, gone_on: list[bool]) -> None:
    paths = reports(tmp_path / "reports", range(9))
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    list(base.add(paths[:4]))
    base.remove(base.find("乙01.txt").id)
    Path(paths[2]).write_text("别的内容\n取消公务用车七台。\n", "utf-8")
    list(base.add([paths[2]]))
    list(base.add(paths[4:]))
    assert not any(gone_on)
    assert shown(base) == whole(tmp_path, [paths[0], *paths[2:]]) and base.check() == []


@pytest.mark.parametrize("damaged", ["*.store", "*.idx", "*.term", "meta.json", "words.db", "digest"])
@pytest.mark.parametrize("how", ["flipped", "cut short", "gone"])
def test_damage_is_not_handed_on(tmp_path: Path, damaged: str, how: str) -> None:
    paths = reports(tmp_path / "reports", range(6))
    LocalKnowledgeBase(str(tmp_path / "kb"), create=True).close()
    list(LocalKnowledgeBase(str(tmp_path / "kb")).add(paths[:5]))
    (path, *_) = (tmp_path / "kb").glob(f"index-*/**/{damaged}")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data if how == "flipped" else data[: len(data) // 2])
    if how == "gone":
        path.unlink()
    base = LocalKnowledgeBase(str(tmp_path / "kb"))
    list(base.add(paths[5:]))
    assert shown(base) == whole(tmp_path, paths)
    assert base.check() == []


@pytest.mark.parametrize(
    "broken", [("a",) * 6, ("a",) * 4, (1, "a", "a", "a", "a"), ("a", "a", "other words", "a", "a"), 5]
)
def test_terms_of_a_broken_process_are_not_taken(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, broken: Any
) -> None:
    """What a report that took over its process says of its terms: the index is built from the records instead."""
    from knowledge.adding import prepared

    made = prepared.rows_of

    def strange(*args: Any) -> Any:
        rows = made(*args)
        return rows._replace(terms=tuple(broken for _ in rows.terms))

    monkeypatch.setattr(prepared, "rows_of", strange)
    base = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    assert finished(base, sorted(map(str, folder.glob("*.txt"))), monkeypatch) == [False]
    assert base.check() == [] and len(base.search(ASKED, 50)) > 10
