import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.labels import RANKS, label_at, run_in_labels


def chain(text: str) -> list[str]:
    return [text[label.start : label.end] for label in run_in_labels(text, 0, len(text))]


@pytest.mark.parametrize(
    ("line", "kind", "number", "label"),
    [
        ("一、推进法治", "一、", 1, "一、"),
        ("十二、附则", "一、", 12, "十二、"),
        ("(一)依法履行", "（一）", 1, "(一)"),
        ("（二十一）其他", "（一）", 21, "（二十一）"),
        ("〔三〕其他", "（一）", 3, "〔三〕"),
        ("1.深化改革", "1.", 1, "1."),
        ("1．深化改革", "1.", 1, "1．"),
        ("１．深化改革", "1.", 1, "１．"),
        ("12、深化改革", "1.", 12, "12、"),
        ("1.2020年完成任务", "1.", 1, "1."),
        ("（1）办公用房", "（1）", 1, "（1）"),
        ("(12)办公用房", "（1）", 12, "(12)"),
        ("①公务用车", "①", 1, "①"),
        ("⑳公务用车", "①", 20, "⑳"),
        ("第三章 附则", "章", 3, "第三章"),
        ("第十二条　本条例", "条", 12, "第十二条"),
        ("第12条 本条例", "条", 12, "第12条"),
        ("第一部分：概况", "部分", 1, "第一部分"),
        ("第二编", "编", 2, "第二编"),
        ("第一百零三条 附则", "条", 103, "第一百零三条"),
    ],
)
def test_labels(line: str, kind: str, number: int, label: str) -> None:
    found = label_at(line, 0, len(line))
    assert found is not None
    assert (found.kind, found.number, line[found.start : found.end]) == (kind, number, label)


@pytest.mark.parametrize(
    "line",
    ["2020.是年份", "12.4国家宪法日", "3.5亿元", "2020年完成", "10、20年", "第三条战线", "第一是", "一", "一、", "二〇二〇、好",
     "（一", "()", "（2020）", "公务用车", "", "百、好", "1", "1.5", "30.5%"],
)  # fmt: skip
def test_no_labels(line: str) -> None:
    assert label_at(line, 0, len(line)) is None


def test_a_label_does_not_look_past_its_end() -> None:
    assert label_at("第三条战线", 0, 3) is not None
    assert label_at("一、甲", 0, 2) is None


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("一是抓改革。二是抓落实。", ["一是", "二是"]),
        ("加强领导。一是抓改革；二是抓落实；三是抓督查。", ["一是", "二是", "三是"]),
        ("制度体系一是起草意见。二是建立制度", ["一是", "二是"]),
        ("担负起职责二是自觉", []),
        ("一是切实担负起职责二是自觉接受监督。三是公开", ["一是", "二是", "三是"]),
        ("口径统一是前提。", []),
        ("口径统一是前提。一是抓改革。二是抓落实", ["一是", "二是"]),
        ("一是抓改革。", ["一是"]),
        ("我们要做到一是一", []),
        ("一是甲。三是丙。", ["一是"]),
        ("二是建立制度。三是公开", ["二是", "三是"]),
        ("九是甲。十是乙。十一是丙。", ["九是", "十是", "十一是"]),
        ("", []),
    ],
)
def test_run_in_chains(text: str, links: list[str]) -> None:
    assert chain(text) == links


@given(st.text(st.sampled_from("一二三十是统。，甲第章条（）()、.．1２① "), max_size=30), st.data())
def test_labels_lie_in_their_span_and_count(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    label = label_at(text, start, end)
    if label is not None:
        assert start == label.start < label.end <= end
        assert label.kind in RANKS and label.number >= 0
    links = run_in_labels(text, start, end)
    assert all(start <= link.start < link.end <= end for link in links)
    assert all(b.number == a.number + 1 and b.start >= a.end for a, b in itertools.pairwise(links))
