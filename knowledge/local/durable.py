"""What must outlive a power loss: files and folders brought to the disk before they count."""

import os
from contextlib import nullcontext, suppress


def sync(path: str) -> None:
    """Bring a file, or the names in a folder, to the disk. Raises OSError where a file cannot be brought there."""
    with suppress(OSError) if os.path.isdir(path) else nullcontext():  # not every system can do so for a folder
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_tree(folder: str) -> None:
    """Bring all files of a folder, and all names in it, to the disk."""
    for inner, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(os.path.join(inner, name))
        sync(inner)


def make_folders(folder: str) -> None:
    """Make a folder and those above it that are missing, and bring their names to the disk. Raises OSError."""
    missing = []
    above = os.path.abspath(folder)
    while not os.path.isdir(above) and os.path.dirname(above) != above:
        missing.append(above)
        above = os.path.dirname(above)
    os.makedirs(folder, exist_ok=True)
    for made in missing:
        sync(os.path.dirname(made))
