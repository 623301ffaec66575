"""Talking to the cluster: one call at a time, tried again where another try can help, told in one line where not."""

import os
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, repeat
from typing import Any, TypeVar
from zlib import crc32

try:
    import opensearchpy
    from opensearchpy import exceptions as said
except ImportError as error:
    from knowledge.errors import KnowledgeError

    raise KnowledgeError(
        "集群要用的库没有安装：pip install opensearch-py",
        "the library for clusters is not installed: pip install opensearch-py",
    ) from error

from knowledge.cluster.address import Address
from knowledge.errors import Damaged, KnowledgeError, Missing, Unreachable

# A node that says nothing for so many seconds is left for another one.
SLOW = 10

# How long reading and writing are tried again, in seconds: a cluster that lost a node needs some seconds to agree on it,
# and half a minute where the node is only silent.
READ_PATIENCE, WRITE_PATIENCE = 60, 120

# Where nobody has answered yet, the address is wrong more often than all nodes are dead.
FIRST_PATIENCE = 4

_WRITING, _DELETING = 60, 300  # seconds: a batch, and a report with all its passages, take longer than a question

# How many documents are asked for at once where all are wanted.
PAGE = 1000

_SWAPS = 2

# From here on it is the cluster's fault (500: a node went away in the middle of a search), and passes; as too many requests do.
_FAULT, _TOO_MANY = 500, 429

_T = TypeVar("_T")


class Absent(Missing):
    """A document or an index that is not there."""


class Conflict(Exception):
    """Another one has written it meanwhile."""


class Client:
    """A connection to some nodes of one cluster."""

    def __init__(self, address: Address) -> None:
        """Make the client; nothing is asked yet. Credentials come from the environment, never from the address."""
        authority = os.environ.get("QA_CLUSTER_CA")
        if authority and not os.path.isfile(authority):
            raise KnowledgeError(f"QA_CLUSTER_CA：没有 {authority}", f"QA_CLUSTER_CA: there is no {authority}")
        self.address = address
        self._answered = False
        self._api = opensearchpy.OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in address.hosts],
            headers=_credentials(),
            use_ssl=address.secure,
            verify_certs=True,
            ca_certs=authority if address.secure else None,
            timeout=SLOW,
            max_retries=0,  # `call` tries again, and each time another node
        )

    def close(self) -> None:
        """Close the connections."""
        self._api.close()

    def call(self, api: Callable[[opensearchpy.OpenSearch], _T], *, writing: bool = False) -> _T:
        """Call the cluster; what passes is tried again. Raises Unreachable, Damaged, Absent, Conflict.

        Only what may be done twice may be called: nobody knows whether a call without an answer was carried out.
        """
        began = time.monotonic()
        pause = 0.05
        tried = 0
        while True:
            tried += 1
            try:
                result = api(self._api)
                self._answered = True
                return result
            except said.NotFoundError as error:
                self._answered = True
                where = str(self.address)
                raise Absent(
                    f"{where}：已不在集群里（{_short(error)}）", f"{where}: is not there ({_short(error)})"
                ) from error
            except said.ConflictError as error:
                self._answered = True
                raise Conflict(_short(error)) from error
            except said.RequestError as error:
                if error.error == "resource_already_exists_exception":
                    raise Conflict(_short(error)) from error
                raise self._told(error) from error
            except said.TransportError as error:
                patience = WRITE_PATIENCE if writing else READ_PATIENCE
                if not self._answered:
                    patience = FIRST_PATIENCE
                over = time.monotonic() - began > patience and tried >= len(self.address.hosts)
                if over or not _passes(error):
                    raise self._told(error) from error
            except said.SerializationError as error:
                raise self._told(error) from error
            time.sleep(pause)
            pause = min(2 * pause, 2.0)

    def search(self, index: str, body: Mapping[str, Any], **how: Any) -> Mapping[str, Any]:
        """Search; the answer is of all shards, or there is none. Raises Absent.

        Copies of a shard can differ in what was deleted: the same query goes to the same copies, page by page. Where
        they do not answer, the cluster chooses, which knows the slow ones.
        """
        preferences = chain([{"preference": f"{crc32(repr(body['query']).encode()):08x}"}], repeat({}))

        def whole(api: opensearchpy.OpenSearch) -> Mapping[str, Any]:
            params = {"allow_partial_search_results": "false", **next(preferences), **how}
            found: Mapping[str, Any] = api.search(index=index, body=body, params=params)
            if found.get("timed_out") or found["_shards"]["failed"]:
                raise said.TransportError(503, "some shards did not answer", found["_shards"])
            return found

        for _ in range(_SWAPS):
            with suppress(Absent):  # an index that another one is just taking the place of
                return self.call(whole)
            time.sleep(0.2)
        return self.call(whole)

    def each(
        self, index: str, query: Mapping[str, Any], sort: Sequence[str], **how: Any
    ) -> Iterator[Mapping[str, Any]]:
        """Yield all documents that a query finds, in the order of fields that tell all of them apart."""
        body = {"query": query, "sort": list(sort), "size": PAGE, "track_total_hits": False, **how}
        while True:
            hits = self.search(index, body)["hits"]["hits"]
            yield from hits
            if len(hits) < body["size"]:
                return
            body = {**body, "search_after": hits[-1]["sort"]}

    def get(self, index: str, key: str) -> Mapping[str, Any] | None:
        """Return a document with its version, None where there is none."""
        try:
            found: Mapping[str, Any] = self.call(lambda api: api.get(index=index, id=key))
        except Absent:
            return None
        return found

    def several(self, index: str, keys: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return those of the documents that there are."""

        def whole(api: opensearchpy.OpenSearch) -> list[Mapping[str, Any]]:
            docs = api.mget(index=index, body={"ids": list(keys)})["docs"]
            if any("error" in doc for doc in docs):
                raise said.TransportError(503, "some shards did not answer", docs)
            return [doc for doc in docs if doc["found"]]

        return self.call(whole) if keys else []

    def put(self, index: str, key: str, document: Mapping[str, Any], **how: Any) -> Mapping[str, Any]:
        """Write a document; `how` may name the version that it replaces. Raises Conflict where that is not there."""
        done: Mapping[str, Any] = self.call(
            lambda api: api.index(index=index, id=key, body=document, params=how), writing=True
        )
        return done

    def drop(self, index: str, key: str, **how: Any) -> None:
        """Delete a document, if it is there."""
        with suppress(Absent):
            self.call(lambda api: api.delete(index=index, id=key, params=how), writing=True)

    def drop_all(self, index: str, query: Mapping[str, Any]) -> None:
        """Delete all documents that a query finds."""
        how = {"conflicts": "proceed", "refresh": "true", "request_timeout": _DELETING}
        body = {"query": query}
        self.call(lambda api: api.delete_by_query(index=index, body=body, params=how), writing=True)

    def bulk(self, lines: str) -> Sequence[Mapping[str, Any]]:
        """Write many documents; returns what became of each."""
        how = {"request_timeout": _WRITING}
        done = self.call(lambda api: api.bulk(body=lines, params=how), writing=True)
        return [next(iter(item.values())) for item in done["items"]]

    # Indices

    def refresh(self, *names: str) -> None:
        """Let what was written be found."""
        self.call(lambda api: api.indices.refresh(index=",".join(names)), writing=True)

    def make(self, name: str, how: Mapping[str, Any]) -> None:
        """Make an index where there is none of this name."""
        if self.call(lambda api: api.indices.exists(index=name)):
            return
        with suppress(Conflict):  # made meanwhile, by another one or by a try whose answer was lost
            self.call(
                lambda api: api.indices.create(index=name, body=how, params={"request_timeout": _WRITING}), writing=True
            )

    def made(self, pattern: str) -> list[str]:
        """Return the indices whose names fit a pattern."""
        return list(self.call(lambda api: api.indices.get(index=pattern, params={"allow_no_indices": "true"})))

    def unmake(self, name: str) -> None:
        """Remove an index, if it is there."""
        self.call(lambda api: api.indices.delete(index=name, params={"ignore_unavailable": "true"}), writing=True)

    def serving(self, alias: str) -> list[str]:
        """Return the indices behind an alias."""
        with suppress(Absent):
            return list(self.call(lambda api: api.indices.get_alias(name=alias)))
        return []

    def swap(self, fresh: Mapping[str, str]) -> None:
        """Put an index behind each alias, all at once; those that stood there are removed in the same step."""
        actions: list[dict[str, Any]] = []
        for alias, index in fresh.items():
            actions += [{"remove_index": {"index": old}} for old in self.serving(alias) if old != index]
            actions.append({"add": {"index": index, "alias": alias}})
        try:
            self.call(lambda api: api.indices.update_aliases(body={"actions": actions}), writing=True)
        except Absent:  # a try whose answer was lost has removed the old ones
            if any(self.serving(alias) != [index] for alias, index in fresh.items()):
                raise

    def _told(self, error: Exception) -> KnowledgeError:
        where = str(self.address)
        match error:
            case said.SSLError():
                return Unreachable(
                    f"{where}：证书不可信（{_short(error)}）；自己的证书机构用 QA_CLUSTER_CA 指明",
                    f"{where}: its certificate is not trusted ({_short(error)}); QA_CLUSTER_CA names an authority of yours",
                )
            case said.AuthenticationException() | said.AuthorizationException():
                return Unreachable(
                    f"{where}：不让进，请核对 QA_CLUSTER_USER 和 QA_CLUSTER_PASSWORD",
                    f"{where}: no access; look at QA_CLUSTER_USER and QA_CLUSTER_PASSWORD",
                )
            case said.ConnectionError():
                return Unreachable(
                    f"{where}：集群没有回应，请看它是否在运行、网络是否通（{_short(error)}）",
                    f"{where}: the cluster does not answer; is it running, can it be reached? ({_short(error)})",
                )
            case said.TransportError() if passes(error.status_code):
                return Unreachable(
                    f"{where}：集群眼下答不了，有节点或分片不在，稍后再试（{_short(error)}）",
                    f"{where}: the cluster cannot answer now, nodes or shards are missing; try later ({_short(error)})",
                )
        return Damaged(f"{where}：集群不接受（{_short(error)}）", f"{where}: the cluster refuses ({_short(error)})")


def _credentials() -> dict[str, str]:
    """Return the header that lets us in (RFC 7617), where the environment has a user: names can be Chinese, too."""
    user = os.environ.get("QA_CLUSTER_USER")
    if not user:
        return {}
    told = f"{user}:{os.environ.get('QA_CLUSTER_PASSWORD', '')}"
    return {"authorization": f"Basic {b64encode(told.encode()).decode()}"}


def _passes(error: said.TransportError) -> bool:
    if isinstance(error, said.SSLError):
        return False
    return isinstance(error, said.ConnectionError) or passes(error.status_code)


def passes(status: object) -> bool:
    """Whether another try can help where this was the answer."""
    return isinstance(status, int) and (status >= _FAULT or status == _TOO_MANY)


def _short(error: Exception) -> str:
    """Return what went wrong in few words: the cluster's own reports of errors fill pages."""
    text = str(error.info if isinstance(error, said.ConnectionError) else error)
    return " ".join(text.split())[:200]
