"""From a file to a citation: a row with its columns' names, a page, and records from before there were pages."""

import json
import sqlite3
from pathlib import Path

import pytest
from made_files import Word, ofd, shown

from knowledge.base import Clause
from knowledge.errors import Damaged
from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.layout import Screen
from qa.render import reply_data
from qa.show import answered

ROWS = (
    ("险种", "适用对象", "补贴标准"),
    ("失业保险", "登记失业人员", "每月1980元"),
    ("工伤保险", "工伤职工", "每月2310元"),
)


@pytest.fixture
def base(tmp_path: Path) -> LocalKnowledgeBase:
    word = Word()
    word.line("某市社会保险补贴办法", centred=True)
    word.line("补贴由社会保险经办机构按月发放，标准如下：")
    table = word.opened.add_table(3, 3)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    (tmp_path / "补贴办法.docx").write_bytes(word.data())
    pages = [
        shown("某市养老服务报告", 60, 20, 8),
        shown("全市养老机构床位达到三万二千张。", 20, 60),
        shown("全市护理人员达到八千一百人。", 20, 60),
    ]
    (tmp_path / "养老报告.ofd").write_bytes(ofd(["".join(pages[:2]), pages[2]]))
    opened = LocalKnowledgeBase(str(tmp_path / "kb"), create=True)
    added = list(opened.add([str(tmp_path / "补贴办法.docx"), str(tmp_path / "养老报告.ofd")]))
    assert [one.status for one in added] == ["added", "added"]
    return opened


def test_a_row_is_found_by_its_columns_and_by_its_own_words(base: LocalKnowledgeBase) -> None:
    for field, term in (("path", "标准"), ("words", "1980")):
        found = base.search([Clause(field, term, 1.0)], 5)
        assert any(hit.text == " | ".join(ROWS[1]) for hit in found)
        assert all(hit.section_path[-1].title == " | ".join(ROWS[0]) for hit in found if "1980" in hit.text)


def test_an_answer_from_a_row_is_a_cell(base: LocalKnowledgeBase) -> None:
    best = Bot(base).ask("失业保险的补贴标准是多少?").answers[0]
    assert "1980元" in best.text  # with 每月 or without, and nothing of the cells beside it
    assert best.text in ROWS[1][2]
    assert best.quote == " | ".join(ROWS[1])
    assert [section.label + section.title for section in best.section_path][-1] == "表：" + " | ".join(ROWS[0])
    assert best.page is None


def test_an_answer_from_a_page_tells_it(base: LocalKnowledgeBase) -> None:
    reply = Bot(base).ask("全市有多少护理人员?")
    best = reply_data(reply)["answers"][0]
    assert (best["text"], best["page"], best["line"]) == ("八千一百人", 2, 3)
    assert "第2页（全文第3行）" in answered(reply, Screen())
    assert reply_data(Bot(base).ask("养老机构有多少床位?"))["answers"][0]["page"] == 1


def test_records_from_before_pages_open_as_they_are(base: LocalKnowledgeBase, tmp_path: Path) -> None:
    base.close()
    with sqlite3.connect(tmp_path / "kb" / "records.db") as db:
        for number, head in db.execute("SELECT id, head FROM report").fetchall():
            old = {key: value for key, value in json.loads(head).items() if key not in ("pages", "seal")}
            db.execute("UPDATE report SET head = ? WHERE id = ?", (json.dumps(old), number))
    opened = LocalKnowledgeBase(str(tmp_path / "kb"))
    assert Bot(opened).ask("全市有多少护理人员?").answers[0].page is None


@pytest.mark.parametrize("pages", [["x"], [5, 1], [0, 10**9], [None], 7])
def test_pages_that_cannot_be_are_damage(base: LocalKnowledgeBase, tmp_path: Path, pages: object) -> None:
    base.close()
    with sqlite3.connect(tmp_path / "kb" / "records.db") as db:
        for number, head in db.execute("SELECT id, head FROM report").fetchall():
            odd = {key: value for key, value in json.loads(head).items() if key != "seal"} | {"pages": pages}
            db.execute("UPDATE report SET head = ? WHERE id = ?", (json.dumps(odd), number))
    with pytest.raises(Damaged):
        LocalKnowledgeBase(str(tmp_path / "kb")).reports()
