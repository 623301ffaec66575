"""The command `qa`."""

import os
import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    try:
        if "_ARGCOMPLETE" in os.environ:  # a shell asks what can be typed next
            from qa.completion import complete

            complete()
        from qa.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # while the program was still being loaded
        return 130


if __name__ == "__main__":
    sys.exit(main())
