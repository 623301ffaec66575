"""Bombs: files of a few bytes or megabytes built so that reading them takes gigabytes or hours, made in code."""

import io
import random
import struct
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping

import seeds
from seeds import LINES, W, docx, html, ofd, paragraph, pdf, shown, stream, zipped

LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + "]>"
)
MB = 1 << 20


def _zip_ratio() -> bytes:
    return docx(paragraph(LINES[0]) + " " * (60 * MB))


def _stored(packed: bytes) -> bytes:
    """Return an archive with its entries as they are: what is in it shrinks so well that it would not be unpacked."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(data, "w") as archive:
        for name in before.namelist():
            archive.writestr(zipfile.ZipInfo(name), before.read(name))
    return data.getvalue()


def _zip_many() -> bytes:
    return zipped({f"word/{n}.xml": "" for n in range(60_000)})


def _zip_nested() -> bytes:
    inner = zipped({"0": b"\0" * (10 * MB)})
    for _ in range(6):
        inner = zipped({f"{n}.zip": inner for n in range(16)})
    return inner


def _zip_overlapping() -> bytes:
    """One entry's bytes, listed under 5,000 names."""
    whole = zipped({"a": b"\0" * MB})
    start = struct.unpack("<I", whole[-6:-2])[0]
    listed = whole[start:-22]
    entries = b"".join(listed[:28] + struct.pack("<H", 5) + listed[30:46] + b"%05d" % n for n in range(5000))
    return whole[:start] + entries + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 5000, 5000, len(entries), start, 0)


def _zip_lying() -> bytes:
    """An entry that says it holds 100 bytes and holds 60 MB."""
    whole = bytearray(docx(" " * (60 * MB)))
    at = whole.rfind(b"word/document.xml") - 46
    whole[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(whole)


def _zip_twice() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, warnings.catch_warnings(action="ignore"):
        for part in (b"<a/>", b"<b/>"):
            archive.writestr(zipfile.ZipInfo("word/document.xml"), part)
    return data.getvalue()


def _zip_method() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", b"\0" * (60 * MB))
    return data.getvalue()


def _many_cells() -> bytes:
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 250 + "</w:tr>"
    return _stored(docx(f"<w:tbl>{row * 400}</w:tbl>" + paragraph(LINES[2])))


def _spanning_cells() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge/></w:tcPr>' + paragraph("公务") + "</w:tc>"
    return docx("<w:tbl>" + f"<w:tr>{cell * 50}</w:tr>" * 50 + "</w:tbl>")


def _nested_tables() -> bytes:
    around = "<w:tbl><w:tr><w:tc>"
    return docx(around * 60 + paragraph(LINES[2]) + "<w:p/></w:tc></w:tr></w:tbl>" * 60)


def _looping_styles() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 500}"/></w:style>'
        for n in range(500)
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{n % 500}"/></w:pPr><w:r><w:t>公务</w:t></w:r></w:p>' for n in range(5000)
    )
    return docx(body, more={"styles.xml": f"<w:styles {W}>{styles}</w:styles>"})


def _looping_numbers() -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="2147483647"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1%1%1、"/></w:lvl>'
    linked = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:numStyleLink w:val="n"/>{level}</w:abstractNum>' for n in range(9)
    )
    numbers = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(9))
    body = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>公务</w:t></w:r></w:p>'
        * 3000
    )
    return docx(body, more={"numbering.xml": f"<w:numbering {W}>{linked}{numbers}</w:numbering>"})


def _page_loop() -> bytes:
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R 3 0 R]>>",
            3: b"<</Type/Pages/Kids[2 0 R]>>",
        }
    )


def _deep_pages() -> bytes:
    kids = {n: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(2, 20_000)}
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", **kids, 20_000: b"<</Type/Page>>"})


def _one_page_often() -> bytes:
    objects = seeds.pages([shown(LINES)], "".join(LINES))
    objects[2] = b"<</Type/Pages/Count 100000/Kids[%s]>>" % (b"10 0 R " * 100_000)
    return pdf(objects)


def _page_with(content: bytes, more: Mapping[int, bytes] = {}) -> bytes:
    objects = seeds.pages([shown(LINES)], "".join(LINES))
    return pdf({**objects, 11: content, **more})


def _twice_deflated() -> bytes:
    packed = zlib.compress(zlib.compress(b"BT (a) Tj ET " * (60 * MB // 13)))
    return _page_with(b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(packed), packed))


def _form_loop() -> bytes:
    form = stream(b"/X Do " * 50, b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 90 0 R>>>>")
    page = b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 90 0 R>>>>/Contents 11 0 R>>"
    return _page_with(stream(b"/X Do"), {90: form, 10: page})


def _wide_map() -> bytes:
    ranges = b"begincmap\n" + b"99 beginbfrange\n<0000><FFFF><0041>\nendbfrange\n" * 500 + b"endcmap"
    return _page_with(stream(shown(LINES)), {4: stream(ranges)})


def _looping_references() -> bytes:
    return _page_with(b"77 0 R", {77: b"78 0 R", 78: b"77 0 R"})


def _xref_loop() -> bytes:
    whole = pdf(seeds.pages([shown(LINES)], "".join(LINES)), more=b"/Prev 1234567890")
    return whole.replace(b"1234567890", b"%10d" % whole.rfind(b"xref\n0"))


def _ofd_loop() -> bytes:
    page = f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Template TemplateID="1"/>{seeds.words(LINES)}</ofd:Page>'
    return ofd(seeds.words(LINES), more={"Doc_0/Pages/Page_0/Content.xml": page})


def _utf16(text: str, mark: bytes = b"\xff\xfe") -> bytes:
    return mark + text.encode("utf-16-le", "surrogatepass")


# Name -> (suffix, what makes it). Their sizes are chosen so that a reader without limits takes minutes or gigabytes.
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip, 1000 times its size": ("docx", _zip_ratio),
    "zip, 60,000 entries": ("docx", _zip_many),
    "zip in zip, 16^6 times 10 MB": ("docx", _zip_nested),
    "zip, entries that overlap": ("docx", _zip_overlapping),
    "zip that lies about a size": ("docx", _zip_lying),
    "zip, one name twice": ("docx", _zip_twice),
    "zip, a rare method": ("docx", _zip_method),
    "zip, a name that leads out": ("docx", lambda: zipped({"../../word/document.xml": LINES[0]})),
    "zip cut short": ("docx", lambda: docx("".join(map(paragraph, LINES)))[:-40]),
    "a billion laughs": ("docx", lambda: docx(paragraph("&a9;"), LAUGHS)),
    "a billion laughs in UTF-16": ("ofd", lambda: ofd("", more={"OFD.xml": _utf16(LAUGHS + "<l>&a9;</l>")})),
    "entities, quadratic": ("docx", lambda: docx(paragraph("&a;" * 50_000), f'<!DOCTYPE l [<!ENTITY a "{"哈" * 50_000}">]>')),
    "an entity from a file": ("docx", lambda: docx(paragraph("&a;"), '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>')),
    "XML, 100,000 deep": ("docx", lambda: _stored(docx("<w:p>" * 100_000 + "</w:p>" * 100_000))),
    "a table of 100,000 cells": ("docx", _many_cells),
    "cells that span all columns": ("docx", _spanning_cells),
    "tables in tables": ("docx", _nested_tables),
    "styles that loop": ("docx", _looping_styles),
    "numbers that loop": ("docx", _looping_numbers),
    "a paragraph of 200,000 runs": ("docx", lambda: _stored(docx("<w:p>" + "<w:r><w:t>公务</w:t></w:r>" * 200_000 + "</w:p>"))),
    "HTML, 200,000 deep": ("html", lambda: html("<div>" * 200_000 + LINES[2] * 9)),
    "HTML, formatting never closed": ("html", lambda: html("".join(f"<p><b id={n}><i>公务用车" for n in range(20_000)))),
    "HTML, an attribute of 10 MB": ("html", lambda: html(f'<p title="{"公" * 3_300_000}">{LINES[2] * 9}</p>')),
    "HTML, cells that span 65534 rows": ("html", lambda: html("<table>" + ("<tr>" + "<td rowspan=65534 colspan=1000>公务" * 99) * 300)),
    "HTML, tables in tables": ("html", lambda: html("<table><tr><td>" * 3000 + LINES[2] * 9)),
    "HTML, 500,000 references": ("html", lambda: html("<p>" + "&#x516C;&amp;" * 500_000)),
    "HTML, a comment never closed": ("html", lambda: html(f"<p>{LINES[2] * 9}" + "<!--" * 500_000)),
    "HTML, 300,000 empty blocks": ("html", lambda: html(f"<p>{LINES[2] * 9}" + "<p><span></span>" * 300_000)),
    "MHTML, parts in parts": ("mht", lambda: b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))),
    "PDF, pages that loop": ("pdf", _page_loop),
    "PDF, pages 20,000 deep": ("pdf", _deep_pages),
    "PDF, one page 100,000 times": ("pdf", _one_page_often),
    "PDF, deflated twice": ("pdf", _twice_deflated),
    "PDF, 1 GB of zeros": ("pdf", lambda: _page_with(stream(b"\0" * (1000 * MB)))),
    "PDF, 2,000,000 operators": ("pdf", lambda: _page_with(stream(b"BT " + b"/F 12 Tf <516C> Tj " * 1_000_000 + b"ET"))),
    "PDF, a form in itself": ("pdf", _form_loop),
    "PDF, a map of all characters 500 times": ("pdf", _wide_map),
    "PDF, references that loop": ("pdf", _looping_references),
    "PDF, cross references that loop": ("pdf", _xref_loop),
    "PDF, arrays 100,000 deep": ("pdf", lambda: _page_with(b"[" * 100_000)),
    "OFD, XML 100,000 deep": ("ofd", lambda: _stored(ofd("<ofd:PageBlock>" * 100_000 + "</ofd:PageBlock>" * 100_000))),
    "OFD, a billion glyphs": ("ofd", lambda: ofd(seeds.words(LINES).replace("DeltaX=\"g ", "DeltaX=\"g 99999999"))),
    "OFD, a page that is its template": ("ofd", _ofd_loop),
    "OFD, 20,000 pages of one": ("ofd", lambda: ofd(seeds.words(LINES), more={"Doc_0/Document.xml": "<d><Pages>" + '<Page BaseLoc="Pages/Page_0/Content.xml"/>' * 20_000 + "</Pages></d>"})),
    "a line of 10 MB": ("txt", lambda: ("全省取消公务用车推进法治政府建设，" * 200_000).encode()[: 10 * MB]),
    "a line of 10 MB, rare characters": ("txt", lambda: "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9FA5), k=3_400_000))).encode()),
    "10 MB of digits": ("txt", lambda: b"7" * (10 * MB)),
    "100,000 headings": ("md", lambda: "".join(f"{n % 99 + 1}. 第{n}项工作\n" for n in range(100_000)).encode()),
    "1,000,000 short lines": ("txt", lambda: "公务\n".encode() * 1_000_000),
    "1,000,000 combining characters": ("txt", lambda: ("公e" + "\u0301" * 1_000_000).encode()),
    "characters that expand 18 times": ("txt", lambda: ("公务" + "ﷺ" * 3_900_000).encode()),
    "brackets and quotes": ("txt", lambda: ("（“《【**" * 300_000 + "公").encode()),
    "a number of 1,000,000 digits": ("md", lambda: b"\xe7\xac\xac" + b"9" * 1_000_000 + "章 公务".encode()),
    "a title of 1 MB": ("txt", lambda: ("名称：" + "公务用车" * 90_000 + "\n" + "正文。\n" * 90_000).encode()),
    "10 MB of NUL": ("txt", lambda: b"\0" * (10 * MB)),
    "10 MB of line ends": ("txt", lambda: "公".encode() + b"\r" * (10 * MB)),
    "lone surrogates": ("txt", lambda: _utf16("公务用车\ud800" * 100_000)),
    "half a character of UTF-16": ("txt", lambda: _utf16("公务用车") + b"\x00"),
    "UTF-16 that says it is UTF-8": ("txt", lambda: b"\xef\xbb\xbf" + _utf16("公务用车" * 1000)),
    "bidi and zero-width characters": ("txt", lambda: ("\u202e公务\u200b用车\u2066" * 200_000).encode()),
    "60 MB of text": ("txt", lambda: "全省取消公务用车推进法治政府建设。\n".encode() * (60 * MB // 55)),
}  # fmt: skip

if __name__ == "__main__":
    bomb, path = sys.argv[1:]
    with open(path, "wb") as file:
        file.write(FILES[bomb][1]())
