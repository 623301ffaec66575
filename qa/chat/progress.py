"""How far the adding of reports is, and what became of them, as blocks."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from textual.content import Content

from qa.chat.blocks import Block, note
from qa.render import one_line
from qa.say import say

# Files that failed, or were read in part, are named up to this many.
_NAMED = 10
_BAR = 20  # cells


class Progress:
    """Counts what `qa add --json` tells of each file."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._failed: list[str] = []
        self._in_part: list[str] = []
        self._last: Mapping[str, Any] = {}

    def heard(self, one: Mapping[str, Any]) -> None:
        """Take note of one file."""
        if one["number"]:  # what is left out of a folder is not counted
            self._last = one
        self._count[one["status"]] += 1
        if one["status"] == "failed":
            self._failed.append(one_line(one["reason"]))
        elif one["missing"]:
            said = say("{}：只读出一部分：{}", "{}: read in part: {}").format(one["path"], one["missing"][0])
            self._in_part.append(one_line(said))

    def blocks(self, *, done: bool = False) -> list[Block]:
        """Return how far it is, or in the end what was done."""
        failed, in_part = _some("failure", self._failed), _some("note", self._in_part)
        return [self._summed() if done else self._bar(), *failed, *in_part]

    def _bar(self) -> Block:
        number, of, path = (self._last.get(key, 0) for key in ("number", "of", "path"))
        full = _BAR * number // max(1, of)
        doing = say("正在建立索引…", "building the index…") if number == of else one_line(str(path))
        return Block("other", Content(f"{'█' * full}{'░' * (_BAR - full)} {number}/{of} {doing}"))

    def _summed(self) -> Block:
        names = {
            "added": say("添加", "added"),
            "updated": say("更新", "updated"),
            "unchanged": say("未变", "unchanged"),
            "failed": say("失败", "failed"),
            "left_out": say("略过", "left out"),
        }
        told = say("，", ", ").join(
            f"{name} {self._count[status]}" for status, name in names.items() if self._count[status]
        )
        return note(told or say("没有可以添加的报告", "nothing there to add"))


def _some(kind: str, lines: list[str]) -> list[Block]:
    named = [Block(kind, Content(line)) for line in lines[:_NAMED]]
    left = len(lines) - _NAMED
    return [*named, *([note(say(f"…还有 {left} 份", f"… {left} more"))] if left > 0 else [])]
