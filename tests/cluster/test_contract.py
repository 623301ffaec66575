"""What every knowledge base does, whatever keeps it: each test runs on the local one and on a real cluster."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge import words
from knowledge.base import Added, Clause, Found, KnowledgeBase
from knowledge.errors import KnowledgeError, Missing
from knowledge.local import LocalKnowledgeBase
from knowledge.text import fold
from tests.cluster.conftest import Opener

ASKED = [
    Clause(field, term, 1.0) for field in ("words", "title", "path") for term in ("法治", "公务用车", "改革", "二")
] + [Clause("chars", character, 0.5) for character in "公务用车省"]
EVERYTHING = 10**6


def statuses(added: Sequence[Added]) -> list[tuple[str, str]]:
    return [(one.path, one.status) for one in added]


def seen(found: Sequence[Found]) -> list[object]:
    """What a search shows: not the numbers that the records happen to give."""
    return [(hit.report.path, hit.passage, hit.section_path, hit.text, hit.score) for hit in found]


def paths(found: Sequence[Found]) -> set[str]:
    return {hit.report.path for hit in found}


@pytest.fixture
def base(opened: Opener, shipped: Path) -> KnowledgeBase:
    base = opened()
    assert statuses(list(base.add([str(shipped)]))) == [(shipped.name, "added")]
    return base


def test_the_shipped_report(base: KnowledgeBase, shipped: Path, shipped_text: str) -> None:
    (summary,) = base.reports()
    assert (summary.path, summary.source, summary.encoding) == (shipped.name, str(shipped), "utf-8")
    assert (summary.characters, summary.head.title) == (len(shipped_text), shipped.stem)
    assert base.text(summary.id) == shipped_text
    report = base.report(summary.id)
    assert (report.text, len(report.passages)) == (shipped_text, summary.passages)
    assert base.size()[0] == summary.passages
    assert base.check() == [] == base.drift()


def test_reports_are_the_same_sequence_until_they_change(opened: Opener, reports: Path) -> None:
    base = opened()
    list(base.add([str(reports)]))
    before = base.reports()
    assert base.reports() is before and base.search(ASKED, 5) and base.reports() is before
    base.remove(before[0].id)
    assert base.reports() is not before and len(base.reports()) == len(before) - 1


def test_a_search_finds_passages_with_their_place(base: KnowledgeBase, shipped_text: str) -> None:
    found = base.search([Clause("words", "公务用车", 1.0), Clause("words", "31000", 1.0)], 3)
    assert "31000余台" in found[0].text
    for hit in found:
        assert hit.text == shipped_text[hit.passage.lead : hit.passage.end]
        assert hit.section_path[-1].ordinal == hit.passage.section or hit.passage.section == 0
    assert [s.label for s in found[0].section_path] == ["一、", "(一)", "4."]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    (passage, text), *_ = base.neighbours(found[0].report.id, found[0].passage.ordinal, found[0].passage.ordinal)
    assert (passage, text) == (found[0].passage, found[0].text)


def test_searches_at_the_edges(base: KnowledgeBase) -> None:
    number = base.reports()[0].id
    assert (
        list(base.search([], 5))
        == list(base.search(ASKED, 0))
        == list(base.search(ASKED, 5, []))
        == list(base.search(ASKED, 5, [number + 1]))
        == []
    )
    assert len(base.search(ASKED, 3, [number])) == 3
    assert len(base.search(ASKED, EVERYTHING)) == len({hit.id for hit in base.search(ASKED, EVERYTHING)}) > 3
    assert list(base.search([Clause("words", "没有这个词", 1.0)], 5)) == []
    assert base.neighbours(number, -5, EVERYTHING) and not base.neighbours(number + 1, 0, 5)


def test_a_search_for_passages_that_hold_every_clause(base: KnowledgeBase, shipped_text: str) -> None:
    every = [Clause("chars", character, 1.0) for character in "公务用车"]
    found = base.search(every, EVERYTHING, every=True)
    report = base.report(base.reports()[0].id)
    texts = [report.text[passage.start : passage.end] for passage in report.passages]
    assert sorted(hit.passage.ordinal for hit in found) == [
        number for number, text in enumerate(texts) if set("公务用车") <= set(text)
    ]
    assert 0 < len(found) < len(base.search(every, EVERYTHING))
    assert list(base.search([*every, Clause("chars", "鑫", 1.0)], EVERYTHING, every=True)) == []


def test_characters_that_are_words_by_themselves_are_found_together(base: KnowledgeBase) -> None:
    found = base.search([Clause("pairs", "县市", 1.0)], EVERYTHING)
    assert found and all("县市" in "".join(words.grams(hit.text)[0]) for hit in found)


def test_a_question_of_two_thousand_characters(base: KnowledgeBase) -> None:
    many = [Clause("chars", chr(0x4E00 + number), 0.5) for number in range(3000)]
    assert "31000余台" in base.search([*many, Clause("words", "31000", 9.0)], 1)[0].text


def test_more_hits_than_come_at_once(opened: Opener, tmp_path: Path) -> None:
    file = tmp_path / "长.txt"
    file.write_text("某报告\n" + "".join(f"公务用车{number}台。\n" for number in range(4500)), "utf-8")
    base = opened()
    list(base.add([str(file)]))
    found = base.search([Clause("words", "公务用车", 1.0)], EVERYTHING)
    # Equal scores by position: all of them, once each.
    by_score: dict[float, list[int]] = {}
    for hit in found:
        by_score.setdefault(hit.score, []).append(hit.passage.ordinal)
    assert len(found) == 4500 == len({hit.passage.ordinal for hit in found})
    assert all(ordinals == sorted(ordinals) for ordinals in by_score.values())


def test_words(base: KnowledgeBase) -> None:
    known = base.words(["公务用车", "没有这个词", "", *(f"词{i}" for i in range(2000))])
    assert set(known) == {"公务用车"}
    assert known["公务用车"].times >= known["公务用车"].passages > 1
    alike = base.words_that_sound([words.sound("公物用车"), "nothing"])
    assert [word.text for word in alike[words.sound("公务用车")]] == ["公务用车"]
    assert "公务用车" in [word.text for word in base.words_short_as("公车")]
    assert [list(base.words_short_as(short)) for short in ("", "公", "公务车", "a车", "*?")] == [[]] * 5


def test_words_are_those_of_the_passages(base: KnowledgeBase) -> None:
    (summary,) = base.reports()
    counts: Counter[str] = Counter()
    holding: Counter[str] = Counter()
    for passage, text in base.neighbours(summary.id, 0, summary.passages):
        cut = words.cut_report(fold(text[passage.start - passage.lead :]).text)
        counts.update(cut)
        holding.update(set(cut))
    assert {text: (word.passages, word.times) for text, word in base.words(counts).items()} == {
        text: (holding[text], counts[text]) for text in counts
    }
    assert base.size() == (summary.passages, counts.total())


def test_add_update_unchanged_remove(opened: Opener, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("某报告\n一、甲\n公务用车三台。\n", "utf-8")
    base = opened()
    assert list(base.search(ASKED, 5)) == list(base.reports()) == list(base.check()) == [] and base.size() == (0, 0)
    (added,) = base.add([str(file)])
    assert (added.path, added.status, added.passages, added.sections) == ("a.txt", "added", 3, 1)
    assert statuses(list(base.add([str(file), str(file)]))) == [("a.txt", "unchanged")] * 2
    file.write_text("某报告\n一、甲\n公务用车九台。\n", "utf-8")
    assert len(base.drift()) == 1
    assert statuses(list(base.add([str(file), str(file)]))) == [("a.txt", "updated"), ("a.txt", "unchanged")]
    assert "九台" in base.search(ASKED, 1)[0].text and base.drift() == []
    assert not any("三台" in hit.text for hit in base.search(ASKED, EVERYTHING))
    base = opened(create=False)
    assert "九台" in base.search(ASKED, 1)[0].text
    (summary,) = base.reports()
    base.remove(summary.id)
    assert list(base.reports()) == list(base.search(ASKED, 5)) == []
    with pytest.raises(Missing):
        base.text(summary.id)
    base.remove(summary.id)
    assert base.size() == (0, 0)
    assert statuses(list(base.add([str(file)]))) == [("a.txt", "added")]
    assert "九台" in base.search(ASKED, 1)[0].text and list(base.check()) == []


def test_a_folder_in_order(opened: Opener, reports: Path) -> None:
    base = opened()
    assert statuses(list(base.add([str(reports)]))) == [(f"报告{n}.txt", "added") for n in range(5)] + [
        ("inner/报告0.md", "added")
    ]
    assert [summary.path for summary in base.reports()] == ["inner/报告0.md", *(f"报告{n}.txt" for n in range(5))]


def test_a_bad_file_keeps_no_other_out(opened: Opener, reports: Path, tmp_path: Path) -> None:
    (reports / "坏.txt").write_bytes(bytes(range(256)) * 20)
    base = opened()
    added = list(base.add([str(reports), str(tmp_path / "没有.txt")]))
    assert Counter(one.status for one in added) == {"added": 6, "failed": 2}
    assert all(one.zh and one.en for one in added if one.status == "failed")
    assert [(one.number, one.of) for one in added] == [(number, 8) for number in range(1, 9)]


def test_the_order_of_adding_does_not_show(opened: Opener, tmp_path: Path, reports: Path) -> None:
    files = sorted(str(file) for file in reports.rglob("*.*"))
    # Another report of the same name: the source breaks the tie.
    (tmp_path / "z").mkdir()
    twin = tmp_path / "z" / "报告3.txt"
    twin.write_bytes((reports / "报告3.txt").read_bytes())
    shown = []
    for number, order in enumerate([[*files, str(twin)], [str(twin), *reversed(files)]]):
        base = opened(str(number))
        for file in order:
            list(base.add([file]))
        shown.append(
            (seen(base.search(ASKED, 50)), seen(base.search(ASKED, 2)), [s.source for s in base.reports()], base.size())
        )
    assert shown[0] == shown[1]
    assert len(shown[0][0]) > 10


def test_find(opened: Opener, reports: Path) -> None:
    base = opened()
    list(base.add([str(reports)]))
    named = ("报告1.txt", str(reports / "报告1.txt"), "某市１年")
    assert {base.find(name).path for name in named} == {"报告1.txt"}
    assert base.find("某縣報告").path == base.find("报告0.md").path == "inner/报告0.md"
    for name in ("没有", "", "  ", "某市", "报告"):
        with pytest.raises(Missing) as caught:
            base.find(name)
        assert len(caught.value.zh.splitlines()) == 1


def test_an_open_knowledge_base_sees_what_others_add(opened: Opener, reports: Path) -> None:
    reader = opened()
    assert list(reader.search(ASKED, 5)) == []
    writer = opened(create=False)
    list(writer.add([str(reports)]))
    assert len(reader.reports()) == 6 and seen(reader.search(ASKED, 9)) == seen(writer.search(ASKED, 9)) != []
    writer.remove(writer.find("报告1.txt").id)
    assert len(reader.reports()) == 5
    assert "报告1.txt" not in paths(reader.search(ASKED, 99))


def look(base: KnowledgeBase) -> object:
    """All that is seen of some reports, but for scores: a cluster weighs words by all that it has stored."""
    found = {(hit.report.path, hit.passage, hit.text) for hit in base.search(ASKED, 99)}
    return found, base.size(), base.reports(), base.words(["法治"])


def test_a_snapshot_stays_as_it_is(opened: Opener, reports: Path) -> None:
    reader, writer = opened(), opened(create=False)
    list(writer.add([str(reports / "报告1.txt")]))
    with reader.snapshot():
        before = look(reader)
        (summary,) = reader.reports()
        list(writer.add([str(reports)]))
        writer.remove(summary.id)
        assert before == look(reader)
        assert "1千余台" in reader.text(summary.id)
    assert paths(reader.search(ASKED, 99)) == {"inner/报告0.md", *(f"报告{n}.txt" for n in (0, 2, 3, 4))}


def test_who_stops_adding_keeps_what_was_added(opened: Opener, reports: Path) -> None:
    base = opened()
    adding = base.add([str(reports)])
    next(adding)
    adding.close()
    assert "报告0.txt" in paths(base.search(ASKED, 99)) <= {s.path for s in base.reports()}
    assert {one.status for one in base.add([str(reports)])} <= {"added", "unchanged"}
    assert len(base.reports()) == 6 and list(base.check()) == []


def test_nothing_there(opened: Opener) -> None:
    with pytest.raises(KnowledgeError):
        opened("none", create=False)


def test_any_order_of_changes_ends_as_if_begun_anew(opened: Opener, tmp_path: Path) -> None:
    """Add, change and remove at random: counts, words and ranks are those of a local one over what is left."""
    rng = random.Random(7)
    vocabulary = "公务用车 改革 法治 垃圾分类 低空经济 养老 教育 医疗".split()
    base, files = opened("walk"), [tmp_path / f"报告{number}.txt" for number in range(4)]

    def written() -> str:
        sentences = ("，".join(rng.choices(vocabulary, k=rng.randint(1, 6))) for _ in range(rng.randint(1, 4)))
        return "某市报告\n一、总结\n" + "".join(f"{sentence}{rng.randint(1, 99)}项。\n" for sentence in sentences)

    for _ in range(25):
        file = rng.choice(files)
        if rng.random() < 0.3 and any(s.path == file.name for s in base.reports()):
            base.remove(base.find(file.name).id)
            file.unlink()
        else:
            file.write_text(written(), "utf-8")
            assert {one.status for one in base.add([str(file)])} <= {"added", "updated", "unchanged"}
    anew = LocalKnowledgeBase(str(tmp_path / "anew"), create=True)
    list(anew.add([str(file) for file in files if file.exists()]))
    assert base.size() == anew.size()
    assert base.words(vocabulary) == anew.words(vocabulary)
    clauses = [Clause("words", word, 1.0) for word in vocabulary]
    found, wanted = base.search(clauses, 99), anew.search(clauses, 99)
    assert len(found) == len(wanted) > 3
    assert {(hit.report.path, hit.text) for hit in found} == {(hit.report.path, hit.text) for hit in wanted}
    assert [summary.path for summary in base.reports()] == [summary.path for summary in anew.reports()]
    assert list(base.check()) == []
    anew.close()
