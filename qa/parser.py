"""The parser of the command line: argparse that speaks the reader's language, and what a value may be."""

import argparse
import os
import re
import sys
from typing import NoReturn

from qa.layout import broken
from qa.mistyped import WrongUse, cut, in_chinese
from qa.say import say

# argparse asks the system for its words in the reader's language: those that it has, `in_chinese` knows (and to ask takes
# 1 ms of a question).
setattr(argparse, "_", lambda words: words)  # noqa: B010 - no type checker knows of it


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help in the reader's language, its lines as wide as they look: a Chinese character takes two columns."""

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        """Say `usage` in the reader's language."""
        super().add_usage(usage, actions, groups, say("用法：", "usage: ") if prefix is None else prefix)

    def _format_action(self, action):  # type: ignore[no-untyped-def]
        # The verbs need no line of their own above them.
        shown = super()._format_action(action)
        return shown.partition("\n")[2] if isinstance(action, argparse._SubParsersAction) else shown

    def _iter_indented_subactions(self, action):  # type: ignore[no-untyped-def]
        yield from getattr(action, "_get_subactions", list)()

    def _split_lines(self, text, width):  # type: ignore[no-untyped-def]
        return _lines(text, width)

    def _fill_text(self, text, width, indent):  # type: ignore[no-untyped-def]
        # Examples are indented, and stay on one line to be copied.
        lines = ([line] if line.startswith(" ") else _lines(line, width) or [""] for line in text.split("\n"))
        return "\n".join(f"{indent}{line}" for filled in lines for line in filled)


def _lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in broken(text, width)]


class Parser(argparse.ArgumentParser):
    """Says what is wrong by WrongUse, and takes no abbreviations: a flag in a script keeps its meaning."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        super().__init__(
            prog,
            description=description,
            epilog=epilog,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_Help,
        )
        self.flags = ["--help"]
        self.given = self.add_argument_group(say("参数", "arguments"))
        self.options = self.add_argument_group(say("选项", "options"))
        self.options.add_argument("-h", "--help", action="help", help=say("显示帮助", "show this help"))

    def error(self, message: str) -> NoReturn:
        """Raise WrongUse in the place of printing and exiting."""
        see = f"{self.prog} --help"
        raise WrongUse(f"{in_chinese(message)}（{see}）", f"{message} ({see})")

    def _print_message(self, message, file=None):  # type: ignore[no-untyped-def]
        # As argparse's own, but a full disk or a closed pipe is not passed over.
        (file or sys.stderr).write(message)

    def format_help(self) -> str:
        """Return the help, its headings with the colon of the reader's language."""
        return re.sub(r"(?m)^([\u4e00-\u9fff]+):$", r"\1：", super().format_help())

    def option(self, flag: str, zh: str, en: str, metavar: str | None = None, **more: object) -> None:
        """Add an option, a switch where it takes no value."""
        self.flags.append(flag)
        if metavar is None:
            self.options.add_argument(flag, action="store_true", help=say(zh, en))
        else:
            self.options.add_argument(flag, metavar=metavar, help=say(zh, en), **more)  # type: ignore[arg-type]

    def argument(self, name: str, zh: str, en: str, nargs: str | None = None, **more: object) -> None:
        """Add an argument, shown by its name in capitals. Several are paths, kept as the system has them."""
        kind = str if nargs == "+" else text
        shown = name.rstrip("s").upper()
        self.given.add_argument(name, metavar=shown, nargs=nargs, type=kind, help=say(zh, en), **more)  # type: ignore[arg-type]

    def kb(self, default: str | None) -> None:
        """Add --kb."""
        said = (
            "知识库所在的文件夹，或集群的地址 opensearch+https://主机:9200/名字",
            "the folder of the knowledge base, or a cluster: opensearch+https://HOST:9200/NAME",
        )
        self.option("--kb", *said, "PATH", type=folder, default=default)


def count(text: str) -> int:
    """Return a number from 1 on."""
    if not re.fullmatch("[0-9０-９]{1,6}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(
            say(f"要一个正整数，不是“{cut(text)}”", f"a positive number is needed, not '{cut(text)}'")
        )
    return int(text)


def text(typed: str) -> str:
    """Return what was typed as the text it is."""
    # A locale that cannot hold Chinese has decoded it wrongly: it is UTF-8, as most terminals send.
    try:
        "台".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        return os.fsencode(typed).decode("utf-8", "surrogateescape")
    return typed


def folder(text: str) -> str:
    """Return a folder's name."""
    # An empty variable in a script must not quietly mean another knowledge base.
    if not text:
        raise argparse.ArgumentTypeError(say("后面是空的", "is empty"))
    return text
