import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_documents import TEXTS

from knowledge.head import day, field_lines, read_head


def test_the_shipped_report(shipped_text: str) -> None:
    head = read_head(shipped_text, "x.txt")
    assert head.title == "湖南省机关事务管理局2020年度法治政府建设情况"
    assert (head.issuer, head.date, head.number) == ("", "2021-03-17", "430S00/2023-015886")
    assert [field.name for field in head.fields] == [
        "索引号",
        "题裁分类",
        "发布机构",
        "发文日期",
        "主题分类",
        "主题词",
        "名称",
    ]


@given(TEXTS)
def test_fields_stand_where_they_say(text: str) -> None:
    for field, start, end in field_lines(text):
        assert text[field.start : field.end] == field.value
        assert start <= field.start <= field.end <= end
    head = read_head(text, "报告.txt")
    assert head.title and "\n" not in head.title


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2021-03-17 10:03", "2021-03-17"),
        ("2021年3月7日", "2021-03-07"),
        ("2021.3.7", "2021-03-07"),
        ("2021/13/1", ""),
        ("", ""),
        ("三月", ""),
    ],
)
def test_days(written: str, date: str) -> None:
    assert day(written) == date


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("政府工作报告\n正文。\n", "a.txt", "政府工作报告"),
        ("# 政府工作报告\n", "a.md", "政府工作报告"),
        ("《某办法》\n", "a.txt", "某办法"),
        ("这是一个句子。\n", "某市报告.txt", "某市报告"),
        ("这是一个句子,没有标题。\n", "a.txt", "这是一个句子"),
        ("---\ntitle: 某市报告\n---\n正文。\n", "a.md", "某市报告"),
        (
            "某市公布特殊儿童救助热线 为做好工作，日前，某市公布热线。据介绍，有三条。\n" * 2,
            "a.txt",
            "某市公布特殊儿童救助热线",
        ),
        (
            "甲部 乙总局关于支持疫情防控税收政策的公告 甲部公告第8号 为进一步做好工作，公告如下。" * 2,
            "a.txt",
            "甲部 乙总局关于支持疫情防控税收政策的公告",
        ),
        ("某市降低用电成本的通知 各区、各部门：为降低成本，现通知如下，请认真执行。" * 2, "某市通知.txt", "某市通知"),
        ("", "dir/a.txt", "a"),
    ],
)
def test_titles(text: str, path: str, title: str) -> None:
    assert read_head(text, path).title == title


def test_a_speech_tells_its_day() -> None:
    text = "政府工作报告\n——2021年1月25日在某省人民代表大会上\n各位代表：\n"
    assert read_head(text, "a.txt").date == "2021-01-25"


def test_a_number_under_the_title() -> None:
    assert read_head("关于某事的通知\n某政发〔2020〕12号\n", "a.txt").number == "某政发〔2020〕12号"


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_has_a_head(text: str, path: str) -> None:
    read_head(text, path)
