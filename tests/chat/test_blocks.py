import pytest

from knowledge.errors import Damaged
from qa.chat.blocks import Block, failure, reply
from qa.chat.source import excerpt, spot_of
from qa.model import Nearest
from qa.show import likelihood

from .made import ANSWER, PATH, QUOTE, TEXT, answer, answered, declined, summary


def texts(blocks: list[Block]) -> list[str]:
    return [block.content.plain for block in blocks]


def highlighted(block: Block) -> str:
    content = block.content
    return "".join(content.plain[span.start : span.end] for span in content.spans if "underline" in str(span.style))


def test_an_answer_comes_first_then_its_sentence_then_its_source() -> None:
    blocks = reply(answered("多少台?"))
    assert texts(blocks) == [
        "31000余台  很可能",
        f"“{QUOTE}”",
        "出处：某局2020年报告",
        "一、→(一)→4.  第 5 行",
        "一、车辆改革",
        "  (一)公务用车",
        "    4.取消车辆",
        "某局.txt",
    ]
    assert highlighted(blocks[1]) == ANSWER


def test_the_highlight_is_right_behind_characters_made_visible() -> None:
    whole = "甲\x1b乙\u202e丙31000余台\x07丁"
    blocks = reply(answered("?", answer(quote=whole, whole=whole)))
    assert blocks[1].content.plain == "“甲␛乙⟨202E⟩丙31000余台␇丁”"
    assert highlighted(blocks[1]) == ANSWER


def test_other_candidates_are_brief_and_those_of_no_use_are_left_out() -> None:
    others = [
        answer(score=0.7),
        answer(text="其余车辆继续使用", quote="其余车辆继续使用。", score=0.3),
        answer(score=0.04),
    ]
    found = texts(reply(answered("?", answer(), *others)))
    assert found[-3:] == [
        "其他可能：",
        "2. 31000余台  一、→(一)→4.  第 5 行  可能",
        "3. 其余车辆继续使用  一、→(一)→4.  第 5 行  不太确定",
    ]


def test_the_head_of_a_report_has_no_section() -> None:
    assert "报告开头  第 5 行" in texts(reply(answered("?", answer(path=()))))


def test_a_report_without_title_goes_by_its_file() -> None:
    assert "出处：某局.txt" in texts(reply(answered("?", answer(report=summary(title="")))))


def test_an_abstention_says_why_and_offers_sections() -> None:
    near = [
        Nearest(summary(), PATH, 5),
        Nearest(summary(), (), 0),
        Nearest(summary(title="别的"), PATH[:1], 3),
    ]
    assert texts(reply(declined("局长叫什么?", near=near))) == [
        "未找到依据",
        "报告没有给出姓名",
        "相近章节（不是答案）：",
        "某局2020年报告",
        "一、→(一)→4. 取消车辆  第 5 行",
        "报告开头",
        "别的",
        "一、 车辆改革  第 3 行",
    ]


def test_how_the_question_was_understood() -> None:
    found = texts(reply(answered("那供无用车呢?", text="全省供无用车?", corrections=[("供无用车", "公务用车")])))
    assert found[0] == "理解为：全省供无用车?"
    assert found[1].startswith("按“公务用车”检索")


@pytest.mark.parametrize(("score", "words"), [(0.9, "很可能"), (0.6, "可能"), (0.59, "不太确定")])
def test_scores_in_words(score: float, words: str) -> None:
    assert likelihood(score) == words


def test_english_where_the_locale_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Source: 某局2020年报告" in texts(reply(answered("?")))
    assert texts(reply(declined("?")))[1] == "no name is given"


def test_an_error_is_one_line() -> None:
    assert failure(Damaged("坏了\n第二行", "broken")).content.plain == "坏了 第二行"
    assert failure(ValueError("x\ny")).content.plain == "程序内部出错：ValueError: x y"


def test_an_excerpt_is_the_report_around_the_quote() -> None:
    content, offset = excerpt(spot_of(answer()), TEXT, 0, len(TEXT))
    assert content.plain == TEXT
    assert content.plain[offset:].startswith(QUOTE)


def test_an_excerpt_of_a_long_report_with_other_line_ends() -> None:
    whole = "\ufeff" + "甲乙\r\n" * 3000 + QUOTE + "\r\n" + "丙\t丁\r" * 3000
    spot = spot_of(answer(whole=whole))
    content, offset = excerpt(spot, whole, spot.start - 4000, spot.end + 4000)
    assert len(content.plain) < 20_000
    assert content.plain[offset:].startswith(QUOTE + "\n丙    丁\n")
    assert content.plain.startswith("…") and content.plain.endswith("…")
    assert "␍" not in content.plain
    whole = "\ufeff\r\n" + QUOTE
    first, _ = excerpt(spot_of(answer(whole=whole)), whole, 0, len(whole))
    assert first.plain == "\n" + QUOTE
