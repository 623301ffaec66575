"""The text of a Word paragraph: its runs in order, what was inserted kept, what was deleted or hidden left out."""

from typing import Any

from knowledge.readers.wordstyles import W, is_on

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# What stands around paragraphs, rows, cells and runs, and is none itself.
AROUND = frozenset(
    f"{W}{name}"
    for name in "sdt sdtContent ins moveTo customXml smartTag hyperlink fldSimple ruby rubyBase bdo dir".split()
) | {f"{_MC}Choice"}

_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-", f"{W}cr": "\n", f"{W}br": "\n"}
_PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")
_DELETED = (f"{W}del", f"{W}moveFrom")
_INSERTED = (f"{W}ins", f"{W}moveTo")
_BOX = f"{W}txbxContent"


class Runs:
    """Reads paragraphs, and counts what is not in their text."""

    def __init__(self) -> None:
        self.boxes = self.pictures = self.inserted = self.deleted = self.hidden = 0
        self._boxes: list[Any] = []
        self._bold = 0

    def text(self, paragraph: Any) -> tuple[str, bool]:
        """Return a paragraph's text, and whether all of it is bold."""
        self._bold = 0
        text = self._inside(paragraph, bold=False)
        said = "".join(text.split())
        return text, bool(said) and self._bold >= len(said)

    def take_boxes(self) -> list[Any]:
        """Return the text boxes met since the last time."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def _inside(self, node: Any, *, bold: bool) -> str:
        pieces = []
        for child in node:
            tag = child.tag
            if tag == f"{W}r":
                properties = child.find(f"{W}rPr")
                if is_on(properties, "vanish"):
                    self.hidden += 1
                    continue
                pieces.append(self._inside(child, bold=is_on(properties, "b")))
            elif tag in (f"{W}t", f"{_M}t"):
                said = child.text or ""
                self._bold += len("".join(said.split())) if bold else 0
                pieces.append(said)
            elif tag in _SIGNS:
                pieces.append("" if child.get(f"{W}type") in ("page", "column") else _SIGNS[tag])
            elif tag == f"{W}sym":
                pieces.append(_sign(child.get(f"{W}char")))
            elif tag in _DELETED:
                self.deleted += 1
            elif tag in _PICTURES:
                self._picture(child)
            elif tag == f"{_MC}AlternateContent":  # the same thing for newer and for older versions
                choice = child.find(f"{_MC}Choice")
                pieces.append(self._inside(child if choice is None else choice, bold=bold))
            elif tag in AROUND or str(tag).startswith(_M):
                self.inserted += tag in _INSERTED
                pieces.append(self._inside(child, bold=bold))
        return "".join(pieces)

    def _picture(self, node: Any) -> None:
        """Keep the text boxes of a drawing for later; a box inside another is read with it."""
        boxes = [box for box in node.iter(_BOX) if not any(above.tag == _BOX for above in box.iterancestors())]
        self._boxes += boxes
        self.boxes += len(boxes)
        self.pictures += not boxes


def _sign(code: str | None) -> str:
    """Return a sign of a symbol font, as the code that it has there."""
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
