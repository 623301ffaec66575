"""What the cluster keeps: five indices a knowledge base, and how their fields are indexed.

| index | a document | what for |
|---|---|---|
| NAME-reports | a report without its text, `born` at a generation | the truth |
| NAME-texts | a report's text, sections and passages | the truth |
| NAME-passages | a passage with its terms | derived; an alias |
| NAME-words | how many passages gained a word with one generation, how often it stands there | derived; an alias |
| NAME-state | the state (generation, totals, what was retired) and the one writer's lease | |

Documents never change: a report that was added again is another document, and the old one is retired. What a generation
sees is what was born up to it and was not retired; so a question sees one state, whoever writes meanwhile.
"""

from typing import Any

from knowledge import terms, words
from knowledge.terms import FIELDS

# Change it when older versions could not read what is written.
FORMAT = 1

# Of what made the passages' terms; another one, and they are made anew.
TERMS = f"{terms.VERSION}.{words.VERSION}"

_KEYWORD = {"type": "keyword", "doc_values": True}
_LONG = {"type": "long"}

# Words and grams are cut here, as for the local index, and only parted there. A longer number is parted, too: Lucene
# takes no term above 32 kB.
_CUT = {
    "analyzer": {"cut": {"type": "custom", "tokenizer": "spaces"}},
    "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 8000}},
}
_TERMS = {"type": "text", "analyzer": "cut", "index_options": "freqs"}

# Of a passage's terms only its words are kept as they came: the counts of words are made of them.
_UNKEPT = [f"terms.{field}" for field in FIELDS if field != "words"]


def _index(shards: int, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",  # a copy of all on another node, where there is another
        "refresh_interval": "-1",  # what is written is seen when its generation is told, not before
        "max_terms_count": 1_000_000,  # a question about a year may name every report of that year
    }
    return {
        "settings": {"index": settings, **more.pop("settings", {})},
        "mappings": {"dynamic": False, "properties": properties, **more},
    }


def reports() -> dict[str, Any]:
    """Return the index of reports."""
    return _index(1, {"id": _LONG, "born": _LONG, "source": _KEYWORD})


def texts(shards: int) -> dict[str, Any]:
    """Return the index of texts: asked for by number alone."""
    return _index(shards, {"id": _LONG})


def state() -> dict[str, Any]:
    """Return the index of the state and the lease."""
    return _index(1, {})


def passages(shards: int) -> dict[str, Any]:
    """Return the index of passages."""
    properties = {
        "report": _LONG,
        "ordinal": {"type": "integer"},
        "born": _LONG,
        "path": _KEYWORD,
        "source": _KEYWORD,
        "terms": {"properties": dict.fromkeys(FIELDS, _TERMS)},
    }
    return _index(shards, properties, settings={"analysis": _CUT}, _source={"excludes": _UNKEPT})


def vocabulary(shards: int) -> dict[str, Any]:
    """Return the index of words."""
    properties = {
        "text": _KEYWORD, "sound": _KEYWORD, "short": _KEYWORD, "born": _LONG,
        "passages": {**_LONG, "index": False}, "count": {**_LONG, "index": False},
    }  # fmt: skip
    return _index(shards, properties)
