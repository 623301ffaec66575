"""Two small tables of characters, each read once, when it is first needed.

`simplified.txt`  traditional and simplified character, one pair a line. From TSCharacters.txt of OpenCC
                  (Apache-2.0), first choice of each line.
`pinyin.txt`      a toneless syllable and the characters read so, one syllable a line. From the character
                  dictionary of pypinyin (MIT), first reading of each character of GB 2312.

`python -m knowledge.tables.make` writes both anew; a test compares them with their sources.
"""

import os
from functools import cache


def _read(name: str) -> str:
    # Not importlib.resources, nor pathlib: their imports take longer than the rest of a cold question.
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


@cache
def simplified() -> dict[str, str]:
    """Map each traditional character to its simplified one."""
    return {line[0]: line[1] for line in _read("simplified.txt").splitlines()}


@cache
def syllables() -> dict[str, str]:
    """Map each character to its toneless syllable (ü is written v)."""
    table: dict[str, str] = {}
    for line in _read("pinyin.txt").splitlines():
        syllable, characters = line.split(" ")
        table.update(dict.fromkeys(characters, syllable))
    return table
