"""The same strings through the commands, in colour on a terminal: what they print, and what they say of bad input."""

from typing import Protocol

from tests.faults.hostile_reports import SURVEYED, Made, encodable
from tests.faults.strings import raw
from tests.ptys import Program, qa


class Looker(Protocol):
    """What keeps what was seen."""

    raw: list[str]

    def look(self, phase: str, rows: list[str]) -> None: ...


def commands(made: Made, kb: str, compared: str, seen: Looker, every: int, width: int, height: int) -> None:
    """Run each command, and look at what it prints."""
    run = Runner(seen, width, height)
    run("qa list", "--kb", kb, "list")
    run("qa check", "--kb", kb, "check")
    run("qa ask, survey", "--kb", kb, "ask", f"哪些报告提到了{SURVEYED}？")
    run("qa ask, comparison", "--kb", compared, "ask", "北京、天津、河北、山西2020年各取消车辆多少台？")
    run("qa add", "--kb", kb, "add", str(made.folder / "bad"))
    run("qa add", "--kb", compared, "add", str(made.folder / "reports"))
    numbers = range(0, len(made.strings), every)
    for number in numbers:
        run("qa ask", "--kb", kb, "ask", made.question(number))
    for number in numbers[:: max(1, len(numbers) // 60)]:
        run("qa ask, no answer", "--kb", kb, "ask", made.unanswered(number))
        run("qa show", "--kb", kb, "show", made.put("fi", number))
        run("qa show SECTION", "--kb", kb, "show", made.put("fi", number), "一(一)")
        bad = made.put("ar", number)
        for phase, arguments in WRONG.items():
            run(phase, *(bad if one == "?" else one.replace("KB", kb) for one in arguments))


WRONG = {
    "a wrong command": ("?",),
    "a wrong option": ("--?",),
    "a wrong option's value": ("--kb", "KB", "ask", "问", "--top", "?"),
    "a missing base": ("--kb", "?", "list"),
    "a missing report": ("--kb", "KB", "show", "?"),
    "a missing section": ("--kb", "KB", "show", "垃圾", "?"),
    "a missing file": ("--kb", "KB", "add", "?"),
    "a missing batch": ("--kb", "KB", "ask", "--batch", "?"),
    "asked": ("--kb", "KB", "ask", "?"),
    "asked within": ("--kb", "KB", "ask", "问什么", "--within", "?"),
    "removed": ("--kb", "KB", "remove", "?"),
}


class Runner:
    """Runs a command in a terminal and has what it prints looked at."""

    def __init__(self, seen: Looker, width: int, height: int) -> None:
        self._seen, self._size = seen, (width, height)

    def __call__(self, phase: str, *arguments: str) -> None:
        """Run `qa` with these arguments, where a command line can hold them."""
        if not all(map(encodable, arguments)):
            return
        with Program(qa(*arguments), *self._size) as program:
            code = program.ended()
            self._seen.raw += raw(program.said, chat=False)
            self._seen.look(phase, program.rows())
            if code not in (0, 1, 2) or "Traceback" in program.said:
                self._seen.raw.append(f"{phase}: exit code {code}, {program.said[-500:]}")
