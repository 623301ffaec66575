"""XML from files of others: what declares a document type, and with it entities, is refused."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

# A report's page is nowhere near as deep; trees that are take the stack.
_DEEPEST = 200


class NotXml(ValueError):
    """What is no XML, or more than a page needs."""


def parse(data: bytes) -> Element:
    """Parse a document. Raises NotXml."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise NotXml(f"嵌套超过 {_DEEPEST} 层")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def refuse(*_: object) -> None:
        raise NotXml("声明了文档类型（DTD）")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ParseError, AssertionError) as error:
        raise NotXml(str(error)) from error
