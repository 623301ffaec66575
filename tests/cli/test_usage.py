"""What is mistyped gets one line that says what to type; the help has examples."""

import re
import tomllib
from pathlib import Path

import pytest

from qa.cli import DONE, NO_ANSWER, WRONG

VERBS = ("chat", "ask", "add", "list", "show", "remove", "check", "eval", "completion")

MISTYPED = {
    "question": (["全省取消了多少台公务用车?"], "qa ask '全省取消了多少台公务用车?'"),
    "question in pieces": (["全省取消了", "多少台"], "qa ask '全省取消了 多少台'"),
    "question in english": (["how many cars"], "qa ask 'how many cars'"),
    "verb": (["lst"], "qa list"),
    "verb in capitals": (["LIST"], "qa list"),
    "unknown verb": (["frobnicate"], "chat、ask、add"),
    "flag": (["ask", "x", "--jsno"], "--json"),
    "flag shortened": (["ask", "x", "--js"], "--json"),
    "flag with a value": (["ask", "x", "--wihtin=y"], "--within"),
    "unknown flag": (["list", "--zzz"], "--kb"),
    "flag before the verb": (["--json", "ask", "x"], "qa ask"),
    "flag of another verb": (["list", "--top", "3"], "qa ask"),
    "flag without a verb": (["--vresion"], "--version"),
    "no number": (["ask", "x", "--top", "many"], "正整数"),
    "zero": (["ask", "x", "--top", "0"], "正整数"),
    "negative": (["ask", "x", "--top=-1"], "正整数"),
    "huge": (["ask", "x", "--top", "9" * 5000], "正整数"),
    "no value": (["ask", "x", "--top"], "--top 后面要有一个值"),
    "value for a switch": (["ask", "x", "--json=1"], "--json 后面不带值"),
    "no path": (["add"], "PATH"),
    "no report": (["show"], "REPORT"),
    "too many": (["list", "a", "b"], "a b"),
    "question without quotes": (["ask", "全省", "多少"], "qa ask '全省 多少'"),
    "batch and question": (["ask", "x", "--batch", "y"], "--batch"),
    "empty kb": (["--kb", "", "list"], "--kb 后面是空的"),
    "swapped": (["aks", "x"], "qa ask"),
    "as elsewhere": (["search", "x"], "qa ask"),
    "as elsewhere in chinese": (["删除", "x"], "qa remove"),
    "version": (["version"], "qa --version"),
    "help in chinese": (["帮助"], "qa --help"),
    "help on what is no verb": (["help", "aks"], "qa ask"),
    "full-width space": (["ask　全省多少?"], "qa ask '全省多少?'"),
    "verb and question in one": (["ask 全省多少?"], "qa ask '全省多少?'"),
    "one dash": (["ask", "x", "-json"], "--json"),
    "one letter": (["ask", "x", "-t", "3"], "--top"),
    "capitals": (["ask", "x", "--JSON"], "--json"),
    "em dashes": (["ask", "x", "——json"], "——json 这个选项；是想用 --json 吗"),
    "full-width dashes": (["ask", "x", "－－ｊｓｏｎ"], "是想用 --json 吗"),
    "en dash": (["ask", "–top", "3"], "是想用 --top 吗"),
    "em dash first": (["—kb", "x", "list"], "是想用 --kb 吗"),
    "full-width equals": (["ask", "x", "--top＝3"], "--top"),
    "before the verb": (["--jsn"], "qa ask … --json"),
    "of no use here": (["list", "--json"], "qa list 没有 --json 这个选项；qa ask"),
    "format as a flag": (["ask", "x", "--md"], "--format md"),
    "format": (["ask", "x", "--format", "xml"], "--format 没有“xml”；有 json、md、csv"),
    "two formats": (["ask", "x", "--json", "--format", "md"], "--json 和 --format"),
    "chinese quotes": (["ask", "“全省", "多少?”"], "qa ask '全省 多少?'"),
    "written number": (["ask", "x", "--top", "三"], "正整数"),
    "no value for kb": (["--kb"], "--kb 后面要有一个值"),
    "no value for within": (["ask", "x", "--within"], "--within 后面要有一个值"),
    "no shell": (["completion"], "SHELL"),
    "shell": (["completion", "sh"], "bash、zsh、fish"),
    "nothing": ([""], "chat、ask、add"),
}


@pytest.mark.parametrize(("argv", "hint"), MISTYPED.values(), ids=MISTYPED.keys())
def test_one_line_with_what_to_type(qa, argv: list[str], hint: str):
    got = qa(*argv, own_kb=False)
    assert (got.code, got.out) == (WRONG, "")
    assert got.error.startswith("qa: ")
    assert hint in got.error
    assert len(got.error) < 300


@pytest.mark.parametrize(("argv", "hint"), MISTYPED.values(), ids=MISTYPED.keys())
def test_the_same_in_english(qa, monkeypatch: pytest.MonkeyPatch, argv: list[str], hint: str):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    said = qa(*argv, own_kb=False).error.replace(" ".join(argv), "")
    assert not re.search("[\u4e00-\u9fff]", re.sub("'.*'", "", said))


def test_a_dash_of_a_question_is_no_option(qa):
    for question in ("——附件的文号是什么?", "－3℃", "—", "－－"):
        assert "选项" not in qa("ask", question).err, question
    assert qa("ask", "--", "——json").code == NO_ANSWER


def test_full_width_digits_are_a_number(qa):
    assert len(qa("ask", "全省一共取消了多少台公务用车?", "--json", "--top", "１").json["answers"]) == 1


@pytest.mark.parametrize(
    ("argv", "near"),
    [
        (["show", "湖南省机关事物管理局2020"], "湖南省机关事务管理局2020年度法治政府建设情况"),
        (["remove", "法制政府建设情况"], "湖南省机关事务管理局2020年度法治政府建设情况"),
        (["ask", "x", "--within", "法制政府建设情况"], "湖南省机关事务管理局2020年度法治政府建设情况"),
        (["show", "法治政府", "推进法制政府建设的主要举措"], "推进法治政府建设的主要举措和成效"),
    ],
)
def test_a_name_nearly_right_gets_the_right_one(qa, argv: list[str], near: str):
    got = qa(*argv)
    assert got.code == WRONG
    assert f"；是想用“{near}”吗？" in got.error
    assert "是想用" not in qa("show", "天气预报").error


def test_control_characters_in_what_was_typed_are_shown(qa):
    assert "\x1b" not in qa("\x1b[31mx y", own_kb=False).error


def test_chat_needs_a_terminal(qa):
    for argv in ((), ("chat",)):
        got = qa(*argv)
        assert got.code == WRONG
        assert "qa ask" in got.error


@pytest.mark.parametrize("argv", [["--help"], ["-h"], ["help"]])
def test_help_names_every_verb_with_an_example(qa, argv: list[str]):
    got = qa(*argv, own_kb=False)
    assert (got.code, got.err) == (DONE, "")
    assert got.out.startswith("用法：qa ")
    examples = got.out.partition("例：")[2]
    for verb in VERBS[1:]:
        assert re.search(rf"^  qa {verb}\b", examples, re.MULTILINE), verb
    assert "退出码" in got.out


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_every_verb_has_examples(qa, monkeypatch: pytest.MonkeyPatch, verb: str):
    got = qa(verb, "--help", own_kb=False)
    assert got.out == qa("help", verb, own_kb=False).out
    assert (got.code, got.err) == (DONE, "")
    assert re.search(rf"例：\n.*qa .*{verb}|例：\n  qa\n", got.out)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert qa(verb, "-h", own_kb=False).out.startswith("usage: qa ")


def test_version(qa):
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert qa("--version", own_kb=False).out == f"qa {project['project']['version']}\n"
