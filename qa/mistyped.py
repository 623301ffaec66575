"""What was typed and is no command: one clear line that says what to type instead."""

import argparse
import re
from collections.abc import Callable, Collection, Mapping, Sequence

from knowledge.errors import KnowledgeError

Options = Mapping[str, Collection[str]]  # verb -> its options

_TOP_OPTIONS = ("--help", "--kb", "--version")
_MOST_SHOWN = 60
_LEAST_ALIKE = 0.5


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


def check_verb(argv: Sequence[str], options: Options) -> None:
    """Raise WrongUse where the first word is no verb: argparse would not say what to type instead."""
    words = iter(argv)
    for word in words:
        if word in ("-h", "--help", "--version"):
            return
        if word == "--kb":
            next(words, None)
        elif word.startswith("-") and not word.startswith("--kb="):
            raise _unknown_option(word, _TOP_OPTIONS, options)
        elif not word.startswith("-"):
            if word not in options:
                raise _unknown_verb(word, [*words], options)
            return


def unknown(extra: Sequence[str], args: argparse.Namespace, options: Options) -> WrongUse:
    """Return what to say of words that argparse could not place."""
    verb = args.verb or ""
    option = next((word for word in extra if word.startswith("-")), None)
    if option is not None:
        return _unknown_option(option, options.get(verb, _TOP_OPTIONS), options)
    if verb == "ask":
        asked = _quoted([args.question or "", *extra])
        return WrongUse(f"有空格的问题请加引号：qa ask {asked}", f"quote a question with spaces: qa ask {asked}")
    words = cut(" ".join(extra))
    return WrongUse(f"qa {verb} 不要这些参数：{words}", f"qa {verb} does not take: {words}")


def _unknown_verb(word: str, rest: Sequence[str], options: Options) -> WrongUse:
    close = closest(word.lower(), options)
    if close and word.isascii():
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


def _unknown_option(word: str, known: Collection[str], options: Options) -> WrongUse:
    name = cut(word.partition("=")[0])
    owner = next((verb for verb, its in options.items() if name in its), None)
    if owner is not None and name not in known:
        return WrongUse(f"{name} 是 qa {owner} 的选项，写在它后面", f"{name} goes after qa {owner}")
    close = closest(name, known)
    if close:
        return WrongUse(f"没有 {name} 这个选项；是想用 {close} 吗？", f"no option {name}; did you mean {close}?")
    some = sorted(known)
    return WrongUse(f"没有 {name} 这个选项；有 {'、'.join(some)}", f"no option {name}; there are {', '.join(some)}")


def closest(word: str, known: Collection[str]) -> str | None:
    """Return what is known and most like a word, if anything is."""
    import difflib

    close = difflib.get_close_matches(word[:_MOST_SHOWN], known, 1, _LEAST_ALIKE)
    return close[0] if close else None


def _quoted(words: Sequence[str]) -> str:
    import shlex

    return shlex.quote(cut(" ".join(words).strip()))


def cut(text: str) -> str:
    """Return what was typed, short enough for a line."""
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
