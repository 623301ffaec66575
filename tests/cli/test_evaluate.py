"""The figures, by hand-made replies, and the command that prints them."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli import DONE, WRONG
from qa.evaluate import Gold, Scored, calibration_error, f1, holds, means, norm, read_gold, reliability, score
from qa.model import Answer, Reply

TEXT = "一、工作\n全省取消公务用车31000余台,节支率为11.73%;\n"
PLACES = frozenset({("a.txt", 2)})


def answer(text: str, line: int = 2, path: str = "reports/a.txt") -> Answer:
    at = TEXT.find(text)
    report = SimpleNamespace(id=1, path=path)
    return Answer(text, text, 0.9, report, (), at, at + len(text), at, at + len(text), line, line)  # type: ignore[arg-type]


def scored(answers: tuple[str, ...], *got: Answer) -> dict[str, float]:
    gold = Gold("1", "?", answers, PLACES if answers else frozenset(), "number")
    return score(gold, Reply("?", None, got), lambda _: TEXT)


def test_norm_f1_holds():
    assert norm("《A，b》 _c。") == "abc"
    assert f1("31000余台", "31000余台。") == 1.0
    assert f1("abcd", "ab") == pytest.approx(2 * 2 / 6)
    assert f1("", "ab") == f1("，", "ab") == 0.0
    assert holds("全省取消公务用车31000余台", ["31000余台"])
    assert holds("31000", ["31000余台"])
    assert not holds("31", ["31000余台"])
    assert not holds("x" * 55 + "31000余台", ["31000余台"])
    assert holds("x" * 100 + "y" * 50, ["y" * 50])
    assert not holds("x", ["，"])


def test_right_and_wrong():
    assert scored(("31000余台",), answer("31000余台")) == {
        "cite@1": 1, "cite@3": 1, "answer": 1, "EM": 1, "F1": 1, "missed": 0, "right": 1, "verbatim": 1,
    }  # fmt: skip
    other = scored(("31000余台",), answer("11.73%", 1), answer("31000余台"))
    assert (other["cite@1"], other["cite@3"], other["answer"], other["right"]) == (0, 1, 0, 0)
    assert scored(("31000余台",), answer("31000余台", path="b.txt"))["cite@1"] == 0
    assert scored(("31000余台",), answer("32000余台"))["verbatim"] == 0


def test_missed_and_refused():
    missed = scored(("31000余台",))
    assert (missed["missed"], missed["right"], missed["F1"]) == (1, 0, 0)
    assert "verbatim" not in missed
    assert scored(()) == {"refused": 1, "right": 1}
    assert scored((), answer("31000余台"))["refused"] == 0


def test_means_over_the_questions_a_figure_applies_to():
    gold = Gold("1", "?", ("x",), PLACES, "number")
    none = Gold("2", "?", (), frozenset(), "unanswerable")
    rows = [Scored(g, Reply("?", None), score(g, Reply("?", None), lambda _: TEXT)) for g in (gold, none, none)]
    figures = means(rows, kinds=True)
    assert list(figures) == ["all", "number", "unanswerable"]
    assert figures["all"]["n"] == 3
    assert figures["all"]["right"] == pytest.approx(2 / 3)
    assert (figures["all"]["missed"], figures["all"]["refused"], figures["all"]["verbatim"]) == (1, 1, None)


def replied(said: float | None, right: bool) -> Scored:
    gold = Gold("1", "?", ("31000余台",), PLACES, "number")
    answers = () if said is None else (answer("31000余台")._replace(score=said),)
    return Scored(gold, Reply("?", None, answers), {"right": float(right)})


def test_reliability_is_of_first_answers_by_tenths():
    rows = [replied(1.0, True), replied(0.9, True), replied(0.899, False), replied(0.0, False), replied(None, False)]
    bins = reliability(rows)
    assert [(one.least, one.count, one.right) for one in bins] == [(0.9, 2, 1.0), (0.8, 1, 0.0), (0.0, 1, 0.0)]
    assert bins[0].score == pytest.approx(0.95)
    assert calibration_error(bins) == pytest.approx((2 * 0.05 + 0.899 + 0) / 4)
    assert reliability([replied(None, False)]) == [] and calibration_error([]) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_bins_hold_every_answer_once(said: list[tuple[float, bool]]):
    bins = reliability([replied(*one) for one in said])
    assert sum(one.count for one in bins) == len(said)
    assert sum(one.count * one.right for one in bins) == pytest.approx(sum(right for _, right in said))
    assert all(one.least - 1e-9 <= one.score <= one.least + 0.1 + 1e-9 for one in bins)
    assert 0 <= (calibration_error(bins) or 0) <= 1


ROW = {
    "id": "1",
    "question": "取消了多少台公务用车?",
    "answers": ["31000余台"],
    "report": "湖南省机关事务管理局2020年度法治政府建设情况.txt",
    "lines": [23],
    "kind": "number",
}
MISS = ROW | {
    "id": "2",
    "answers": ["32000余台"],
    "lines": [1],
    "evidence": [{"report": "b.txt", "lines": [1, 2]}],
}


@pytest.fixture
def file(tmp_path) -> str:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in (ROW, MISS)) + "\n\n", encoding="utf-8")
    return str(path)


def test_read_gold(file: str):
    first, second = read_gold(file)
    assert first.answers == ("31000余台",)
    assert second.places == {(ROW["report"], 1), ("b.txt", 1), ("b.txt", 2)}


def test_eval_prints_a_table_and_misses(qa, file: str):
    got = qa("eval", file, "--kinds", "--misses", "3")
    assert (got.code, got.err) == (DONE, "")
    lines = got.out.splitlines()
    assert lines[1].split() == [
        "n",
        "right",
        "cite@1",
        "cite@3",
        "answer",
        "EM",
        "F1",
        "missed",
        "refused",
        "verbatim",
    ]
    assert lines[2].split()[:3] == ["all", "2", "0.500"]
    assert lines[3].split()[0] == "number"
    assert lines[4].startswith("  MISS 2 [number]")
    assert "31000余台" in lines[6]


def test_eval_tells_how_reliable_scores_are(qa, file: str):
    lines = qa("eval", file, "--reliability").out.splitlines()
    assert lines[3].split() == ["score", "n", "score", "right"]
    tenths, numbers, *_ = lines[4].split()
    assert tenths == f"{int(tenths[2]) / 10}-{(int(tenths[2]) + 1) / 10}" and numbers == "2"
    assert lines[-1].startswith("  expected calibration error 0.")
    data = qa("eval", file, "--reliability", "--json").json["reliability"]
    assert [one["count"] for one in data["bins"]] == [2]
    assert 0 <= data["expected_calibration_error"] <= 1
    assert "reliability" not in qa("eval", file, "--json").json


def test_eval_json(qa, file: str):
    data = qa("eval", file, "--json", "--misses", "1").json
    assert data["figures"]["all"]["right"] == 0.5
    assert data["misses"][0]["id"] == "2"
    assert qa("eval", file, "--json").json["misses"] == []


@pytest.mark.parametrize(
    "line", ["{}", "[]", "x", '{"question": "x", "answers": [1], "report": "a", "lines": []}', "\n"]
)
def test_what_is_no_gold_question(qa, tmp_path, line: str):
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    got = qa("eval", str(path))
    assert (got.code, got.out) == (WRONG, "")
    assert "bad.jsonl" in got.error


def test_eval_without_a_file(qa, tmp_path):
    assert qa("eval", str(tmp_path / "none")).error.endswith("没有这个文件")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    assert qa("eval", str(tmp_path / "bytes")).code == WRONG
