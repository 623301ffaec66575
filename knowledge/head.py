"""The head of a report: 索引号, 发文日期, 名称 and their like, front matter, the line with the day of a speech."""

import re

from knowledge.model import DATE_NAMES, ISSUER_NAMES, NO_HEAD, NUMBER_NAMES, TITLE_NAMES, Field, Head
from knowledge.patterns import late
from knowledge.text import lines, strip_span

_OTHER_NAMES = (
    "主题分类",
    "主题词",
    "题裁分类",
    "体裁分类",
    "关键词",
    "有效性",
    "来源",
    "source",
    "信息来源",
    "公开方式",
    "公开形式",
    "统一登记号",
    "信息分类",
)
_NAMES = sorted({*TITLE_NAMES, *ISSUER_NAMES, *DATE_NAMES, *NUMBER_NAMES, *_OTHER_NAMES}, key=len, reverse=True)

_FIELD = late(
    r"(?i)[•·●\-*\s　]*(?P<name>"
    + "|".join("[ 　]*".join(name) for name in _NAMES)
    + r")[ \t　]*[:：][ \t　]*(?P<value>[^\r\n]*)"
)
_MATTER = late(r"(?P<name>[A-Za-z_\u4e00-\u9fff]{1,12})[ \t]*:[ \t]*(?P<value>[^\r\n]*)")
_DAY = late(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?")
_SPEECH = late(
    r"[—\-–(（*\s]*(\d{4}年\d{1,2}月\d{1,2}日)[^。]{0,40}$|[—\-–(（*\s]*[^。\d]{0,30}(\d{4}年\d{1,2}月\d{1,2}日)[)）*\s]*$"
)
_NUMBER = late(r"^[\u4e00-\u9fff]{1,12}[〔\[（(](?:19|20)\d\d[)）\]〕]\s*\d+号$")

_GIVEN = late(
    r"(?:\d{4}|[一二][〇○零一二三四五六七八九]{3}) ?年 ?[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日"
)
_TO_A_MEETING = late(r"[^。\r\n]*?会议?上")
# A title whose line was joined to the next: up to the white space that was its end. 财政部 税务总局关于…: offices that are
# parted by white space before it belong to it.
_JOINED = late(r"((?:[^\s。]{1,8}[ \t　]+){0,3}[^\s。]{9,60})[ \t　]+(?=[^\x00-\x7f])")
_MARKS = " \t　*—-（()）"  # a line that is but the day has no others
_SPEECH_BEGINS = "各位代表"

# How far a head can reach: lines with text, from the top.
_HEAD_LINES = 24
_TITLE_LENGTH = 60
# A longer line is no field: 297 real heads have none above 120 characters. What they say goes with every passage.
_FIELD_LENGTH = 500


def day(written: str) -> str:
    """Return the first date in `written` as YYYY-MM-DD, or ''."""
    match = _DAY.search(written)
    if match is None:
        return ""
    year, month, number = (int(part) for part in match.groups())
    return f"{year:04}-{month:02}-{number:02}" if 1 <= month <= 12 and 1 <= number <= 31 else ""


def field_lines(text: str) -> list[tuple[Field, int, int]]:
    """Return the head's fields, each with the span (start, end) of its line without white space.

    Front matter (between two lines `---` at the very top) may hold any names; elsewhere a field needs a name known
    to stand in heads, and a first paragraph of prose ends the head.
    """
    found: list[tuple[Field, int, int]] = []
    matter = 0  # fences seen
    seen = 0
    for line_start, line_end in lines(text):
        start, end = strip_span(text, line_start, line_end)
        if start == end:
            continue
        seen += 1
        if seen > _HEAD_LINES:
            break
        if text[start:end] == "---" and (seen == 1 or matter == 1):
            matter += 1
            continue
        pattern = _MATTER if matter == 1 else _FIELD
        match = pattern.match(text, start, end) if end - start <= _FIELD_LENGTH else None
        if match is not None:
            name = re.sub(r"\s", "", match["name"])
            value_start, value_end = strip_span(text, match.start("value"), match.end("value"))
            found.append((Field(name, text[value_start:value_end], value_start, value_end), start, end))
        elif end - start > 2 * _TITLE_LENGTH:
            break
    return found


def read_head(text: str, path: str, told: Head = NO_HEAD) -> Head:
    """Read title, issuer, date and number from the head of `text`; `path` is the last resort for the title.

    `told` is what the file's format says of the report: it comes after the head's own fields, and before a guess.
    """
    fields = tuple(field for field, _, _ in field_lines(text))

    def first(names: tuple[str, ...]) -> str:
        by_name = {field.name.lower(): field.value for field in reversed(fields) if field.value}
        return next((by_name[name] for name in names if name in by_name), "")

    top = [text[slice(*strip_span(text, *span))] for span in _first_lines(text)]
    spoken = (day(m[1] or m[2]) for line in top if (m := _SPEECH.match(line)))
    date = day(first(DATE_NAMES)) or told.date or next(spoken, "")
    number = next((line for line in top if _NUMBER.match(line)), "")
    number = first(NUMBER_NAMES[:-2]) or told.number or number or first(NUMBER_NAMES)
    title = first(TITLE_NAMES) or told.title or _title(top, path)
    issuer = first(ISSUER_NAMES) or told.issuer
    title, issuer, date, number = (value[:_FIELD_LENGTH] for value in (title, issuer, date, number))
    return Head(title, issuer, date, number, fields)


def day_given(text: str) -> tuple[int, int] | None:
    """Return where the head tells the day on which a report was given to a meeting (——2018年1月26日在…会议上), if it does."""
    for start, end in _first_lines(text):
        if text.find(_SPEECH_BEGINS, start, end) != -1:
            break
        given = _GIVEN.search(text, start, end) if end - start <= 2 * _TITLE_LENGTH else None
        alone = given and not f"{text[start : given.start()]}{text[given.end() : end]}".strip(_MARKS + "\r\n")
        if given and (alone or _TO_A_MEETING.match(text, given.end(), end)):
            return given.span()
    return None


def _first_lines(text: str) -> list[tuple[int, int]]:
    spans = []
    for start, end in lines(text):
        if text[start:end].strip(" \t\r\n　\ufeff"):
            spans.append((start, end))
            if len(spans) == _HEAD_LINES:
                break
    return spans


def _title(top: list[str], path: str) -> str:
    """The first line where it is short enough for a title, else a file name with Chinese in it, else how it begins."""
    first = next((line.strip("#*《》 　") for line in top if line.strip("-#* 　")), "")
    stem = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if 0 < len(first) <= _TITLE_LENGTH and not first.endswith(("。", "；", "：", ":", ",", "，")):
        return first
    if any("\u4e00" <= character <= "\u9fff" for character in stem):
        return stem
    if joined := _JOINED.match(first):
        return joined[1]
    return re.split(r"[\s　。，；：,;:（(]", first, maxsplit=1)[0][:_TITLE_LENGTH] or stem
