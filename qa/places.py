"""The provincial divisions of China as they are written: 湖南, 湖南省, 广西壮族自治区, and 湘 where that stands for it."""

from knowledge.patterns import late
from qa.times import AND, YEAR

# A question may name one that no report covers. Each with the characters that are short for it.
_SHORT = {
    "北京": "京", "天津": "津", "河北": "冀", "山西": "晋", "内蒙古": "蒙", "辽宁": "辽", "吉林": "吉", "黑龙江": "黑", "上海": "沪",
    "江苏": "苏", "浙江": "浙", "安徽": "皖", "福建": "闽", "江西": "赣", "山东": "鲁", "河南": "豫", "湖北": "鄂", "湖南": "湘",
    "广东": "粤", "广西": "桂", "海南": "琼", "重庆": "渝", "四川": "川蜀", "贵州": "黔贵", "云南": "滇云", "西藏": "藏", "陕西": "陕秦",
    "甘肃": "甘陇", "青海": "青", "宁夏": "宁", "新疆": "新", "香港": "港", "澳门": "澳", "台湾": "台",
}  # fmt: skip
PROVINCES = tuple(_SHORT)
_FULL = {character: name for name, characters in _SHORT.items() for character in characters}

_NAME = "|".join(PROVINCES)
PROVINCE = late(_NAME)
PLACE = rf"(?:{_NAME})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"

# 两省, 三地, 各省: what sums up a list of places.
TOGETHER = r"(?:[两二三四五六七八九几各][个]?(?:省区市|省区|省份?|市|地|区))"
# A character is short for a province only where a province would stand by itself: at the beginning or after a mark, and
# before the year, or with others before 两省. So not in 湘江, 鲁迅, 渝中区 or 新建.
_CHARACTER = f"[{''.join(_FULL)}]"
_INNER = late("内蒙(?!古)")
_MARKS = ",、;:。?“("
_ABBREVIATED = late(
    rf"(?:(?<=^)|(?<=[\s{_MARKS}])|(?<=^那))(?!{_NAME})"
    rf"(?:{_CHARACTER}(?=省?{YEAR}|省的|的?呢)|{_CHARACTER}(?:(?:{AND})?{_CHARACTER})+(?=省?{YEAR}|{TOGETHER}|的?呢))"
)


def places_in(text: str) -> tuple[str, ...]:
    """Return the provinces named in a text, each once."""
    return tuple(dict.fromkeys(match.group() for match in PROVINCE.finditer(text)))


def abbreviated(text: str) -> tuple[tuple[str, str], ...]:
    """Return what a question abbreviates of provinces, and their names: (湘粤, 湖南、广东)."""
    if not _may_abbreviate(text):
        return ()
    found = (match.group() for match in _ABBREVIATED.finditer(text))
    return tuple((short, "、".join(_FULL[character] for character in short if character in _FULL)) for short in found)


def whole_name(text: str) -> str:
    """Return a question in which 内蒙 is 内蒙古."""
    return _INNER.sub("内蒙古", text) if "内蒙" in text else text


def in_full(text: str) -> str:
    """Return a question with the provinces that it abbreviates written out: 湘粤两省 is 湖南、广东两省."""
    names = [name for _, name in abbreviated(text)]
    return _ABBREVIATED.sub(lambda _: names.pop(0), text) if names else text


def _may_abbreviate(text: str) -> bool:
    """Whether a character stands where it may be short for a province: else the pattern, a large one, is not needed."""
    return any(
        character in _FULL and (not at or text[at - 1].isspace() or text[at - 1] in _MARKS or text[:at] == "那")
        for at, character in enumerate(text)
    )
