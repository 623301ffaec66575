"""The one thread that opens the bot and asks it, so that the screen never waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from qa.bot import Bot

Done = TypeVar("Done")


class Clerk:
    """Does jobs with a bot, one after another, in one thread: a bot is used by one thread at a time."""

    def __init__(self, open_bot: "Callable[[], Bot]") -> None:
        self._open_bot = open_bot
        self._bot: Bot | None = None
        self._pool = ThreadPoolExecutor(1, "bot")

    async def do(self, job: "Callable[[Bot], Done]") -> Done:
        """Return what `job` returns, or raise what it raises. One cancelled before its turn is not begun."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, job)

    def close(self) -> None:
        """Take no more jobs and drop those not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, job: "Callable[[Bot], Done]") -> Done:
        # Opened here and not before: opening builds the knowledge base at the first start. Where it fails,
        # the next job tries again, so a user can put things right without leaving the chat.
        if self._bot is None:
            self._bot = self._open_bot()
        return job(self._bot)
