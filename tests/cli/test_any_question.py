"""Whatever is typed: no exception, safe output, and only the report's own words as answers."""

import io
import json
import re
import sys
from contextlib import redirect_stderr, redirect_stdout

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qa.bot import Bot
from qa.cli import DONE, NO_ANSWER, WRONG, run
from qa.layout import Screen
from qa.render import reply_json
from qa.show import answered, asides, declined

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
ANY = st.text(st.characters(), max_size=60)
WORDS = [
    "全省",
    "取消",
    "公务用车",
    "多少",
    "台",
    "?",
    "几",
    "哪",
    "谁",
    "2020年",
    "维修",
    "资金",
    "《",
    "》",
    "“",
    "一、",
    "(一)",
    "4.",
    "31000",
    "\x1b[31m",
    "\u202e",
    "标准",
    "呢",
    "那",
]
LIKELY = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)

relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(question=ANY | LIKELY, history=st.lists(LIKELY, max_size=2), top=st.integers(1, 5))
@example(question="\udcff全省取消了多少台公务用车", history=["\ud800"], top=3)
@example(question="湖南和湖北2019年和2020年取消公务用车多少台", history=[], top=1)
@example(question="\u202e全省取消了\x1b[2J多少台公务用车\r\n", history=[], top=1)
def test_reply_is_safe_and_verbatim(bot: Bot, question: str, history: list[str], top: int):
    reply = bot.ask(question, history, None, top)
    line = reply_json(reply)
    assert not UNSAFE.search(line)
    assert "\n" not in line
    line.encode()
    data = json.loads(line)
    assert data["question"] == question
    assert data["status"] == ("answered" if data["answers"] else "not_found")
    assert bool(data["reason"]) == (data["status"] == "not_found")
    if not data["comparison"]:  # its answers are those of its parts, in the order asked for
        scores = [answer["score"] for answer in data["answers"]]
        assert len(scores) <= top
        assert scores == sorted(scores, reverse=True)
    text = bot.report(bot.reports()[0].id).text
    for answer in data["answers"]:
        assert text[answer["start"] : answer["end"]] == answer["text"] != ""
        assert text[answer["quote_start"] : answer["quote_end"]] == answer["quote"]
        assert text.count("\n", 0, answer["start"]) + 1 == answer["line"] <= answer["line_end"]
    for screen in (Screen(), Screen(False, 20), Screen(False, 80)):
        shown = "\n".join([*asides(reply), *declined(reply), *([answered(reply, screen)] if reply.answered else [])])
        assert not UNSAFE.search(shown)


@relaxed
@given(
    argv=st.lists(
        ANY
        | LIKELY
        | st.sampled_from(["ask", "list", "show", "--json", "--top", "--within", "--batch", "-h", "--", "-", "3"]),
        max_size=5,
    )
)
def test_no_command_line_ends_in_an_exception(kb: str, argv: list[str]):
    out, err = io.StringIO(), io.StringIO()
    stdin, sys.stdin = sys.stdin, io.StringIO("")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--kb", kb, *argv])
    finally:
        sys.stdin = stdin
    assert code in (DONE, NO_ANSWER, WRONG)
    assert "Traceback" not in err.getvalue()
    assert not UNSAFE.search(out.getvalue() + err.getvalue())
    assert code != WRONG or err.getvalue().startswith("qa: ")
