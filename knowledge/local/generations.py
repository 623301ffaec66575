"""Which indexes there are: each is a folder, named by its stamp: the generation of the records, and what made it."""

import os
import re
from contextlib import suppress

from knowledge import terms, words
from knowledge.local.records import Records

PREFIX = "index-"
LAYOUT = 1  # change it when an index's files hold something else
GOING = ".tmp"  # what ends so is no index yet, or none any more


def stamp(records: Records) -> str:
    """Return the folder name of the index over these records as they stand."""
    return f"{PREFIX}{records.identity():x}-{records.generation()}-{_versions()}"


def _versions() -> str:
    return f"{terms.VERSION}.{words.VERSION}.{LAYOUT}"


def latest(folder: str, records: Records) -> str | None:
    """Return the name of the newest index in `folder` over some state of these records, or None."""
    found, now = _generations(folder, records), records.generation()
    return found[max(past)] if (past := [number for number in found if number <= now]) else None


def ahead(folder: str, records: Records) -> bool:
    """Whether there is an index over a later state of these records: then they have lost what came last."""
    found = _generations(folder, records)
    return max(found, default=0) > records.generation()  # read after the folder: a writer may just have built one


def _generations(folder: str, records: Records) -> dict[int, str]:
    ours = re.compile(rf"{PREFIX}{records.identity():x}-(\d+)-{re.escape(_versions())}")
    return {int(match[1]): match[0] for name in os.listdir(folder) if (match := ours.fullmatch(name))}


def there(index: str) -> bool:
    """Whether an index is there: a folder, and no link to one elsewhere."""
    return os.path.isdir(index) and not os.path.islink(index)


def discard(folder: str, name: str) -> None:
    """Remove all indexes but `name`, and what is left of builds that were broken off."""
    for old in os.listdir(folder):
        if old.startswith(PREFIX) and old != name:
            remove(os.path.join(folder, old))


def remove(index: str) -> None:
    """Remove an index: its name first, so that whoever opens it finds it whole or gone."""
    import shutil  # a question removes nothing, and need not wait for it

    going = index if index.endswith(GOING) else f"{index}.{os.getpid()}.gone{GOING}"
    with suppress(OSError):
        os.rename(index, going)
        if there(going):
            shutil.rmtree(going, ignore_errors=True)
        else:
            os.unlink(going)
