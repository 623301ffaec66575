"""Adding reports from the chat: in a process of its own, so that no keystroke waits for it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from knowledge.errors import KnowledgeError

# Bytes of one line that the process may say: a file's name, and notes on what it holds.
_LONGEST = 1 << 20

_NICE = 10


async def adding(kb: str | None, paths: Sequence[str]) -> AsyncIterator[dict[str, Any]]:
    """Yield what becomes of each file, as `qa add --json` tells it. Raises KnowledgeError.

    Ends the process where nobody listens any more: what was added until then stays, whole.
    """
    place = ["--kb", kb] if kb else []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "qa", *place, "add", "--json", "--", *paths),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST,
    )
    with suppress(AttributeError, OSError):
        # Keystrokes come first, on a machine of few cores too; its own processes take this after it.
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
    assert process.stdout and process.stderr
    said = asyncio.create_task(process.stderr.read())
    told = 0
    try:
        async for line in process.stdout:
            told += 1
            yield json.loads(line)
        code = await process.wait()
        complaint = (await said).decode("utf-8", "replace").strip().splitlines()
        if code and (not told or code < 0):
            why = complaint[-1].removeprefix("qa: ") if complaint else str(code)
            raise KnowledgeError(f"没有加完：{why}", f"not all was added: {why}")
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        said.cancel()
