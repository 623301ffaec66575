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


def test_removing_what_was_added_leaves_no_trace(tmp_path: Path, reports: Path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")
    list(one.add([str(reports / "报告1.txt")]))
    list(other.add([str(reports)]))
    for summary in other.reports():
        if summary.path != "报告1.txt":
            other.remove(summary.id)
    assert seen(one.search(ASKED, 9)) == seen(other.search(ASKED, 9)) and one.size() == other.size()


def test_a_search_may_want_more_than_is_read_or_kept_at_once(
    tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = made(tmp_path / "kb")
    list(base.add([str(reports)]))
    expected = seen(base.search(ASKED, 50))
    assert len(expected) > 12
    monkeypatch.setattr("knowledge.local.records._AT_ONCE", 3)
    monkeypatch.setattr("knowledge.local._OUTLINES_KEPT", 2)
    again = LocalKnowledgeBase(str(tmp_path / "kb"))
    assert seen(again.search(ASKED, 50)) == expected
    assert len(again._sections) == 6
    assert again.search([Clause("chars", "县", 1.0)], 9) and len(again._sections) == 1


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
