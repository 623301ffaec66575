"""The tree of a web page: a walk over what can be seen of it, and the block that holds the report."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

TEXT = "-text"

# Never seen, or not of the page: forms, and what plays or runs.
_DROPPED = frozenset(
    "script style noscript template head iframe object embed svg canvas audio video map select option button input"
    " textarea nav footer dialog".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure form h1 h2 h3"
    " h4 h5 h6 header hr li main ol p pre section summary table tbody td tfoot th thead tr ul br".split()
)
# Blocks that a report stands in; the others are parts of it.
_HOLDERS = BLOCKS - frozenset("br caption h1 h2 h3 h4 h5 h6 hr li p table tbody td tfoot th thead tr".split())
_KEPT = frozenset("body html table thead tbody tr td th p".split())

# What the classes and ids of a page's furniture are called, whoever made it.
_FURNITURE = re.compile(
    r"(?<![a-z])(?:nav|navbar|menu|crumbs?|foot|sidebar|pagination|toolbar|related|recommend|login|search|hot|link|links)"
    r"(?![a-z])|share|footer|breadcrumb|qr-?code|copyright|comment",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>")
# Elements that close themselves, or whose end need not be written.
_LEFT_OPEN = frozenset(
    "area base br col embed hr img input link meta source track wbr html head body p li dt dd option optgroup colgroup"
    " thead tbody tfoot tr td th".split()
)
_DEEPEST = 1000  # real pages: below 100

# A block with so much of the page's prose holds the report. Of 23 real pages of 8 sites it had 0.88 or more.
_MOST = 0.8
# Prose: a paragraph that is so long, or has a stop or comma in it, and is no link for the most part.
_PROSE_LENGTH = 20
_STOP = re.compile(r"[，。；]")


def too_deep(text: str) -> bool:
    """Say whether a page is nested so deep that parsing it would take time by the square of its length."""
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in _LEFT_OPEN:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def walk(top: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node below `top` that can be seen, in order, and each element again (True) where it ends."""
    node, down, last = top.child, True, top.mem_id
    while node is not None:
        if down and node.tag != "-comment" and not _dropped(node):
            yield node, False
            if node.tag != TEXT:
                if node.child is not None:
                    node = node.child
                    continue
                yield node, True
        while node.next is None:
            parent = node.parent
            if parent is None or parent.mem_id == last:
                return
            node = parent
            yield node, True
        node, down = node.next, True


def _dropped(node: LexborNode) -> bool:
    """Whether a node is not to be seen, or is furniture of the page, as its names say."""
    tag = node.tag or ""
    if tag == TEXT or tag in _DROPPED:
        return tag != TEXT
    attributes = node.attributes
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
        return True
    return tag not in _KEPT and bool(_FURNITURE.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"))


def main_block(body: LexborNode) -> tuple[LexborNode, int]:
    """Return the smallest block that holds most of the page's prose, and how many characters of prose it has."""
    sums = [0]  # the prose of each open block
    blocks: list[tuple[LexborNode, int]] = []  # innermost first
    text, links, linked = "", 0, 0
    for node, ends in walk(body):
        tag = node.tag or ""
        if tag == TEXT:
            said = "".join((node.text_content or "").split())
            text += said
            linked += len(said) if links else 0
        elif tag == "a":
            links += -1 if ends else 1
        elif tag in BLOCKS:
            sums[-1] += _prose(text, linked)
            text, linked = "", 0
            if tag in _HOLDERS and not ends:
                sums.append(0)
            elif tag in _HOLDERS:
                blocks.append((node, sums.pop()))
                sums[-1] += blocks[-1][1]
    total = sums[0] + _prose(text, linked)
    return next(((node, weight) for node, weight in blocks if weight >= max(1, _MOST * total)), (body, total))


def _prose(text: str, linked: int) -> int:
    """Return how many characters of prose a paragraph has."""
    return len(text) if 2 * linked < len(text) and (len(text) >= _PROSE_LENGTH or _STOP.search(text)) else 0
