"""Spans that are picked from a text, made whole: no number, no list and no pair of brackets is cut in two."""

from qa.spans import CLAUSE_END, NUMBER

_PAIRS = {"《": "》", "“": "”", "(": ")", "「": "」", "『": "』", "【": "】", "〔": "〕", "‘": "’"}


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the smallest span around text[start:end] that cuts no number, no list, and no pair of brackets in two."""
    while (around := _wider(text, start, end)) != (start, end):
        start, end = around
    return start, end


def _wider(text: str, start: int, end: int) -> tuple[int, int]:
    for match in NUMBER.finditer(text, max(0, start - _LONGEST_NUMBER), min(len(text), end + _LONGEST_NUMBER)):
        if match.start() < end and start < match.end():
            # What bounds a number from before (超过) is not missed where it was left out on purpose.
            start = min(start, match.start("value"))
            end = max(end, match.end())
    if "、" in text[start:end] and text.startswith("、", end):
        stop = CLAUSE_END.search(text, end)
        end = stop.start() if stop else len(text)
    first, *others = text[start:end].split("、")
    if len(others) > 1 and start and not first.startswith(text[start - 1]):
        # All others of a list begin with what the first one was cut from: 无群体性事件、无上访案件、无事故.
        start -= all(other.startswith(text[start - 1]) for other in others)
    for opening, closing in _PAIRS.items():
        start, end = _balanced(text, start, end, opening, closing)
    return start, end


def _balanced(text: str, start: int, end: int, opening: str, closing: str) -> tuple[int, int]:
    """Take in the other bracket of a pair, or leave the lone one out where it stands at an edge."""
    opened: list[int] = []
    closed: list[int] = []
    for at in (at for at in range(start, end) if text[at] in (opening, closing)):
        if text[at] == opening:
            opened.append(at)
        elif opened:
            opened.pop()
        else:
            closed.append(at)
    if opened:
        at = text.find(closing, end, end + _LONGEST_NUMBER)
        if at != -1:
            end = at + 1
        elif opened[0] == start:
            start += 1
    if closed:
        at = text.rfind(opening, max(0, start - _LONGEST_NUMBER), start)
        if at != -1:
            start = at
        elif closed[-1] == end - 1:
            end -= 1
    return start, end


# No number with its unit, nor what is taken in to balance a pair of brackets, is longer than this, in characters.
_LONGEST_NUMBER = 24
