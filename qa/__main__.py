"""The command `qa`."""

import gc
import os
import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    # What is loaded at the start stays: looking through it for cycles again and again takes 3 ms of a question.
    gc.set_threshold(100_000)
    try:
        if "_ARGCOMPLETE" in os.environ:  # a shell asks what can be typed next
            from qa.completion import complete

            complete()
        from qa.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # while the program was still being loaded
        return 130
    finally:
        # All memory is given back at once: Python need not look through all of it for cycles first, which takes 10 ms.
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
