"""Text with offsets: lines, folding for search with a map back, sentences."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge import tables
from knowledge.numerals import fold_numerals
from knowledge.patterns import late

_LINE = late(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")

# A sentence ends at one of these, with the closing quotes and brackets that follow it. A half-width `;`, `!`
# or `?` ends one too: real reports mix both widths. A half-width full stop does not: it is a decimal point.
_END = late(r"[。！？；!?;\n\r]+[”’」』）)》]*")


# All but two characters expand to 6 or fewer.
_MOST_EXPANDED = 6


class _FoldTable(dict[int, str]):
    """Fold one character: NFKC, lower case, traditional to simplified. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        pairs = tables.simplified()
        # A character may expand (㎡ -> m2) but never vanishes: equal lengths then mean equal offsets. Two that stand for
        # a whole phrase (U+FDFA: 18 characters) stay as they are, lest a text of them grows 18 times.
        folded = "".join(pairs.get(character, character) for character in folded) or chr(code)
        folded = folded if len(folded) <= _MOST_EXPANDED else chr(code)
        self[code] = folded
        return folded


_FOLD = _FoldTable()


def fold_plain(text: str) -> str:
    """Fold `text` for comparison where no way back to the original is needed; numerals are left alone."""
    return text.translate(_FOLD)


class Folded(NamedTuple):
    """Folded text; `offsets[i]` is where folded character `i` stands in the original, None where they agree."""

    text: str
    offsets: tuple[int, ...] | None
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Map a folded span to the smallest original span that covers it."""
        if self.offsets is None:
            return start, end
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self.length
            return at, at
        # The end is the next character that stands further on: an expanded character is taken whole.
        last = self.offsets[end - 1]
        after = bisect_right(self.offsets, last)
        return self.offsets[start], self.offsets[after] if after < len(self.offsets) else self.length


def fold(text: str) -> Folded:
    """Fold `text` for search: NFKC, case, traditional to simplified, written numerals (三万一千 -> 31000)."""
    plain = fold_plain(text)
    offsets: list[int] | None = None
    if len(plain) != len(text):
        offsets = [at for at, character in enumerate(text) for _ in _FOLD[ord(character)]]
    folded, moved = fold_numerals(plain)
    if moved is not None:
        offsets = moved if offsets is None else [offsets[at] for at in moved]
    return Folded(folded, None if offsets is None else tuple(offsets), len(text))


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each line, line end included; joined, they are the text."""
    for match in _LINE.finditer(text):
        if match.end() > match.start():
            yield match.start(), match.end()


def line_number(text: str, at: int) -> int:
    """Return the 1-based line on which character `at` stands, as an editor counts."""
    # A \r\n that `at` stands inside of has not ended its line yet.
    return 1 + text.count("\n", 0, at) + text.count("\r", 0, at) - text.count("\r\n", 0, at + 1)


def page_number(pages: Sequence[int], at: int) -> int | None:
    """Return the page, from 1, on which character `at` stands, by where each page begins; None where there are none."""
    return max(1, bisect_right(pages, at)) if pages else None


def letters(text: str) -> str:
    """Return the letters and digits of a text, Chinese characters among them, without what stands between."""
    return "".join(filter(str.isalnum, text))


def strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space (and byte order marks) at its ends."""
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufeff"):
        end -= 1
    return start, end


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Cut text[start:end] into sentences that partition it (ends with 。！？； or a line end)."""
    end = len(text) if end is None else end
    spans = []
    at = start
    for match in _END.finditer(text, start, end):
        spans.append((at, match.end()))
        at = match.end()
    if at < end:
        spans.append((at, end))
    return spans
