"""Automatic numbering of Word documents: the labels 一、（一）1. that stand in no paragraph's text but in numbering.xml."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from knowledge.readers.wordstyles import W, number_of, value

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEVELS = 9

Format = Callable[[int], str]


def _placed(digits: str, units: tuple[str, ...]) -> Format:
    """Return a format that writes numbers below 10000 with units: 一百二十三."""

    def write(number: int) -> str:
        if not 0 < number < 10000:
            return str(number)
        text, gap = "", False
        for place in range(3, -1, -1):
            digit = number // 10**place % 10
            if digit:
                text += (digits[0] if gap and text else "") + digits[digit] + units[place]
                gap = False
            else:
                gap = True
        return text.removeprefix("一") if text.startswith("一十") else text  # but 壹拾

    return write


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _counting(number: int) -> str:
    """Write 一 to 九十九 with 十, greater numbers digit by digit: 一〇一."""
    return _THOUSAND(number) if number < 100 else _digital(number)


def _cycled(signs: str) -> Format:
    """Return a format that counts by signs, and in figures where there are no more."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _letters(first: str) -> Format:
    """Return a format that counts a to z, then aa to zz."""
    return lambda number: chr(ord(first) + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number > 0 else ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for amount, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (number // amount)
        number %= amount
    return text


_THOUSAND = _placed("零" + _DIGITS[1:], ("", "十", "百", "千"))
_LEGAL_THOUSAND = _placed(_LEGAL, ("", "拾", "佰", "仟"))
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"

# ST_NumberFormat of ECMA-376, 17.18.59; what is not here counts in figures.
FORMATS: Mapping[str, Format] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number)),
    "decimalEnclosedCircle": _cycled(_CIRCLED),
    "decimalEnclosedCircleChinese": _cycled(_CIRCLED),
    "decimalEnclosedParen": _cycled("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _cycled("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "ideographEnclosedCircle": _cycled("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _THOUSAND,
    "taiwaneseCountingThousand": _THOUSAND,
    "japaneseCounting": _THOUSAND,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _LEGAL_THOUSAND,
    "ideographLegalTraditional": _placed("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟")),
    "ideographTraditional": _cycled("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycled("子丑寅卯辰巳午未申酉戌亥"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "none": lambda number: "",
}


class _Level(NamedTuple):
    """One level of a list: how its number is written, where it starts, and the level whose steps restart it."""

    format: str
    text: str
    start: int
    restart: int
    legal: bool
    style: str


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: Any | None) -> None:
        """Read numbering.xml; None where the document has none."""
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # a list -> what it is made after
        self._levels: dict[str, dict[int, _Level]] = {}  # a list's own levels
        self._starts: dict[tuple[str, int], int] = {}  # where a list begins anew
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for one in root.findall(f"{W}abstractNum"):
            levels = (_level(level) for level in one.findall(f"{W}lvl"))
            self._abstract[one.get(f"{W}abstractNumId", "")] = dict(levels)
        for one in root.findall(f"{W}num"):
            self._list(one)

    def _list(self, one: Any) -> None:
        number, made = one.get(f"{W}numId", ""), value(one, "abstractNumId")
        self._lists[number] = made
        self._levels[number] = dict(self._abstract.get(made, {}))
        for override in one.findall(f"{W}lvlOverride"):
            at = number_of(override.get(f"{W}ilvl", ""), 0)
            for level in override.findall(f"{W}lvl"):
                self._levels[number][at] = _level(level)[1]
            if (start := value(override, "startOverride")) != "":
                self._starts[number, at] = number_of(start, 1)

    def level_of_style(self, number: str, style: str) -> int | None:
        """Return the level of a list that is tied to a paragraph style."""
        levels = self._levels.get(number, {})
        return next((at for at, level in levels.items() if level.style and level.style == style), None)

    def label(self, number: str, at: int) -> str:
        """Count on, and return the label of the next paragraph at this level of a list; '' where it shows none."""
        levels = self._levels.get(number, {})
        level = levels.get(at)
        if level is None:
            return ""
        counts = self._counts.setdefault(self._lists[number], {})
        begun = self._starts.pop((number, at), None)
        counts[at] = begun if begun is not None else counts.get(at, level.start - 1) + 1
        for deeper in [deeper for deeper in counts if deeper > at]:
            restart = levels[deeper].restart if deeper in levels else deeper
            if restart and at < restart:
                del counts[deeper]
        if level.format == "bullet":
            return ""

        def written(match: re.Match[str]) -> str:
            of = int(match[1]) - 1
            shown = levels.get(of, level)
            count = counts.get(of, shown.start)
            return (str if level.legal else FORMATS.get(shown.format, str))(count)

        return re.sub(r"%([1-9])", written, level.text)


def _level(level: Any) -> tuple[int, _Level]:
    at = min(number_of(level.get(f"{W}ilvl", ""), 0), _LEVELS - 1)
    # lvlRestart is the level (from 1) whose steps restart this one, 0 for none; else any level above does.
    restart = value(level, "lvlRestart")
    return at, _Level(
        value(level, "numFmt") or _custom(level) or "decimal",
        value(level, "lvlText"),
        number_of(value(level, "start"), 1),
        number_of(restart, at) if restart else at,
        level.find(f"{W}isLgl") is not None,
        value(level, "pStyle"),
    )


def _custom(level: Any) -> str:
    """Return the number format where Word wraps it in a choice for older versions."""
    return next((node.get(f"{W}val", "") for node in level.iter(f"{W}numFmt")), "")
