"""Whether the text that a page carries is the text that eyes see: a scan carries none, a font may not tell its own."""

import re
from collections.abc import Sequence

from knowledge.errors import Unreadable
from knowledge.readers import plain
from knowledge.readers.draft import Draft
from knowledge.readers.pages import Line

# Signs in the place of characters that a font does not tell: boxes, codes of its own, names of glyphs.
_UNKNOWN = re.compile("[\x00-\x08\x0e-\x1f\ufffd■□▯\ue000-\uf8ff]|/[A-Za-z]{1,3}[0-9A-F]{2,5}(?![0-9A-Za-z])")
_MOST_UNKNOWN = 0.05
# Of the Chinese on real pages, lists of goods among them, 0.15 or more is frequent; of text by a wrong table, 0.06.
_LEAST_SHARE = 0.1
# Where characters are lost, figures and empty quotation marks are left. Of real pages with text, letters and Chinese
# were 0.37 or more of what is not punctuation; of one with its Chinese lost, 0.24.
_LEAST_LETTERS = 0.3
_EMPTIED = re.compile(r"“”|《》|（）|\(\)")
_LEAST_EMPTIED = 2
# Less than this is not judged by its shares.
_LEAST_JUDGED = 60


def legible(path: str, draft: Draft, pages: Sequence[Sequence[Line]]) -> list[Sequence[Line]]:
    """Return the pages that can be read, the others empty, and note those. Raises Unreadable where most cannot."""
    texts = ["".join("".join(line.text.split()) for line in page) for page in pages]
    whole = "".join(texts)
    if not whole:
        raise Unreadable(path, "没有文字（扫描件？），请先做文字识别", "no text in it (a scan?); run OCR on it first")
    garbled = [number for number, text in enumerate(texts, 1) if _garbled(text)]
    if _garbled(whole) or 2 * len(garbled) > sum(map(bool, texts)):
        raise Unreadable(
            path,
            "文字层读不出（字体没有给出对应的汉字），请先做文字识别",
            "its text cannot be read (the fonts do not tell their characters); run OCR on it first",
        )
    empty = [number for number, text in enumerate(texts, 1) if not text]
    for numbers, said in ((garbled, "文字读不出"), (empty, "没有文字")):
        if numbers:
            draft.missing.append(f"第{'、'.join(map(str, numbers))}页{said}，未读入")
    return [() if number in garbled else page for number, page in enumerate(pages, 1)]


def _garbled(text: str) -> bool:
    """Say whether a text is something else than what eyes see."""
    unknown = sum(map(len, _UNKNOWN.findall(text)))
    letters = sum(map(str.isalpha, text))
    said = letters + sum(map(str.isdigit, text)) + unknown
    if said < _LEAST_JUDGED:
        return False
    foreign = sum(character.isalpha() and not character.isascii() for character in text)
    strange = foreign > 0.1 * said and plain.share(text) < _LEAST_SHARE
    lost = letters < _LEAST_LETTERS * said and len(_EMPTIED.findall(text)) >= _LEAST_EMPTIED
    return strange or lost or unknown > _MOST_UNKNOWN * said
