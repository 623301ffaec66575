"""Strings that try to draw, move, hide, or run something, and how to find what came of them in a terminal's bytes.

Each carries numbers from 7700 to 7799, which nothing that the program itself writes does.
"""

import base64
import binascii
import random
import re
from collections.abc import Callable, Iterator
from functools import cache

from qa.render import visible
from tests.ptys import squeezed

Kind = Callable[[random.Random, int], str]

MARKUP = (
    "[@click=app.quit]x[/]", "[/]", "[link=http://7700.example]l[/link]", "[bold", r"\[", "[bold]b[/bold]", "[[x]]",
    "[@click='app.bell']y[/]", "[$primary on red]c[/]", "[#ff0000]r", "[blink]z[/blink]", ":smile:", "[/bold]",
    "[@mouse.down=app.quit]m[/]", "[on click]", "[reverse]v", "[link='x'", "$text", "[!]", "[@click=quit()]q[/]",
)  # fmt: skip
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
NO_WIDTH = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u00ad\ufeff\u180e\u2028\u2029\u034f\u3164\u115f\uffa0"
SELECTORS = "\ufe0f\ufe0e\ufe00\u180b\U000e0100\U000e01ef"
OTHERS = "\u206a\u206f\ufff9\ufffb\U0001d173\U0001bca0"
TAGS = "\U000e0001\U000e0041\U000e007f"
PICTURES = ("👨\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "🇨🇳", "👍🏽", "☎\ufe0f", "1\ufe0f\u20e3")
C0 = "".join(chr(code) for code in (*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
C1 = "".join(map(chr, range(0x80, 0xA0)))

KINDS: tuple[Kind, ...] = (
    lambda rng, n: f"\x1b[{n}{rng.choice('mABCDGHJKLMPSTXZ@`abcdefghlnqrstu')}",
    lambda rng, n: f"\x1b[{rng.choice(('?', '>', '=', '<'))}{n}{rng.choice('hlmqpu')}",
    lambda rng, n: f"\x1b[{n};{n}{rng.choice('Hfmrt')}[/]",
    lambda rng, n: f"\x1b]{n};t\x07",
    lambda rng, n: rng.choice((f"\x1b]0;{n}\x07", f"\x1b]8;;http://{n}\x1b\\l\x1b]8;;\x1b\\", f"\x1b]52;c;{clip(n)}\x07")),
    lambda rng, n: f"\x1b{rng.choice('P_^X')}{n}q\x1b\\",
    lambda rng, n: rng.choice((f"\x1bc{n}", f"\x1b(0{n}", f"\x1b#8{n}", f"\x1b7{n}\x1b8", f"\x1b[{n}", f"\x1b[201~{n}")),
    lambda rng, n: "".join(rng.choice(C0) for _ in range(3)) + str(n),
    lambda rng, n: rng.choice(C1) + rng.choice(C1) + str(n),
    lambda rng, n: f"{rng.choice((chr(0x9B), chr(0x9D), chr(0x90), chr(0x9F)))}{n}m",
    lambda rng, n: f"\udc9b{n}m" if rng.random() < 0.7 else f"\udcff\udc9d{n};t",  # as bytes: 9B, FF 9D
    lambda rng, n: f"\ud800{n}" if rng.random() < 0.5 else f"\udfff\ud83d{n}",
    lambda rng, n: f"{rng.choice(BIDI)}{n}{rng.choice(BIDI)}",
    lambda rng, n: f"{rng.choice(NO_WIDTH)}{n}{rng.choice(NO_WIDTH)}",
    lambda rng, n: f"{rng.choice(SELECTORS + OTHERS)}{n}",
    lambda rng, n: f"{rng.choice(TAGS)}{n}{rng.choice(TAGS)}",
    lambda rng, n: rng.choice(PICTURES) + str(n),
    lambda rng, n: "a" + "".join(chr(rng.randint(0x300, 0x36F)) for _ in range(rng.choice((3, 40)))) + str(n),
    lambda rng, n: rng.choice(MARKUP),
    lambda rng, n: rng.choice(MARKUP) + rng.choice(MARKUP),
    lambda rng, n: rng.choice(MARKUP) + f"\x1b[{n}m" + rng.choice(BIDI),
)  # fmt: skip


def clip(number: int) -> str:
    """Return what a string would put on the clipboard, as OSC 52 wants it."""
    return base64.b64encode(f"stolen{number}".encode()).decode()


@cache
def payloads(count: int, seed: int) -> tuple[str, ...]:
    """Return `count` strings, all kinds in turn."""
    rng = random.Random(seed)
    return tuple(KINDS[number % len(KINDS)](rng, 7700 + number % 100) for number in range(count))


def named(sink: str, number: int, payload: str) -> str:
    """Return a string that can be told on the screen: where it was put (two letters), its number, itself, its number."""
    return f"{sink}{number:04}{payload}z{number:04}"


def typable(text: str) -> str:
    """Return what a person can type of a string: the rest are keys, or no characters."""
    return "".join(one for one in text if one.isprintable())


@cache
def shown(sink: str, payload: str) -> frozenset[str]:
    """Return how a string may stand on the screen, without spaces.

    No file holds a surrogate, the bytes of a file's name are told, those that are typed come as U+FFFD; // is / in a
    path, what parts lines is a space in an error, and a paste ends with the mark of its end.
    """
    held = [payload, payload.replace("//", "/"), re.sub("[\ud800-\udfff]", "\ufffd", payload)]
    held += ["".join(payload.splitlines()), payload.replace("\x1b[201~", "")]
    held += [payload.encode("utf-8", how).decode() for how in ("replace", "backslashreplace")]
    held += [typable(payload)] if sink == "ty" else []
    return frozenset(squeezed(visible(one)) for one in held)


# Not where another pane or another string comes between.
_NAMED = re.compile(r"([a-y]{2})(\d{4})((?:(?![a-y]{2}\d{4}|│).){0,200}?)z\2")


def found(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield the strings that stand whole in a row or a screen: where each was put, its number, how it looks."""
    for match in _NAMED.finditer(squeezed(text)):
        yield match[1], int(match[2]), match[3]


# What Textual writes: colours, where to write, modes, its questions of the terminal, the keyboard's, the pointer's
# shape. No other parameter of it has four digits.
_CHAT = re.compile(
    r"\x1b\[(?:\d{1,3}(?:;\d{1,3})*)?m|\x1b\[\d{1,3};\d{1,3}H"
    r"|\x1b\[\?(?:1049|1000|1003|1004|1006|1015|1016|2004|2026|2048|25|7)[hl]|\x1b\[\?(?:2026|2048)\$p"
    r"|\x1b\[>\d\du|\x1b\[<u|\x1b\]22;[a-z-]+\x07|[\r\n]"
)
# What the commands write: bold, dim, marked, and the line of progress that is written anew.
_COMMANDS = re.compile(r"\x1b\[(?:0|1|2|1;32)m|\x1b\[K|\r|\n")
_CLIPBOARD = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
# Controls, what has no width, what turns the direction, bytes that are no UTF-8: Unicode's Cc, Default_Ignorable and
# Bidi_Control, and lone surrogates.
_RAW = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)


def raw(written: str, *, chat: bool) -> list[str]:
    """Return what was written that is neither text nor the program's own drawing, with what stands around it."""
    faults = [
        f"clipboard: {text!r}"
        for text in clipboards(written)
        if _RAW.search(text.replace("\n", "")) or "stolen" in text
    ]
    own = (_CHAT if chat else _COMMANDS).sub("", _CLIPBOARD.sub("", written) if chat else written)
    return faults + [repr(own[max(0, match.start() - 20) : match.end() + 20]) for match in _RAW.finditer(own)]


def clipboards(written: str) -> list[str]:
    """Return the texts that the terminal was told to put on the clipboard."""
    texts = []
    for coded in _CLIPBOARD.findall(written):
        try:
            texts.append(base64.b64decode(coded, validate=True).decode())
        except (binascii.Error, UnicodeDecodeError):
            texts.append(f"stolen? {coded}")
    return texts
