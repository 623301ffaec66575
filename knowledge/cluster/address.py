"""Where a cluster is: opensearch+https://HOST:PORT,HOST:PORT/NAME?shards=N, read and checked."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from knowledge.errors import KnowledgeError

SCHEME = "opensearch+"

_PORT = 9200
_NAME = "qa"
_SHARDS = 3  # enough for three nodes to share the work; a shard wants no more than some ten million passages

# What OpenSearch allows in the name of an index, less what could make two names one.
_NAMES = re.compile(r"[a-z0-9][a-z0-9_]{0,99}")
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """The nodes to ask, as (host, port), the knowledge base's name, and how many shards it is begun with."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    shards: int
    secure: bool

    def __str__(self) -> str:
        """Return the address as it is shown: without what only matters at the beginning."""
        hosts = ",".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.hosts)
        return f"{SCHEME}{'https' if self.secure else 'http'}://{hosts}/{self.name}"


def parse(text: str) -> Address:
    """Return the address that was typed. Raises KnowledgeError with what is wrong and how it should look."""
    if "@" in text:  # and it is not shown again
        raise _wrong(
            "", "用户名和密码不写在地址里，用环境变量 QA_CLUSTER_USER、QA_CLUSTER_PASSWORD",
            "user and password go into QA_CLUSTER_USER and QA_CLUSTER_PASSWORD, not into the address",
        )  # fmt: skip
    scheme, _, rest = text.removeprefix(SCHEME).partition("://")
    if scheme not in ("http", "https"):
        raise _wrong(text, f"不认识 {SCHEME}{scheme}", f"{SCHEME}{scheme} is not known")
    try:
        split = urlsplit(f"https://{rest}")
        hosts = tuple(_host(one) for one in split.netloc.split(","))
        options = dict(parse_qsl(split.query, keep_blank_values=True, strict_parsing=bool(split.query)))
        shards = int(options.pop("shards", _SHARDS))
    except ValueError as error:
        raise _wrong(text, "地址写得不对", "this is no address") from error
    name = split.path.strip("/") or _NAME
    if options or split.fragment or not 1 <= shards <= 1024:
        raise _wrong(text, "? 后面只能写 shards=1 到 1024", "after ? only shards=1 to 1024 can stand")
    if not _NAMES.fullmatch(name):
        raise _wrong(
            text, f"名字“{name}”只能用小写字母、数字和 _", f"'{name}': a name has lower-case letters, digits, _"
        )
    secure = scheme == "https"
    if not secure and any(host not in _HERE for host, _ in hosts):
        raise _wrong(
            text, "不加密的 http 只能用于本机，别处请用 opensearch+https://",
            "plain http is for this machine alone; use opensearch+https://",
        )  # fmt: skip
    return Address(hosts, name, shards, secure)


def _host(typed: str) -> tuple[str, int]:
    split = urlsplit(f"//{typed}")
    if not split.hostname:
        raise ValueError(typed)
    return split.hostname, split.port or _PORT


def _wrong(text: str, zh: str, en: str) -> KnowledgeError:
    place = f"{text}：" if text else ""
    like = "opensearch+https://主机:9200,主机:9200/名字"
    return KnowledgeError(
        f"{place}{zh}（如 {like}）",
        f"{text + ': ' if text else ''}{en} (such as opensearch+https://HOST:9200,HOST:9200/NAME)",
    )
