import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge import words
from knowledge.base import Added, Clause, Found
from knowledge.errors import Damaged, KnowledgeError, Missing, Unwritable
from knowledge.local import LocalKnowledgeBase
from knowledge.text import fold

ASKED = [
    Clause(field, term, 1.0) for field in ("words", "title", "path") for term in ("法治", "公务用车", "改革", "二")
] + [Clause("chars", character, 0.5) for character in "公务用车省"]


def made(folder: Path) -> LocalKnowledgeBase:
    return LocalKnowledgeBase(str(folder), create=True)


def statuses(added: Sequence[Added]) -> list[tuple[str, str]]:
    return [(one.path, one.status) for one in added]


def seen(found: Sequence[Found]) -> list[object]:
    """What a search shows: not the numbers that the records happen to give."""
    return [(hit.report.path, hit.passage, hit.section_path, hit.text, hit.score) for hit in found]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "inner").mkdir(parents=True)
    for number in range(5):
        (folder / f"报告{number}.txt").write_text(
            f"某市{number}年报告\n一、公务用车改革\n全省取消公务用车{number}千余台。\n二、法治\n推进法治。\n", "utf-8"
        )
    (folder / "inner" / "报告0.md").write_text("# 某县报告\n\n一、公务用车改革\n全省取消公务用车。\n", "utf-8")
    return folder


def test_the_shipped_report(base: LocalKnowledgeBase, shipped: Path, shipped_text: str) -> None:
    (summary,) = base.reports()
    assert (summary.path, summary.source, summary.encoding) == (shipped.name, str(shipped), "utf-8")
    assert (summary.characters, summary.head.title) == (len(shipped_text), shipped.stem)
    assert base.text(summary.id) == shipped_text
    report = base.report(summary.id)
    assert (report.text, len(report.passages)) == (shipped_text, summary.passages)
    assert base.size()[0] == summary.passages
    assert base.check() == []


def test_a_search_finds_passages_with_their_place(base: LocalKnowledgeBase, shipped_text: str) -> None:
    found = base.search([Clause("words", "公务用车", 1.0), Clause("words", "31000", 1.0)], 3)
    assert "31000余台" in found[0].text
    for hit in found:
        assert hit.text == shipped_text[hit.passage.lead : hit.passage.end]
        assert hit.section_path[-1].ordinal == hit.passage.section or hit.passage.section == 0
    assert [s.label for s in found[0].section_path] == ["一、", "(一)", "4."]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    (passage, text), *_ = base.neighbours(found[0].report.id, found[0].passage.ordinal, found[0].passage.ordinal)
    assert (passage, text) == (found[0].passage, found[0].text)


def test_searches_at_the_edges(base: LocalKnowledgeBase) -> None:
    number = base.reports()[0].id
    assert (
        base.search([], 5)
        == base.search(ASKED, 0)
        == base.search(ASKED, 5, [])
        == base.search(ASKED, 5, [number + 1])
        == []
    )
    assert len(base.search(ASKED, 3, [number])) == 3
    assert len(base.search(ASKED, 10**6)) == len({hit.id for hit in base.search(ASKED, 10**6)}) > 3
    assert base.search([Clause("words", "没有这个词", 1.0)], 5) == []
    assert base.neighbours(number, -5, 10**6) and not base.neighbours(number + 1, 0, 5)


def test_words(base: LocalKnowledgeBase) -> None:
    known = base.words(["公务用车", "没有这个词", "", *(f"词{i}" for i in range(2000))])
    assert set(known) == {"公务用车"}
    assert known["公务用车"].times >= known["公务用车"].passages > 1
    alike = base.words_that_sound([words.sound("公物用车"), "nothing"])
    assert [word.text for word in alike[words.sound("公务用车")]] == ["公务用车"]


def test_add_update_unchanged_remove(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("某报告\n一、甲\n公务用车三台。\n", "utf-8")
    base = made(tmp_path / "kb")
    assert base.search(ASKED, 5) == [] and base.reports() == [] and base.size() == (0, 0) and base.check() == []
    (added,) = base.add([str(file)])
    assert (added.path, added.status, added.passages, added.sections) == ("a.txt", "added", 3, 1)
    assert statuses(list(base.add([str(file), str(file)]))) == [("a.txt", "unchanged")] * 2
    file.write_text("某报告\n一、甲\n公务用车九台。\n", "utf-8")
    assert statuses(list(base.add([str(file), str(file)]))) == [("a.txt", "updated"), ("a.txt", "unchanged")]
    assert "九台" in base.search(ASKED, 1)[0].text
    base.close()
    base = LocalKnowledgeBase(str(tmp_path / "kb"))
    assert "九台" in base.search(ASKED, 1)[0].text
    (summary,) = base.reports()
    base.remove(summary.id)
    assert base.reports() == base.search(ASKED, 5) == []
    with pytest.raises(Missing):
        base.text(summary.id)
    base.remove(summary.id)


def test_a_folder_in_order(tmp_path: Path, reports: Path) -> None:
    base = made(tmp_path / "kb")
    assert statuses(list(base.add([str(reports)]))) == [(f"报告{n}.txt", "added") for n in range(5)] + [
        ("inner/报告0.md", "added")
    ]
    assert [summary.path for summary in base.reports()] == ["inner/报告0.md", *(f"报告{n}.txt" for n in range(5))]


def test_the_order_of_adding_does_not_show(tmp_path: Path, reports: Path) -> None:
    files = sorted(str(file) for file in reports.rglob("*.*"))
    # Another report of the same name: the source breaks the tie.
    (tmp_path / "z").mkdir()
    twin = tmp_path / "z" / "报告3.txt"
    twin.write_bytes((reports / "报告3.txt").read_bytes())
    orders = [[*files, str(twin)], [str(twin), *reversed(files)], [*files[3:], str(twin), *files[:3]]]
    shown = []
    for number, order in enumerate(orders):
        base = made(tmp_path / f"kb{number}")
        for file in order:
            list(base.add([file]))
        shown.append(
            (seen(base.search(ASKED, 50)), seen(base.search(ASKED, 2)), [s.source for s in base.reports()], base.size())
        )
    assert shown[0] == shown[1] == shown[2]
    assert len(shown[0][0]) > 10


def test_removing_what_was_added_leaves_no_trace(tmp_path: Path, reports: Path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")
    list(one.add([str(reports / "报告1.txt")]))
    list(other.add([str(reports)]))
    for summary in other.reports():
        if summary.path != "报告1.txt":
            other.remove(summary.id)
    assert seen(one.search(ASKED, 9)) == seen(other.search(ASKED, 9)) and one.size() == other.size()


def test_find(tmp_path: Path, reports: Path) -> None:
    base = made(tmp_path / "kb")
    list(base.add([str(reports)]))
    assert (
        base.find("报告1.txt").path
        == base.find(str(reports / "报告1.txt")).path
        == base.find("某市１年").path
        == "报告1.txt"
    )
    assert base.find("某縣報告").path == base.find("报告0.md").path == "inner/报告0.md"
    for name in ("没有", "", "  ", "某市", "报告"):
        with pytest.raises(Missing) as caught:
            base.find(name)
        assert len(caught.value.zh.splitlines()) == 1


def test_an_open_knowledge_base_sees_what_others_add(tmp_path: Path, reports: Path) -> None:
    reader = made(tmp_path / "kb")
    assert reader.search(ASKED, 5) == []
    writer = LocalKnowledgeBase(str(tmp_path / "kb"))
    list(writer.add([str(reports)]))
    assert len(reader.reports()) == 6 and seen(reader.search(ASKED, 9)) == seen(writer.search(ASKED, 9)) != []
    writer.remove(writer.find("报告1.txt").id)
    assert len(reader.reports()) == 5
    assert all(hit.report.path != "报告1.txt" for hit in reader.search(ASKED, 99))


def test_while_one_adds_another_reads_what_was_there(tmp_path: Path, reports: Path) -> None:
    writer = made(tmp_path / "kb")
    list(writer.add([str(reports / "报告1.txt")]))
    adding = writer.add([str(reports)])
    assert next(adding).path == "报告0.txt"
    reader = LocalKnowledgeBase(str(tmp_path / "kb"))
    assert {hit.report.path for hit in reader.search(ASKED, 9)} == {"报告1.txt"}
    assert [summary.path for summary in reader.reports()] == ["报告0.txt", "报告1.txt"]
    adding.close()  # whoever asked for it went away: what was added stays
    assert {hit.report.path for hit in reader.search(ASKED, 9)} == {"报告0.txt", "报告1.txt"}


def test_an_index_of_other_records_is_not_taken_for_theirs(tmp_path: Path, reports: Path) -> None:
    folder = tmp_path / "kb"
    base = made(folder)
    list(base.add([str(reports / "报告1.txt")]))
    base.close()
    for file in folder.glob("records.db*"):
        file.unlink()
    base = made(folder)
    assert base.search(ASKED, 5) == []
    list(base.add([str(reports / "inner")]))  # the same number of changes as the index that is left has
    assert {hit.report.path for hit in base.search(ASKED, 50)} == {"报告0.md"}
    assert len(list(folder.glob("index-*"))) == 1


def test_a_new_way_to_cut_words_cuts_all_anew(kb_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = LocalKnowledgeBase(str(kb_copy))
    size = before.size()
    before.close()
    monkeypatch.setattr(words, "VERSION", words.VERSION + 1)
    monkeypatch.setattr(words, "cut_report", lambda text: ["新", *text[:1]])
    base = LocalKnowledgeBase(str(kb_copy))
    assert base.size()[0] == size[0] != base.size()[1]
    assert base.words(["新"])["新"].passages == size[0] and not base.words(["公务用车"])
    assert len(list(kb_copy.glob("index-*"))) == 1


def test_the_stored_words_are_those_of_the_passages(kb_of_shipped: Path) -> None:
    db = sqlite3.connect(kb_of_shipped / "records.db")
    for text, start, lead, cut in db.execute("SELECT text, start, lead, words FROM passage"):
        assert cut.split() == list(words.cut_report(fold(text[start - lead :]).text))
    db.close()


def test_no_knowledge_base(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        LocalKnowledgeBase(str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "kb"):
        with pytest.raises(Unwritable):
            made(folder)
        with pytest.raises(KnowledgeError):
            LocalKnowledgeBase(str(folder))


def test_another_format_is_refused(kb_copy: Path) -> None:
    db = sqlite3.connect(kb_copy / "records.db")
    db.execute("UPDATE meta SET value = 99 WHERE key = 'format'")
    db.commit()
    db.close()
    with pytest.raises(Damaged, match="99"):
        LocalKnowledgeBase(str(kb_copy))
