"""The state of a knowledge base on a cluster, told in one document, and the one writer's lease beside it."""

import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.cluster import schema
from knowledge.cluster.client import Client, Conflict
from knowledge.cluster.documents import sound
from knowledge.errors import Busy, Damaged, KnowledgeError, Missing

_STATE, _LEASE = "state", "writer"

# A writer that said nothing for so many seconds is gone. It says so before each batch that it writes.
LEASE = 180

# How long a writer waits for another one to finish all it adds, in seconds.
PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Retired:
    """A report that was removed or replaced: from `generation` on it is not seen, and some time after `at` deleted."""

    report: int
    generation: int
    at: float


@dataclass(frozen=True, slots=True)
class State:
    """What a generation of the reports consists of, and `terms`, the version of what made its index.

    `compacted` is the generation at which the words were last counted as a whole; `shards` is into how many parts its
    indices were cut when it was begun.
    """

    generation: int
    passages: int
    words: int
    terms: str
    compacted: int
    shards: int
    retired: tuple[Retired, ...]

    @property
    def gone(self) -> list[int]:
        """The reports that are still in the indices, and are none any more."""
        return [one.report for one in self.retired]


@dataclass(frozen=True, slots=True)
class Version:
    """A document's version: who replaces it must name the one that they read."""

    if_seq_no: int
    if_primary_term: int


def read(client: Client) -> tuple[State, Version]:
    """Return the state as it is now. Raises Missing, Damaged."""
    address = client.address
    found = client.get(index(client), _STATE)
    if found is None:
        raise Missing(f"没有知识库：{address}", f"no knowledge base: {address}")
    with sound(address):
        source = dict(found["_source"])
        form = source.pop("format")
        if form != schema.FORMAT:
            raise Damaged(
                f"{address}：知识库由别的版本建立（格式 {form}，本程序用 {schema.FORMAT}）",
                f"{address}: made by another version (format {form}, this is {schema.FORMAT})",
            )
        retired = tuple(Retired(**one) for one in source.pop("retired"))
        told = State(retired=retired, **source)
        if not all(
            isinstance(n, int) for n in (told.generation, told.passages, told.words, told.compacted, told.shards)
        ):
            raise TypeError("the state")
        return told, _version(found)


def begin(client: Client) -> None:
    """Write the state of a knowledge base without reports, where there is none."""
    with suppress(Conflict):
        client.put(
            index(client), _STATE, _body(State(0, 0, 0, schema.TERMS, 0, client.address.shards, ())), op_type="create"
        )


def tell(client: Client, state: State, known: Version) -> None:
    """Make a new state the one that is seen. Raises Busy where another writer has told one meanwhile."""
    try:
        client.put(index(client), _STATE, _body(state), **asdict(known))
    except Conflict:
        # A try whose answer was lost may have been the one that changed it.
        if read(client)[0] != state:
            raise _busy(client) from None


def index(client: Client) -> str:
    """Return the name of the index that holds state and lease."""
    return f"{client.address.name}-state"


def _body(state: State) -> dict[str, Any]:
    return {"format": schema.FORMAT, **asdict(state)}


class Lease:
    """The one writer's place: held until a time, which is put off again and again."""

    def __init__(self, client: Client, held: Version | None = None) -> None:
        """Take the place, which is free, or from who holds it at this version. Raises Conflict."""
        self._client = client
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"
        self._version = held
        self._told = 0.0
        self.renew(sure=True)

    def renew(self, *, sure: bool = False) -> None:
        """Say that the writer lives; often enough is once in a third of the time. Raises Conflict, where it was taken.

        With `sure` the place is certainly held when this returns, whatever the clocks say.
        """
        now = time.monotonic()
        if not sure and now - self._told < LEASE / 3:
            return
        body = {"owner": self._owner, "until": time.time() + LEASE}
        how = asdict(self._version) if self._version else {"op_type": "create"}
        try:
            done = self._client.put(index(self._client), _LEASE, body, **how)
            self._version = Version(done["_seq_no"], done["_primary_term"])
        except Conflict:
            found = self._client.get(index(self._client), _LEASE)
            if (
                found is None or found["_source"]["owner"] != self._owner
            ):  # else a try without an answer was carried out
                raise
            self._version = _version(found)
        self._told = now

    def release(self) -> None:
        """Leave the place."""
        with suppress(KnowledgeError, Conflict):  # then it is free when its time is over
            self._client.drop(index(self._client), _LEASE, **(asdict(self._version) if self._version else {}))


@contextmanager
def writing(client: Client) -> Iterator[Lease]:
    """Hold the one writer's place, once it is free. Raises Busy when it is not after `PATIENCE`."""
    watched: tuple[Version | None, float] = (None, 0.0)
    for left in range(PATIENCE, -1, -1):
        found = client.get(index(client), _LEASE)
        held = _version(found) if found else None
        if held != watched[0]:
            watched = (held, time.monotonic())
        if found is None or _silent(client, found, watched[1]):
            with suppress(Conflict):  # another one was faster
                lease = Lease(client, held)
                break
        if not left:
            raise _busy(client)
        time.sleep(1)
    try:
        yield lease
    except Conflict:
        raise _busy(client) from None
    finally:
        lease.release()


def _silent(client: Client, found: Mapping[str, Any], since: float) -> bool:
    """Whether a writer is gone: unchanged since then by our own clock, or over by so much that no clock is so wrong."""
    with sound(client.address):
        return time.monotonic() - since > LEASE or time.time() > float(found["_source"]["until"]) + LEASE


def _busy(client: Client) -> Busy:
    zh, en = "另一个进程正在添加报告，请稍后再试", "another process is adding reports; try again later"
    return Busy(f"{client.address}：{zh}", f"{client.address}: {en}")


def _version(found: Mapping[str, Any]) -> Version:
    return Version(found["_seq_no"], found["_primary_term"])
