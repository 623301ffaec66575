"""The chat from the outside: it needs a terminal, leaves it as it was, and heeds the signals that end a program."""

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from qa.chat.app import ChatApp
from qa.chat.keys import KEYS
from qa.keys import keys_path, read_keys
from qa.say import say

if TYPE_CHECKING:
    from qa.bot import Bot

# What a shell reports of a program that a signal ended is 128 and its number.
_SIGNALLED = 128


class Chat(ChatApp):
    """The chat in a real terminal."""

    def on_mount(self) -> None:
        """End as with Ctrl+Q, the terminal put right, where a signal says so."""
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                loop = asyncio.get_running_loop()
                loop.add_signal_handler(number, self.exit, None, _SIGNALLED + number)


def run_chat(kb: str | None) -> int:
    """Run the chat on this terminal, over the knowledge base in the folder `kb`; returns the exit code."""
    # Textual draws on standard error and reads standard input: with one of the three elsewhere it would hang,
    # or draw into a file.
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        zh, en = "聊天需要终端；脚本里请用 qa ask", "the chat needs a terminal; use qa ask in a script"
        print(f"qa: {say(zh, en)}", file=sys.stderr)
        return 2

    def open_here() -> "Bot":
        # Imported by the thread: the bot brings the segmenter and the index, and they take their time.
        from qa.bot import open_bot

        return open_bot(kb)

    keymap, complaints = read_keys(keys_path(), KEYS)
    app = Chat(open_here, kb=kb, keymap=keymap, complaints=tuple(complaints))
    app.run()
    return 2 if app.return_code == 1 else app.return_code or 0
