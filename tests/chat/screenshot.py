"""Draws the chat as README shows it: `python -m tests.chat.screenshot`. The program draws itself, in a window of its own.

Chinese takes twice the width of Latin in a terminal; the fonts named are such, and what is wider is fitted into its cells.
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

SIZE = (112, 32)
QUESTIONS = ("全省一共取消了多少台公务用车?", "节支率呢?", "局长叫什么名字?")
FILE = Path(__file__).with_name("screenshot.svg")
_FONTS = "'Sarasa Mono SC', 'Noto Sans Mono CJK SC', 'Source Han Mono SC', monospace"


async def drawn() -> str:
    """Return the chat with a conversation in it as SVG."""
    from qa.bot import open_bot, shipped_reports
    from qa.chat.app import ChatApp

    from .made import ask, ready, until

    with tempfile.TemporaryDirectory() as folder:
        bot = open_bot(folder, create=True)
        list(bot.add([shipped_reports()]))
        app = ChatApp(lambda: bot, kb=folder)
        async with app.run_test(size=SIZE) as pilot:
            await ready(pilot)
            for question in QUESTIONS:
                await ask(pilot, question, f"› {question}")
                await until(pilot, lambda: not any(entry.pending for entry in app.query("Entry")))  # type: ignore[attr-defined]
            await pilot.press("f4", "f4")  # back to an answer
            await pilot.pause(0.5)
            return app.export_screenshot(title="qa")


def local(svg: str) -> str:
    """Return the drawing with fonts that machines have, where the one made loads some from the network."""
    # Those that hold Chinese are half as wide as high in Latin, the one made for is 0.61.
    svg = svg.replace("font-size: 20px", "font-size: 24.4px")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    return re.sub(r"font-family: Fira Code, monospace", f"font-family: {_FONTS}", svg)


if __name__ == "__main__":
    os.environ |= {"LANG": "C.UTF-8", "QA_HISTORY": "off"}
    FILE.write_text(local(asyncio.run(drawn())), encoding="utf-8")
    print(FILE)
