"""Candidates and evidence over the shipped report: where they lie, their order, and who finds them."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import Found
from knowledge.local import LocalKnowledgeBase
from knowledge.text import fold, sentences
from qa import candidates, extract
from qa.bot import Bot
from qa.candidates import FEATURES, Candidate, by_form, promising
from qa.extract import AMONG, best_evidence, columns, probability, scored, weights
from qa.model import Evidence, Query
from qa.question import understand
from qa.reader import VIEW, WEIGHTS
from qa.reading import readings
from qa.render import reply_json
from qa.retrieve import retrieve
from qa.timely import plans_begin, year_fits

QUESTIONS = (
    "全省一共取消了多少台公务用车?",
    "节支率是多少?",
    "请了哪家律师事务所当顾问?",
    "专家给领导干部讲授了哪些法律法规?",
    "什么时候通过了国管局标准化试点验收考核?",
    "怎么推进政务公开?",
    "为什么要改革?",
    "这个局有没有行政执法权?",
    "副组长由谁担任?",
    "2020年法治",
)
KINDS = ("rules", "rules told", "rules right", "reader", "reader told", "reader right")
WORDS = st.sampled_from(
    [*"的了是,。?", "公务用车", "全省", "2020年", "多少", "哪些", "法律", "维修", "谁", "《民法典》", "改革", "😀"]
)
ASKED = st.sampled_from(QUESTIONS) | st.lists(WORDS, min_size=1, max_size=6).map("".join)

some = settings(max_examples=40)


@pytest.fixture(params=[2.0, 0.0], ids=["read", "rules"])
def sure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """What rules must be sure of not to be read: everything is read, or nothing."""
    monkeypatch.setattr(extract, "SURE", request.param)
    return float(request.param)


def found(question: str, folder: Path) -> tuple[Query, Sequence[Found]]:
    base = LocalKnowledgeBase(str(folder))
    query = understand(question, base)
    hits = retrieve(query, base)
    base.close()
    return query, hits


def sound(one: Candidate) -> None:
    text = one.sentence.reading.folded.text
    assert 0 <= one.start < one.end <= len(text)
    assert any(map(str.isalnum, text[one.start : one.end]))
    assert 0 <= one.sentence.start <= one.sentence.end <= len(text)
    assert all(map(math.isfinite, one.features))


def plainly(query: Query, hits: Sequence[Found], count: int) -> list[tuple[int, int, int]]:
    """The sentences worth most, as (passage, start, end), by looking at all of them."""
    top = max((hit.score for hit in hits), default=0.0)
    ranked = [(hit.score / top, hit, one) for hit, one in zip(hits, readings(query, hits), strict=True)]
    ranked.sort(key=lambda item: -(candidates._most(query, item[2]) + candidates._RANK * item[0]))
    worth = []
    for rank, hit, reading in ranked[: candidates._PASSAGES]:
        text, held = reading.folded.text, candidates._held(query, reading)
        cut = sentences(text)
        fits = year_fits(query.scope, hit, [text[start:end] for start, end in cut], plans_begin(hits))
        for (start, end), timely in zip(cut, fits, strict=True):
            much = candidates._support(held, start, end) * candidates._weigh_year(timely) + candidates._RANK * rank
            worth.append((much, (hit.id, start, end)))
    return [place for _, place in sorted(worth, key=lambda item: -item[0])[:count]]


@some
@given(ASKED, st.integers(1, 20))
def test_what_is_not_looked_at_would_not_be_among_the_best(kb_of_shipped: Path, question: str, count: int) -> None:
    query, hits = found(question, kb_of_shipped)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_SENTENCES", count)
        best = [(one.hit.id, one.start, one.end) for one in promising(query, hits)]
    assert best == plainly(query, hits, count)


@some
@given(ASKED)
def test_candidates_lie_in_their_passage_and_every_feature_is_known(kb_of_shipped: Path, question: str) -> None:
    query, hits = found(question, kb_of_shipped)
    for one in by_form(query, promising(query, hits)):
        sound(one)
        assert one.by_form and len(one.features) == len(FEATURES) == len(columns("rules"))


@settings(max_examples=15)
@given(ASKED)
def test_what_is_read_has_a_view_as_well(kb_of_shipped: Path, question: str) -> None:
    query, hits = found(question, kb_of_shipped)
    expected = columns("rules" if query.asking.kind == "yesno" else "reader")
    for _, one in scored(query, hits, sure=2.0):
        sound(one)
        assert len(one.features) == len(expected)


def test_whether_something_is_so_is_not_read(kb_of_shipped: Path) -> None:
    query, hits = found("这个局有没有行政执法权?", kb_of_shipped)
    assert {len(one.features) for _, one in scored(query, hits, sure=2.0)} == {len(FEATURES)}


def test_of_each_passage_that_was_read_one_span_is_the_pick(kb_of_shipped: Path) -> None:
    query, hits = found("请了哪家律师事务所当顾问?", kb_of_shipped)
    ordered = [one for _, one in scored(query, hits, sure=2.0)]
    at = [number for number, name in enumerate(columns("reader")) if name.startswith("the pick")]
    picks = [one.sentence.hit.id for one in ordered if any(one.features[number] for number in at)]
    assert picks and len(picks) == len(set(picks))


@pytest.mark.parametrize(("title", "read"), [("长城", True), ("2020年长城工作报告", False)])
def test_what_is_not_of_a_year_is_read_however_sure_rules_are(
    base_of: Callable[[str, str], LocalKnowledgeBase], title: str, read: bool
) -> None:
    base = base_of(title, "长城的总长度是21196千米,修了2000多年。")
    query = understand("长城的总长度是多少千米?", base)
    ordered = scored(query, retrieve(query, base), sure=0.01)
    assert {one.sentence.scoped for _, one in ordered} == {not read}
    assert (len(ordered[0][1].features) > len(FEATURES)) == read


def test_what_the_reader_picks_is_known_by_the_form_that_it_holds(kb_of_shipped: Path) -> None:
    query, hits = found("公务用车减少了多少辆?", kb_of_shipped)
    form = FEATURES.index("form")
    picks = [one for _, one in scored(query, hits, sure=2.0) if not one.by_form]
    assert len(picks) > 1
    for one in picks:
        told = re.search(r"\d+余?[辆台]", one.sentence.reading.folded.text[one.start : one.end])
        assert (one.features[form] > candidates._LEAST_FIT) == bool(told)  # 台 is not quite 辆, and 万元 is none


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_order_is_total(kb_of_shipped: Path, sure: float, question: str) -> None:
    query, hits = found(question, kb_of_shipped)
    ordered = scored(query, hits, sure)
    keys = [(-score, one.sentence.hit.passage.ordinal, one.start, one.end) for score, one in ordered]
    assert keys == sorted(keys)
    backwards = scored(query, hits[::-1], sure)
    assert [(score, one.start, one.end) for score, one in backwards] == [(s, one.start, one.end) for s, one in ordered]


def sentence_of(evidence: Evidence) -> int:
    folded, at = fold(evidence.hit.text), evidence.start - evidence.hit.passage.lead
    ends = [folded.original(start, end)[1] for start, end in sentences(folded.text)]
    return sum(end <= at for end in ends)


@pytest.mark.parametrize("question", QUESTIONS)
def test_at_most_one_piece_of_evidence_a_sentence_and_all_verbatim(
    base: LocalKnowledgeBase, kb_of_shipped: Path, sure: float, question: str
) -> None:
    query, hits = found(question, kb_of_shipped)
    evidence = best_evidence(query, hits)
    assert evidence
    assert [one.score for one in evidence] == sorted((one.score for one in evidence), reverse=True)
    assert max(Counter((one.hit.id, sentence_of(one)) for one in evidence).values()) == 1
    for one in evidence:
        text = base.text(one.hit.report.id)
        assert text[one.hit.passage.lead : one.hit.passage.end] == one.hit.text
        assert one.hit.passage.lead <= one.quote_start <= one.start < one.end <= one.quote_end <= one.hit.passage.end
        for of in ("told", "right"):
            assert 0 < probability(one, of) < 1
        read = len(one.known) == len(FEATURES) + len(VIEW) + len(AMONG)
        assert read == (sure > 1 and query.asking.kind != "yesno")


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_runs_give_the_same_bytes(kb_of_shipped: Path, sure: float, question: str) -> None:
    first, second = (reply_json(Bot(LocalKnowledgeBase(str(kb_of_shipped))).ask(question)) for _ in range(2))
    assert first == second


def test_no_later_answer_is_surer(base: LocalKnowledgeBase, sure: float) -> None:
    for question in QUESTIONS:
        scores = [answer.score for answer in Bot(base).ask(question, top=9).answers]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("of_year", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_weights_are_there_for_every_feature(kind: str, *, of_year: bool) -> None:
    counts = weights(kind, of_year=of_year)
    assert len(counts) == len(columns(kind)) == len(set(columns(kind)))
    assert all(map(math.isfinite, counts)) and any(counts)


@pytest.mark.parametrize("file", ["weights.txt", "weights_others.txt"])
def test_weights_are_those_of_the_features(file: str) -> None:
    assert list(extract._learned(file)) == [f"{kind}: {name}" for kind in KINDS for name in columns(kind)]


def replies(base: LocalKnowledgeBase) -> list[str]:
    return [reply_json(Bot(base).ask(question)) for question in QUESTIONS]


@pytest.mark.parametrize("size", [None, 0, 1000, -1])
def test_without_sound_weights_rules_answer(
    base: LocalKnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int | None
) -> None:
    path = tmp_path / "weights.bin"
    monkeypatch.setattr(extract, "WEIGHTS", str(path))
    monkeypatch.setattr(extract, "SURE", 0.0)
    by_rules = replies(base)
    if size is not None:
        path.write_bytes(Path(WEIGHTS).read_bytes()[:size])
    monkeypatch.setattr(extract, "SURE", 2.0)
    assert replies(base) == by_rules
    assert [path.name in zh for zh, _ in Bot(base).check()] == ([] if size is None else [True])


@pytest.mark.parametrize(
    ("question", "narrower"),
    [
        ("向哪个机构报告了2019年财务系统数据?", True),
        ("全省一共取消了多少台公务用车?", False),
        ("怎么推进政务公开?", False),
    ],
)
def test_a_name_is_a_part_of_the_clause_that_tells_it(
    base: LocalKnowledgeBase, monkeypatch: pytest.MonkeyPatch, question: str, narrower: bool
) -> None:
    told = Bot(base).ask(question).answers[0]
    monkeypatch.setattr(extract, "_narrow", lambda query, found: None)
    whole = Bot(base).ask(question).answers[0]
    assert whole.start <= told.start < told.end <= whole.end
    assert (len(told.text) < len(whole.text)) == narrower
    assert (whole.quote, whole.score, whole.report) == (told.quote, told.score, told.report)


def test_a_folder_in_the_weights_place_is_no_riddle(
    base: LocalKnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "WEIGHTS", str(tmp_path))
    monkeypatch.setattr(extract, "SURE", 2.0)
    assert Bot(base).ask(QUESTIONS[0]).answers
