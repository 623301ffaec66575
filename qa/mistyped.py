"""What was typed and is no command: one clear line that says what to type instead."""

import argparse
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence

from knowledge.errors import KnowledgeError

Options = Mapping[str, Collection[str]]  # verb -> its options

_TOP_OPTIONS = ("--help", "--kb", "--version")
_MOST_SHOWN = 60
_LEAST_ALIKE = 0.6

# What other programs call it.
_ELSEWHERE = {
    "search": "ask",
    "find": "ask",
    "query": "ask",
    "question": "ask",
    "问": "ask",
    "提问": "ask",
    "import": "add",
    "添加": "add",
    "ls": "list",
    "列出": "list",
    "open": "show",
    "cat": "show",
    "rm": "remove",
    "delete": "remove",
    "删除": "remove",
    "verify": "check",
    "version": "--version",
    "帮助": "--help",
}

# Dashes that input methods and word processors put in the place of - and --: full-width, en dash, em dash, ——.
_DASHES = "-－−‐‑‒–—―"
_QUOTES = "“”‘’＂＇「」"


class WrongUse(KnowledgeError):
    """A command line that cannot be carried out as typed."""


# What argparse says (CPython 3.11 to 3.14), and the same in Chinese.
_SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"argument (?:-\S+/)?(\S+?): expected one argument", lambda m: f"{m[1]} 后面要有一个值"),
    (r"argument (?:-\S+/)?(\S+?): ignored explicit argument .*", lambda m: f"{m[1]} 后面不带值"),
    (r"the following arguments are required: (.*)", lambda m: f"还要写明 {m[1]}"),
    (
        r"argument (\S+?): invalid choice: '(.*)' \(choose from (.*)\)",
        lambda m: f"{m[1]} 没有“{cut(m[2])}”；有 {m[3].replace(chr(39), '').replace(', ', '、')}",
    ),
    (r"argument (\S+?): (.*)", lambda m: f"{m[1]} {m[2]}"),
)


def in_chinese(message: str) -> str:
    """Return what argparse says in Chinese; as it is where that is not known."""
    for pattern, said in _SAID:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return said(match)
    return message


def check_words(argv: Sequence[str], verbs: Collection[str], options: Callable[[], Options]) -> str:
    """Return the verb, '' where none is named. Raises WrongUse where argparse would not say what to type.

    That is where the first word is no verb, or a dash is none. `options` is asked where something looks wrong.
    """
    verb = _check_verb(argv, verbs, options)
    for word in argv:
        if word == "--":
            break
        if word[0:1] != "-" and _is_option(word, options):
            raise _unknown_option(word, verb, options())
    return verb


def _check_verb(argv: Sequence[str], verbs: Collection[str], options: Callable[[], Options]) -> str:
    words = iter(argv)
    for word in words:
        if word in ("-h", "--help", "--version"):
            return ""
        if word == "--kb":
            next(words, None)
        elif _is_option(word, options):
            if not word.startswith("--kb="):
                raise _unknown_option(word, "", options())
        else:
            if word not in verbs:
                raise _unknown_verb(word, [*words], options())
            return word
    return ""


def unknown(extra: Sequence[str], args: argparse.Namespace, options: Options) -> WrongUse:
    """Return what to say of words that argparse could not place."""
    verb = args.verb or ""
    option = next((word for word in extra if word.startswith("-")), None)
    if option is not None:
        return _unknown_option(option, verb, options)
    if verb == "ask":
        asked = _quoted([args.question or "", *extra])
        return WrongUse(f"有空格的问题请加引号：qa ask {asked}", f"quote a question with spaces: qa ask {asked}")
    words = cut(" ".join(extra))
    return WrongUse(f"qa {verb} 不要这些参数：{words}", f"qa {verb} does not take: {words}")


def _unknown_verb(word: str, rest: Sequence[str], options: Options) -> WrongUse:
    verb, *more = word.split() or [""]
    if verb in options and verb != word:  # a space of another kind, or one that is quoted with it
        told = f"qa {verb} {_quoted([*more, *rest])}".rstrip()
        return WrongUse(f"“{verb}”后面要用半角空格，不加引号：{told}", f"a plain space goes after '{verb}': {told}")
    close = _ELSEWHERE.get(word.lower()) or closest(word.lower(), options)
    if close and (word.isascii() or word in _ELSEWHERE):
        return WrongUse(
            f"没有“{cut(word)}”这个命令；是想用 qa {close} 吗？",
            f"no command '{cut(word)}'; did you mean qa {close}?",
        )
    if not word.isascii() or " " in word or word.endswith("?"):
        asked = _quoted([word, *(more for more in rest if not more.startswith("-"))])
        return WrongUse(f"提问请用：qa ask {asked}", f"to ask a question: qa ask {asked}")
    return WrongUse(
        f"没有“{cut(word)}”这个命令；有 {'、'.join(options)}",
        f"no command '{cut(word)}'; there are {', '.join(options)}",
    )


def _unknown_option(word: str, verb: str, options: Options) -> WrongUse:
    known = options.get(verb, _TOP_OPTIONS)
    name, plain = cut(word.partition("=")[0]), _plain_option(word)
    if plain not in known and (owners := [f"qa {its}" for its in options if plain in options[its]]):
        zh, en = "、".join(owners), ", ".join(owners)
        if verb:
            return WrongUse(f"qa {verb} 没有 {plain} 这个选项；{zh} 有", f"qa {verb} has no option {plain}; {en} has")
        return WrongUse(f"{plain} 是 {zh} 的选项，写在它后面", f"{plain} goes after {en}")
    close = closest(plain, known) or next((its for its in known if len(plain) == 3 and its.startswith(plain)), None)
    if "--format" in known:
        close = {"--md": "--format md", "--markdown": "--format md", "--csv": "--format csv"}.get(plain, close)
    if close:
        return WrongUse(f"没有 {name} 这个选项；是想用 {close} 吗？", f"no option {name}; did you mean {close}?")
    close = closest(plain, {its for all_its in options.values() for its in all_its})
    owner = next((f"qa {its}" for its in options if close in options[its]), "")
    if close and not verb:
        return WrongUse(
            f"没有 {name} 这个选项；是想用 {owner} … {close} 吗？",
            f"no option {name}; did you mean {owner} ... {close}?",
        )
    some = sorted(known)
    return WrongUse(f"没有 {name} 这个选项；有 {'、'.join(some)}", f"no option {name}; there are {', '.join(some)}")


def _is_option(word: str, options: Callable[[], Options]) -> bool:
    """Whether a word begins with a dash; where it is one of another kind, it must be like an option too."""
    if word.startswith("-"):
        return True
    if word == "" or word[0] not in _DASHES or (plain := _plain_option(word)) == "--":
        return False
    return closest(plain, {option for its in options().values() for option in its}) is not None


def _plain_option(word: str) -> str:
    """Return an option as it ought to be typed: --json for —JSON, －－json, -json and --json=1."""
    name = unicodedata.normalize("NFKC", word).partition("=")[0].lower()
    return "--" + name.lstrip(_DASHES)


def closest(word: str, known: Collection[str]) -> str | None:
    """Return what is known and most like a word, if anything is."""
    import difflib

    close = difflib.get_close_matches(word[:_MOST_SHOWN], sorted(known), 1, _LEAST_ALIKE)
    return close[0] if close else None


def _quoted(words: Sequence[str]) -> str:
    """Return words as a shell takes them for one; Chinese quotation marks around them were meant for the shell."""
    import shlex

    text = " ".join(words).strip()
    if text[:1] in _QUOTES and text[-1:] in _QUOTES:
        text = text.strip(_QUOTES)
    return shlex.quote(cut(text))


def cut(text: str) -> str:
    """Return what was typed, short enough for a line."""
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
