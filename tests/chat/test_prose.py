import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.selection import Selection

from qa.chat.prose import Prose, rows

TEXTS = st.text(alphabet="全省取消公务用车,。、；（）“”31000.5%APP \n→一", max_size=80)


def lines(text: str, width: int) -> list[str]:
    return [text[row.start : row.end] for row in rows(text, width)]


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(2, 30))
def test_rows_are_the_text_and_fit(text: str, width: int) -> None:
    found = rows(text, width)
    assert "".join(text[row.start : row.end] + ("" if row.soft else "\n") for row in found) == text + "\n"
    assert all(row.hang + cell_len(text[row.start : row.end].rstrip()) <= width for row in found)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("全省取消公务用车", 8, ["全省取消", "公务用车"]),
        ("全省取消,公务用车", 8, ["全省取", "消,公务", "用车"]),  # no line begins with a comma
        ("全省取“公务”用车", 8, ["全省取", "“公务”用", "车"]),  # an opening mark goes with what it opens
        ("取消31000余台", 10, ["取消", "31000余台"]),  # a number keeps its unit
        ("共节约1.5亿元和2万平方公里", 12, ["共节约", "1.5亿元和", "2万平方公里"]),
        ("节支率11.73%的", 7, ["节支率", "11.73%", "的"]),
        ("430S00/2023-015886", 8, ["430S00/2", "023-0158", "86"]),  # longer than a row: cut somewhere
        ("公务 用车", 4, ["公务 ", "用车"]),
        ("一\n\n二", 4, ["一", "", "二"]),
        ("", 4, [""]),
    ],
)
def test_where_rows_end(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


def test_a_line_goes_on_as_far_in_as_it_begins() -> None:
    assert [(row.start, row.end, row.hang) for row in rows("  全省取消", 6)] == [(0, 4, 0), (4, 6, 2)]
    assert [(row.start, row.end, row.hang) for row in rows("    123456", 6)] == [
        (0, 6, 0),
        (6, 10, 2),
    ]


def test_a_width_too_small_still_ends() -> None:
    assert lines("全省a", 1) == ["全", "省", "a"]


class OneProse(App[None]):
    def compose(self) -> ComposeResult:
        yield Prose(Content("全省取消公务用车\n完"))


async def test_selected_text_has_no_breaks_of_the_screen() -> None:
    app = OneProse()
    async with app.run_test(size=(8, 10)) as pilot:
        prose = app.query_one(Prose)
        assert [prose.render_line(y).text.rstrip() for y in range(prose.size.height)] == [
            "全省取消",
            "公务用车",
            "完",
        ]
        assert prose.get_selection(Selection(Offset(1, 0), Offset(2, 1))) == ("省取消公务", "\n")
        assert prose.get_selection(Selection(None, None)) == ("全省取消公务用车\n完", "\n")
        prose.update(Content("  全省取消公务"))
        await pilot.pause()
        assert [prose.render_line(y).text.rstrip() for y in range(prose.size.height)] == [
            "  全省取",
            "  消公务",
        ]
        assert prose.get_selection(Selection(None, Offset(4, 1))) == ("  全省取消公", "\n")
        prose.update(Content("全省取消公务用车\n完"))
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert prose.size.height == 2
