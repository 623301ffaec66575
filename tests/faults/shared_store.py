"""One store, two writers and four readers: nobody is told "locked", every reader answers all the time.

Run: python tests/faults/shared_store.py [SECONDS] [SEED]. Writers run `qa add` again and again on files that change;
two readers ask in one long process each, two run `qa ask` again and again. What took longest is reported.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from qa.bot import open_bot, shipped_reports

CARS = "全省一共取消了多少台公务用车?"
FILES = 30  # of each writer


def write(kb: str, name: str, draw: random.Random) -> str:
    """Change some files and add them; returns a complaint or ''."""
    folder = Path(kb).parent / name
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        if draw.random() < 0.5:
            lines = [f"{n}.第{n}项工作。{name}市取消公务用车{draw.randrange(9999)}台。" for n in range(1, 20)]
            (folder / f"{name}{number}.txt").write_text(f"{name}市报告\n" + "\n".join(lines) + "\n", "utf-8")
    return qa(kb, "add", str(folder))


def qa(kb: str, *argv: str) -> str:
    """Run `qa`; returns a complaint or ''."""
    done = subprocess.run([sys.executable, "-m", "qa", "--kb", kb, *argv], capture_output=True, text=True, timeout=600)
    right = done.returncode == 0 and (argv[0] != "ask" or "31000余台" in done.stdout)
    return "" if right and "qa:" not in done.stderr else f"{done.returncode}: {done.stdout}{done.stderr}"


def asking(kb: str) -> Callable[[], str]:
    """Return what asks one bot, opened once: the answer, and how the reports there are look."""
    bot = open_bot(kb)

    def ask() -> str:
        reply = bot.ask(CARS)
        right = reply.answered and reply.answers[0].text == "31000余台" and len(bot.reports()) >= 1
        return "" if right else repr(reply)

    return ask


def work(kb: str, role: str, seed: str, seconds: float) -> None:
    """Do what a role does for so many seconds, and print how often, the longest time, and complaints, as JSON."""
    draw = random.Random(f"{seed}{role}")
    roles: dict[str, Callable[[], Callable[[], str]]] = {
        "writer": lambda: lambda: write(kb, role, draw),
        "reader": lambda: asking(kb),
        "asker": lambda: lambda: qa(kb, "ask", CARS),
    }
    do, times, longest, complaints = roles[role[:-1]](), 0, 0.0, Counter[str]()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.monotonic()
        try:
            said = do()
        except Exception as error:
            said = repr(error)
        longest = max(longest, time.monotonic() - start)
        times += 1
        if said:
            complaints[said[-300:]] += 1
    print(json.dumps({"times": times, "longest": longest, "complaints": complaints}))


def together(place: Path, seconds: float, seed: str) -> dict[str, dict[str, object]]:
    """Let all work on one store at once; returns what each did."""
    kb = str(place / "kb")
    list(open_bot(kb, create=True).add([shipped_reports()]))
    roles = ["writer1", "writer2", "reader1", "reader2", "asker1", "asker2"]
    started = {
        role: subprocess.Popen([sys.executable, __file__, kb, role, seed, str(seconds)], stdout=subprocess.PIPE)
        for role in roles
    }
    told = {role: json.loads(process.communicate(timeout=seconds + 600)[0]) for role, process in started.items()}
    sound = qa(kb, "check")
    assert not sound, sound
    assert not [name for name in os.listdir(kb) if name.endswith(".tmp")]
    return told


def main() -> None:
    """Let them work and print what each did."""
    seconds, seed = (*sys.argv[1:], *("60", "1")[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as place:
        for role, told in together(Path(place), float(seconds), seed).items():
            print(f"{role}: {told['times']} times, longest {told['longest']:.2f} s, complaints {told['complaints']}")


if __name__ == "__main__":
    if len(sys.argv) == 5:
        work(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))
    else:
        main()
