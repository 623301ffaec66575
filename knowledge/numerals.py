"""Written Chinese numerals: 三万一千 is 31000, and 三千亿 is 3000亿. Pure functions over folded text."""

from knowledge.patterns import late

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}

# A numeral worth writing in digits: it has a digit and a multiplier (一百, 三万一千, 二十), or begins with 十 and
# goes on (十二). 十三五, 三中, 千万, 零七 and single characters are words, not amounts, and stay as they are.
_NUMERAL = late(r"[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]+")


def value(written: str) -> int | None:
    """Return the value of a written numeral, or None where it is not well formed.

    Well formed: each multiplier smaller than the one before it in its group of four, groups falling, and no two
    digits side by side (so 十三五 and 一二 have no value; 二〇二〇 is a year, see `year`). A last digit without its
    multiplier counts tenths of the one before it: 三万五 is 35000, 三万零五 is 30005.
    """
    total = group = 0
    step = 10  # ten times what a digit is worth that has no multiplier of its own
    digit: int | None = None
    last_unit, last_group = 10**4, 10**12
    for character in written:
        if character in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[character]
            step = step if digit else 10
        elif character in _UNITS:
            unit = _UNITS[character]
            if unit >= last_unit or (digit is None and (character != "十" or group)):
                return None
            group += (1 if digit is None else digit) * unit
            digit, last_unit, step = None, unit, unit
        elif character in _GROUPS:
            size = _GROUPS[character]
            group += (digit or 0) * step // 10
            if not group or size >= last_group:
                return None
            total += group * size
            group, digit, last_unit, last_group, step = 0, None, 10**4, size, size
        else:
            return None
    return total + group + (digit or 0) * step // 10


def numeral(number: int) -> str:
    """Return a number below 10,000 as it is written: 21 is 二十一."""
    written, skipped = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            written += f"{'零' if skipped and written else ''}{'零一二三四五六七八九'[digit]}{unit}"
        skipped = not digit
    return written.removeprefix("一") if written.startswith("一十") else written or "零"


def year(written: str) -> int | None:
    """Return the year of four written digits (二〇二〇, 二○二○), or None."""
    if len(written) != 4 or not all(c in DIGITS or c in "○Ｏ" for c in written):
        return None
    return int("".join(str(DIGITS.get(c, 0)) for c in written))


def fold_numerals(text: str) -> tuple[str, list[int] | None]:
    """Write well-formed numerals in digits; 万 or 亿 at the end stays, as reports write large numbers: 一百亿 is 100亿.

    Returns the new text and, for each of its characters, the offset in `text` it stands for; None where nothing
    changed. Every digit of a number stands for the numeral's first character, so that a span is mapped back whole.
    """
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _NUMERAL.finditer(text):
        numeral = match.group()
        stem = numeral.rstrip("万亿")
        if not _GROUPS.keys().isdisjoint(stem):  # 一亿两千万: no number of one 万 or 亿
            stem = numeral
        number = value(stem)
        if number is None:
            continue
        digits = str(number)
        parts += (text[at : match.start()], digits)
        offsets.extend(range(at, match.start()))
        offsets.extend([match.start()] * len(digits))
        at = match.start() + len(stem)
    if not parts:
        return text, None
    parts.append(text[at:])
    offsets.extend(range(at, len(text)))
    return "".join(parts), offsets
