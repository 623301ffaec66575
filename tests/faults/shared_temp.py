"""Files in the shared temp folder that adding, asking and checking touch: there others can read, and lay traps.

Run: python tests/faults/shared_temp.py. Follows `qa add` of all formats, `qa ask` and `qa check`, and every process
that they start, with strace. Aim: none.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from seeds import LINES, seeds

SHARED = ("/tmp", "/var/tmp", "/dev/shm", "/usr/tmp")
_NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')


def touched(place: Path) -> list[str]:
    """Return the lines of strace that name a file in a shared temp folder, TMPDIR among them."""
    reports, shared, log = place / "reports", place / "shared", place / "log"
    reports.mkdir()
    shared.mkdir()
    for suffix, data in seeds().items():
        (reports / f"报告.{suffix}").write_bytes(data)
    (reports / "long.txt").write_text("\n".join(f"{n}.{LINES[2]}" for n in range(40_000)), "utf-8")  # for two processes
    env = {**os.environ, "TMPDIR": str(shared), "TEMP": str(shared), "TMP": str(shared)}
    for argv in (["add", str(reports)], ["ask", "全市取消了多少台公务用车?"], ["check"]):
        command = [sys.executable, "-m", "qa", "--kb", str(place / "kb"), *argv]
        traced = ["strace", "-f", "-qq", "-s", "4096", "-A", "-e", "trace=%file", "-o", str(log), *command]
        done = subprocess.run(traced, env=env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
    own = (str(reports), str(place / "kb"), sys.prefix, str(Path(__file__).parents[2]))
    return [
        line
        for line in log.read_text("utf-8", "replace").splitlines()
        for name in _NAME.findall(line)
        if name.startswith(str(shared)) or (name.startswith(SHARED) and not name.startswith(own))
        if not str(place).startswith(name)  # the way to the reports, where they lie there
    ]


def traces() -> bool:
    """Whether strace is here and may follow a process."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode == 0


def main() -> None:
    """Print what was touched."""
    with tempfile.TemporaryDirectory() as place:
        found = touched(Path(place))
    print(*found[:20], sep="\n", end="\n" if found else "")
    print(f"{len(found)} times a file in a shared temp folder")


if __name__ == "__main__":
    main()
