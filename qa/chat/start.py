"""The chat from the outside: it needs a terminal, leaves it as it was, and heeds the signals that end a program."""

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from qa.chat.app import ChatApp
from qa.chat.keys import KEYS
from qa.keys import keys_path, read_keys
from qa.say import say

if TYPE_CHECKING:
    from textual.driver import Driver

    from qa.bot import Bot


class Chat(ChatApp):
    """The chat in a real terminal."""

    def get_driver_class(self) -> "type[Driver]":
        """Return what drives the terminal."""
        with suppress(ImportError):  # Windows has no termios
            from qa.chat.driver import TerminalDriver

            return TerminalDriver
        return super().get_driver_class()

    async def run_until_ended(self) -> None:
        """Run, and end as with Ctrl+Q, the terminal put right, where a signal says so: at the start too."""
        with suppress(ImportError, NotImplementedError):
            from qa.chat.driver import SIGNALLED, ending_signals

            for number in ending_signals():
                asyncio.get_running_loop().add_signal_handler(number, self.exit, None, SIGNALLED + number)
        await self.run_async()


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
    asyncio.run(app.run_until_ended())
    return 2 if app.return_code == 1 else app.return_code or 0
