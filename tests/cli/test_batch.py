"""Many questions: a reply for every line, in order, whatever the lines hold."""

import json

import pytest

from qa.cli import DONE, WRONG

CARS = '{"question": "全省一共取消了多少台公务用车?"}'
NONE = '{"question": "机关食堂一年的经费是多少?"}'

BAD = {
    "not json": "全省取消了多少台?",
    "cut": '{"question": "全省',
    "array": '["全省一共取消了多少台公务用车?"]',
    "string": '"全省一共取消了多少台公务用车?"',
    "no question": '{"history": []}',
    "number": '{"question": 5}',
    "null": '{"question": null}',
    "history": '{"question": "内部标准呢?", "history": "制定了多少件地方标准?"}',
    "history of numbers": '{"question": "内部标准呢?", "history": [1]}',
    "exact": '{"question": "公务用车", "exact": "yes"}',
    "within": '{"question": "公务用车", "within": 1}',
    "unknown report": '{"question": "公务用车", "within": "没有这份"}',
    "empty": '{"question": "  "}',
    "too long": json.dumps({"question": "公" * 5000}),
    "nested": "[" * 100_000,
    "digits": '{"question": ' + "9" * 10_000 + "}",
}


def replies(got) -> list[dict]:
    return [json.loads(line) for line in got.out.splitlines()]


def test_a_reply_a_line_in_order(qa, tmp_path):
    file = tmp_path / "questions.jsonl"
    file.write_text(f"{CARS}\n{NONE}\n\n{CARS}", encoding="utf-8")
    got = qa("ask", "--batch", str(file), "--json")
    assert (got.code, got.err) == (DONE, "")
    assert [reply["status"] for reply in replies(got)] == ["answered", "not_found", "answered"]
    assert got.out == qa("ask", "--batch", str(file)).out, "--json changes nothing"


def test_from_standard_input(qa):
    got = qa("ask", "--batch", "-", stdin=f"{CARS}\n{NONE}\n")
    assert [reply["status"] for reply in replies(got)] == ["answered", "not_found"]


def test_nothing_in_nothing_out(qa):
    got = qa("ask", "--batch", "-", stdin="\n \n")
    assert (got.code, got.out, got.err) == (DONE, "", "")


def test_single_and_batch_give_the_same_reply(qa):
    assert qa("ask", "--batch", "-", stdin=CARS).out == qa("ask", json.loads(CARS)["question"], "--json").out


def test_byte_order_mark_and_line_ends(qa):
    got = qa("ask", "--batch", "-", stdin=b"\xef\xbb\xbf" + f"{CARS}\r\n{NONE}\r\n".encode())
    assert (got.code, len(replies(got))) == (DONE, 2)


def test_history_and_within(qa):
    line = {"question": "内部标准呢?", "history": ["制定了多少件地方标准?"], "within": "法治政府"}
    got = qa("ask", "--batch", "-", stdin=json.dumps(line))
    assert "24件" in replies(got)[0]["answers"][0]["text"]


def test_exact_in_a_row_or_for_all(qa):
    line = {"question": "全省取消公物用车多少台?"}
    for rows, flags in ((line | {"exact": True}, ()), (line, ("--exact",))):
        (reply,) = replies(qa("ask", "--batch", "-", *flags, stdin=json.dumps(rows)))
        assert (reply["status"], reply["query"]["exact"], reply["query"]["corrections"]) == ("not_found", True, [])
    (reply,) = replies(qa("ask", "--batch", "-", stdin=json.dumps(line)))
    assert reply["query"]["corrections"] == [["公物用车", "公务用车"]]


def test_top(qa):
    assert len(replies(qa("ask", "--batch", "-", "--top", "1", stdin=CARS))[0]["answers"]) == 1


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_answered_named_and_passed(qa, bad: str):
    got = qa("ask", "--batch", "-", stdin=f"{CARS}\n{bad}\n{CARS}\n")
    assert got.code == WRONG
    assert got.error.startswith("qa: 第2行：")
    first, middle, last = replies(got)
    assert first == last
    assert set(middle) == set(first)
    assert (middle["status"], middle["answers"], middle["nearest"]) == ("not_found", [], [])
    assert middle["reason"]


def test_bytes_that_are_not_utf8(qa):
    got = qa("ask", "--batch", "-", stdin=b"\xff\xfe\x00\n" + CARS.encode())
    assert got.code == WRONG
    assert got.error == "qa: 第1行：不是 UTF-8"
    assert len(replies(got)) == 2


def test_lone_surrogates_stay_escaped(qa):
    got = qa("ask", "--batch", "-", stdin='{"question": "\\ud800台", "history": ["\\udfff"]}')
    assert replies(got)[0]["question"] == "\ud800台"
    assert got.out.encode()


def test_an_error_of_the_program_loses_no_line(qa, monkeypatch: pytest.MonkeyPatch):
    from qa.bot import Bot

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(Bot, "ask", broken)
    got = qa("ask", "--batch", "-", stdin=f"{CARS}\n{CARS}")
    assert (got.code, len(replies(got))) == (WRONG, 2)
    assert "Traceback" not in got.err
    monkeypatch.setenv("QA_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        qa("ask", "--batch", "-", stdin=CARS)


def test_a_wrong_report_for_all_is_one_error(qa):
    got = qa("ask", "--batch", "-", "--within", "没有这份", stdin=f"{CARS}\n{CARS}")
    assert (got.code, got.out) == (WRONG, "")
    assert "没有这份" in got.error


def test_file_that_is_not_there(qa, tmp_path):
    got = qa("ask", "--batch", str(tmp_path / "none.jsonl"))
    assert got.code == WRONG
    assert got.error.endswith("none.jsonl：没有这个文件")
    assert qa("ask", "--batch", str(tmp_path)).error.endswith("这是文件夹")


def test_a_batch_as_one_document(qa):
    lines = f"{CARS}\nbad\n{NONE}\n"
    got = qa("ask", "--batch", "-", "--format", "md", stdin=lines)
    assert got.code == WRONG
    assert got.error == "qa: 第2行：不是 JSON"
    assert [line for line in got.out.splitlines() if line.startswith("#")] == [
        "# 问答记录",
        "## 一、全省一共取消了多少台公务用车?",
        "## 二、",
        "## 三、机关食堂一年的经费是多少?",
    ]
    assert got.out.count("\n[^") == 1
    table = qa("ask", "--batch", "-", "--format", "csv", stdin=lines)
    assert len(table.out.splitlines()) == 4
    assert qa("ask", "--batch", "-", "--format", "json", stdin=lines).out == qa("ask", "--batch", "-", stdin=lines).out
