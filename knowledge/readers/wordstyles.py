"""How a Word paragraph looks, by its own properties and by its style's: heading level, list, alignment."""

import re
from typing import Any, NamedTuple

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# A style based on itself by detours would never end.
_DEEPEST = 12
_BODY = 9  # the outline level of text


class Looks(NamedTuple):
    """A paragraph's outline level from 0, its list and the level there, and whether it is centred.

    `merged`: the mark that ends the paragraph was deleted, so it runs into the next one.
    """

    style: str
    outline: int | None
    number: str
    list_level: int | None
    centred: bool
    merged: bool


class Styles:
    """The paragraph styles of a document, with what each is based on."""

    def __init__(self, root: Any) -> None:
        self._styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        self._default = next(
            (name for name, style in self._styles.items()
             if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")),
            "",
        )  # fmt: skip

    def looks(self, paragraph: Any) -> Looks:
        """Return how a paragraph looks: each property from the nearest that has it."""
        own = paragraph.find(f"{W}pPr")
        name = value(own, "pStyle") or self._default
        chain = [own, *self._chain(name)]
        outline = number_of(next(filter(None, (value(one, "outlineLvl") for one in chain)), ""), _BODY)
        number = next(filter(None, (value(_list(one), "numId") for one in chain)), "")
        level = next(filter(None, (value(_list(one), "ilvl") for one in chain)), "")
        centred = next(filter(None, (value(one, "jc") for one in chain)), "") == "center"
        mark = None if own is None else own.find(f"{W}rPr")
        merged = mark is not None and mark.find(f"{W}del") is not None
        # A style may say its list's number alone: the level is then the one that the list ties to the style.
        own_level = value(_list(own), "ilvl")
        return Looks(
            name,
            outline if outline < _BODY else None,
            number,
            number_of(own_level or level, 0) if own_level or level else None,
            centred,
            merged,
        )

    def _chain(self, name: str) -> list[Any]:
        """Return the properties of a style and of those that it is based on, nearest first."""
        found = []
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                break
            found.append(style.find(f"{W}pPr"))
            name = value(style, "basedOn")
        return found


def _list(properties: Any | None) -> Any | None:
    return None if properties is None else properties.find(f"{W}numPr")


def value(node: Any | None, name: str) -> str:
    """Return the value of a property; '' where there is none."""
    found = None if node is None else node.find(f"{W}{name}")
    return "" if found is None else str(found.get(f"{W}val") or "")


def is_on(properties: Any | None, name: str) -> bool:
    """Say whether a property is set that is either on or off."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off", "none")


def number_of(said: str, otherwise: int) -> int:
    """Return a whole number as written in a property, or `otherwise`."""
    return int(said) if re.fullmatch(r"\d{1,6}", said) else otherwise
