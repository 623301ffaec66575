"""The chat's keys as the user wants them: a small file, `source = "f2"`, in the user's configuration folder."""

import os
import re
import unicodedata
from collections.abc import Collection, Iterator

from knowledge.folders import settings_folder
from qa.mistyped import closest
from qa.render import one_line
from qa.say import say

# No keys file is longer, in bytes.
_MOST_BYTES = 65_536

# Keys by the names that Textual gives them, its modifiers in the order of the alphabet.
_MODIFIERS = "alt|ctrl|hyper|meta|shift|super"
_NAMED = (
    "up|down|left|right|home|end|pageup|pagedown|insert|delete|tab|escape|enter|space|backspace|backslash|underscore"
    "|f1[0-9]|f2[0-4]|f[1-9]"
)
_KEY = re.compile(rf"((?:(?:{_MODIFIERS})\+)*)({_NAMED}|[a-z0-9])")
_ALSO = {"return": "enter", "esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "ins": "insert"}

# With no modifier, or with Shift alone, these write the question.
_TYPING = re.compile(r"(?:shift\+)?(?:[a-z0-9]|enter|space|backspace|backslash|underscore)")


def keys_path() -> str:
    """Return the file where the user's keys are told."""
    return os.path.join(settings_folder(), "keys.toml")


def read_keys(path: str, known: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Return the keys that a file gives to `known` actions ("ctrl+q,ctrl+d"), and what is wrong in it, a line each.

    A file that is not there gives no keys, and nothing is wrong.
    """
    try:
        wanted = _read(path)
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, RecursionError) as error:
        return {}, [_said(path, _trouble(error))]
    given: dict[str, str] = {}  # key -> action
    wrong: list[str] = []
    for action, value in wanted.items():
        if action not in known:
            wrong.append(_said(path, _unknown(action, known)))
            continue
        for written in _listed(value):
            key = _named(written)
            if why := _refused(key, given):
                wrong.append(_said(path, f"{action} = {written}", why))
            else:
                given[key] = action
    keys = {action: ",".join(key for key, its in given.items() if its == action) for action in given.values()}
    return keys, wrong


def _read(path: str) -> dict[str, object]:
    import tomllib

    if os.path.exists(path) and not os.path.isfile(path):
        raise ValueError(say("不是文件", "not a file"))
    with open(path, "rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(say("太长", "too long"))
    return tomllib.loads(content.decode("utf-8-sig"))


def _said(*parts: str) -> str:
    return one_line(say("：", ": ").join(parts))


def _trouble(error: Exception) -> str:
    match error:
        case OSError():
            return say(f"读不了（{error.strerror}）", f"cannot be read ({error.strerror})")
        case UnicodeDecodeError():
            return say("不是 UTF-8", "not UTF-8")
        case RecursionError():
            return say("嵌套太深", "nested too deeply")
    if str(error).startswith("Cannot overwrite"):
        return say("同一个功能写了两次", "an action stands there twice")
    place = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)$", str(error))
    if place is None:
        return str(error)
    zh, en = (f"第{place[1]}行", f"line {place[1]}") if place[1] else ("末尾", "its end")
    return say(f'{zh}不合 TOML 的写法；例：source = "f2"', f'{en} is not TOML; for example: source = "f2"')


def _unknown(action: str, known: Collection[str]) -> str:
    near = closest(action, known)
    if near:
        return say(f"没有“{action}”这个功能；是想用 {near} 吗？", f"no action '{action}'; did you mean {near}?")
    some = sorted(known)
    return say(f"没有“{action}”这个功能；有 {'、'.join(some)}", f"no action '{action}'; there are {', '.join(some)}")


def _listed(value: object) -> Iterator[str]:
    """Yield the keys of a value: "ctrl+q,ctrl+d", or a list of such."""
    for one in value if isinstance(value, list) else [value]:
        yield from re.split("[,，、]", str(one))


def _named(written: str) -> str:
    """Return a key by its name: ctrl+q for Ctrl + Q; '' where there is none like it."""
    *before, last = "".join(unicodedata.normalize("NFKC", written).lower().split()).split("+")
    key = "+".join([*sorted(set(before)), _ALSO.get(last, last)])
    return key if _KEY.fullmatch(key) else ""


def _refused(key: str, given: dict[str, str]) -> str:
    """Return why a key cannot be had; '' where it can."""
    if not key:
        return say("没有这个键；例：f2、ctrl+q、shift+tab", "no such key; for example: f2, ctrl+q, shift+tab")
    if _TYPING.fullmatch(key):
        return say("这个键是打字用的", "this key is for typing")
    if key in given:
        return say(f"已经用于 {given[key]}", f"already used for {given[key]}")
    return ""
