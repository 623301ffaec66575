"""One question: what is printed where, and the exit code."""

import pytest

from qa.bot import Bot
from qa.cli import DONE, NO_ANSWER, WRONG

CARS = "全省一共取消了多少台公务用车?"
SENTENCE = "全省取消公务用车31000余台,取消车辆比例达51%"
FILE = "湖南省机关事务管理局2020年度法治政府建设情况.txt"
UNKNOWN = "机关食堂一年的经费是多少?"


def test_answer_quote_section_and_place(qa):
    got = qa("ask", CARS)
    assert got.code == DONE
    assert got.err == ""
    lines = got.out.splitlines()
    assert lines[0] == "31000余台"
    assert SENTENCE in lines[1]
    assert "章节：一、→(一)→4. 推进法治政府建设的主要举措和成效 → 依法全面履行机关事务保障管理服务职能" in got.out
    assert f"{FILE} 第23行" in got.out
    assert "很可能（0." in got.out
    assert "\x1b" not in got.out


def test_top_one_has_no_others(qa):
    assert "其他候选" not in qa("ask", CARS, "--top", "1").out


def test_json_contract(qa, bot: Bot):
    got = qa("ask", CARS, "--json")
    assert got.code == DONE
    assert got.out.count("\n") == 1
    data = got.json
    assert set(data) >= {"question", "status", "reason", "answers", "nearest", "query"}
    assert (data["question"], data["status"], data["reason"]) == (CARS, "answered", None)
    assert 1 <= len(data["answers"]) <= 3
    best = data["answers"][0]
    assert set(best) >= {"text", "quote", "score", "report", "section", "line", "line_end", "start", "end"}
    assert best["text"] == "31000余台"
    assert (best["line"], best["line_end"]) == (23, 23)
    assert 0 <= best["score"] <= 1
    assert best["report"]["path"] == FILE
    assert best["report"]["title"]
    assert best["section"]["label"] == "一、(一)4."
    assert [heading[:2] for heading in best["section"]["path"]] == ["一、", "(一", "4."]
    text = bot.report(bot.find(FILE).id).text
    assert text[best["start"] : best["end"]] == best["text"]
    assert best["quote"] in text


def test_json_when_there_is_no_answer(qa):
    got = qa("ask", UNKNOWN, "--json")
    assert got.code == NO_ANSWER
    assert got.err == ""
    data = got.json
    assert (data["status"], data["answers"]) == ("not_found", [])
    assert data["reason"]
    assert data["nearest"]


def test_no_answer_is_told_on_standard_error(qa):
    got = qa("ask", UNKNOWN)
    assert (got.code, got.out) == (NO_ANSWER, "")
    assert got.err.startswith("未找到依据：")
    assert "相近章节（不是答案）：" in got.err


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "？", "公" * 2001, "x" * 100_000])
@pytest.mark.parametrize("json", [(), ("--json",)])
def test_what_is_no_question_is_wrong_use(qa, question: str, json: tuple[str, ...]):
    got = qa("ask", question, *json)
    assert got.code == WRONG
    assert got.error.startswith("qa: 问题")
    assert not json or got.json["status"] == "not_found"


@pytest.mark.parametrize("typed", [(), ("-",)])
def test_question_from_standard_input(qa, typed: tuple[str, ...]):
    got = qa("ask", *typed, stdin=f"{CARS}\n")
    assert got.code == DONE
    assert got.out.startswith("31000余台\n")


def test_empty_standard_input(qa):
    assert qa("ask", stdin="").code == WRONG


def test_bytes_that_are_no_text_are_shown_as_such(qa):
    got = qa("ask", stdin=b"\xff\xfe" + CARS.encode())
    assert got.code in (DONE, NO_ANSWER)
    assert "Traceback" not in got.err


def test_within_one_report(qa):
    assert qa("ask", CARS, "--within", "法治政府").code == DONE
    got = qa("ask", CARS, "--within", "没有这份")
    assert (got.code, got.out) == (WRONG, "")
    assert "没有这份" in got.error


def test_corrections_are_told_beside_the_answer(qa):
    got = qa("ask", "全省取消公务用撤多少台?")
    assert got.out.startswith("31000余台\n")
    assert got.error == "按“公务用车”检索（问题里是“公务用撤”）"


def test_exact_corrects_nothing(qa):
    got = qa("ask", "全省取消公务用撤多少台?", "--exact")
    assert got.code == NO_ANSWER and "公务用车”检索" not in got.err
    assert qa("ask", CARS, "--exact").out == qa("ask", CARS).out


def test_knowledge_base_that_is_not_there(qa, tmp_path):
    folder = str(tmp_path / "none")
    got = qa("ask", CARS, "--kb", folder)
    assert got.code == WRONG
    assert f"qa --kb {folder} add" in got.error
    assert not (tmp_path / "none").exists()


def test_kb_before_or_after_the_verb_or_from_the_environment(qa, kb: str, monkeypatch: pytest.MonkeyPatch):
    assert qa("ask", CARS, "--kb", kb, own_kb=False).code == DONE
    assert qa(f"--kb={kb}", "ask", CARS, own_kb=False).code == DONE
    assert qa("--kb", "/nonexistent", "ask", CARS, "--kb", kb, own_kb=False).code == DONE
    monkeypatch.setenv("QA_KB", kb)
    assert qa("ask", CARS, own_kb=False).code == DONE


def test_own_knowledge_base_starts_with_the_shipped_report(qa):
    assert qa("ask", CARS, own_kb=False).out.startswith("31000余台\n")


@pytest.mark.parametrize("name", ["LC_ALL", "LC_MESSAGES", "LANG"])
def test_english_where_the_locale_asks_for_it(qa, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(name, "en_US.UTF-8")
    assert "Source: " in qa("ask", CARS).out
    assert qa("ask", UNKNOWN).err.startswith("No evidence found: ")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "出处：" in qa("ask", CARS).out


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.UTF-8", "ja_JP.UTF-8"])
def test_chinese_otherwise(qa, monkeypatch: pytest.MonkeyPatch, locale: str):
    monkeypatch.setenv("LC_ALL", locale)
    assert "出处：" in qa("ask", CARS).out


def test_markdown_and_csv(qa):
    got = qa("ask", CARS, "--format", "md")
    assert (got.code, got.err) == (DONE, "")
    assert got.out.startswith(f"# 问答记录\n\n## 一、{CARS}\n\n**31000余台**（很可能）\n\n> ")
    assert "[^1]: 出处：《湖南省机关事务管理局2020年度法治政府建设情况》" in got.out
    table = qa("ask", CARS, "--format", "csv")
    assert (table.code, table.err) == (DONE, "")
    assert table.out.startswith("\ufeff问题,地区,年份,答案,")
    assert table.out.count("\n") == 2
    assert qa("ask", CARS, "--format", "json").out == qa("ask", CARS, "--json").out


@pytest.mark.parametrize("form", ["md", "csv"])
def test_documents_tell_why_there_is_no_answer(qa, form: str):
    got = qa("ask", UNKNOWN, "--format", form)
    assert (got.code, got.err) == (NO_ANSWER, "")
    assert "报告里没有提到" in got.out
    assert qa("ask", "", "--format", form).code == WRONG
