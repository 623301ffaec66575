"""Writing many documents: in batches, each tried again until all of it is in; safe, for a key is written over."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.cluster.client import WRITE_PATIENCE, Client, passes
from knowledge.errors import Unwritable

# A batch is sent when it has so many bytes: small enough for nodes with little memory.
_BATCH = 4 << 20


class Bulk:
    """Documents on their way to the cluster."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lines: list[str] = []
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether it is time to send."""
        return self._bytes >= _BATCH

    def put(self, index: str, key: str, document: Mapping[str, Any], *, alias: bool = False) -> None:
        """Write a document under a key. What is written behind an alias is never taken for a new index of its name."""
        self._add({"index": {"_index": index, "_id": key, **({"require_alias": True} if alias else {})}}, document)

    def send(self) -> None:
        """Send what waits; when it returns, all of it is in. Raises Unwritable, Unreachable."""
        lines = self._lines
        began, pause = time.monotonic(), 0.2
        while lines:
            failed, lines = self._sent(lines)
            if not lines:
                break
            if not passes(failed["status"]) or time.monotonic() - began > WRITE_PATIENCE:
                raise self._told(failed)
            time.sleep(pause)
            pause = min(2 * pause, 5.0)
        self._lines, self._bytes = [], 0

    def _add(self, action: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        line = f"{_json(action)}\n{_json(document)}\n"
        self._lines.append(line)
        self._bytes += len(line.encode())

    def _sent(self, lines: Sequence[str]) -> tuple[Mapping[str, Any], list[str]]:
        """Send; return one of the failures, and the lines that failed."""
        results = self._client.bulk("".join(lines))
        failures = [result for result in results if result["status"] >= 300]
        # What may not pass is told first: it will not get in, however often the others are tried.
        failures.sort(key=lambda result: passes(result["status"]))
        again = [line for line, result in zip(lines, results, strict=True) if result["status"] >= 300]
        return (failures[0] if failures else {}), again

    def _told(self, failed: Mapping[str, Any]) -> Unwritable:
        where = self._client.address
        why = str(failed.get("error", {}).get("reason", failed["status"]))[:200]
        return Unwritable(f"{where}：集群没有收下（{why}）", f"{where}: the cluster did not take it ({why})")


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
