"""Write the tables of this folder from their sources (needs the `dev` extra)."""

from pathlib import Path


def simplified_lines() -> list[str]:
    """One line a pair, traditional then simplified; characters of the basic plane only."""
    import opencc

    source = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    lines = []
    for line in source.read_text("utf-8").splitlines():
        traditional, choices = line.split("\t")
        simple = choices.split(" ")[0]
        if traditional != simple and len(traditional) == len(simple) == 1 and max(traditional, simple) < "\uffff":
            lines.append(traditional + simple)
    return lines


def pinyin_lines() -> list[str]:
    """One line a syllable: the syllable, a space, the characters of GB 2312 whose first reading it is."""
    from pypinyin import Style, lazy_pinyin

    table: dict[str, list[str]] = {}
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        syllable = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]
        table.setdefault(syllable, []).append(character)
    return [f"{syllable} {''.join(characters)}" for syllable, characters in sorted(table.items())]


def lexicon_lines() -> list[str]:
    """Words of jieba's dictionary, sorted as their UTF-8 is."""
    import jieba

    words = []
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if int(count) >= 20 and 2 <= len(word) <= 4 and all("\u4e00" <= character <= "\u9fff" for character in word):
            words.append(word)
    return sorted(words, key=lambda word: word.encode("utf-8"))


if __name__ == "__main__":
    here = Path(__file__).parent
    (here / "simplified.txt").write_text("\n".join(simplified_lines()) + "\n", "utf-8", newline="\n")
    (here / "pinyin.txt").write_text("\n".join(pinyin_lines()) + "\n", "utf-8", newline="\n")
    (here / "lexicon.txt").write_text("\n".join(lexicon_lines()) + "\n", "utf-8", newline="\n")
