"""What is told of reports while they are added, and when all is done."""

from collections.abc import Iterator, Mapping, Sequence

from knowledge.base import Added
from qa.say import say

# So many files of those left out for one reason are named.
_NAMED = 3


def told(one: Added) -> Iterator[str]:
    """Yield a line for each thing to tell of a file: why it failed, what is missing, that its numbering is odd."""
    if one.status == "failed":
        yield "qa: " + say(one.zh, one.en)
    if one.missing:
        yield say("qa: {}：只读出一部分：{}", "qa: {}: read in part: {}").format(one.path, _first(one.missing))
    notes = one.notes[len(one.missing) :]
    if notes:
        yield f"{one.path}：{_first(notes)}"


def _first(notes: Sequence[str]) -> str:
    more = len(notes) - 1
    return notes[0] + (say(f"（还有 {more} 处）", f" (and {more} more)") if more else "")


def left_out(ones: Sequence[Added]) -> Iterator[str]:
    """Yield a line for each reason why files of a folder were left out, with some of their names."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in ones:
        by_reason.setdefault((one.zh, one.en), []).append(one.path)
    for (zh, en), names in by_reason.items():
        some, more = "、".join(names[:_NAMED]), "…" if len(names) > _NAMED else ""
        yield say(f"略过 {len(names)} 个（{zh}）：{some}{more}", f"left out {len(names)} ({en}): {some}{more}")


def summed(count: Mapping[str, int]) -> str:
    """Return the last line: how many files ended how; `count` counts each status, and those read in part."""
    part, out = count.get("in_part", 0), count.get("left_out", 0)
    zh = [f"添加 {count['added']} 份", f"更新 {count['updated']} 份", f"未变 {count['unchanged']} 份"]
    en = [f"{count['added']} added", f"{count['updated']} updated", f"{count['unchanged']} unchanged"]
    zh += [f"失败 {count['failed']} 份", *([f"其中 {part} 份只读出一部分"] if part else [])]
    en += [f"{count['failed']} failed", *([f"{part} of them read in part"] if part else [])]
    if out:
        zh.append(f"略过 {out} 个")
        en.append(f"{out} left out")
    return say("，".join(zh), ", ".join(en))
