"""Small sound files of all six formats, made in code: what is mutated, and what bombs are made of."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

LINES = (
    "某市2020年法治政府建设情况",
    "一、主要举措和成效",
    "（一）推进公务用车改革。全市取消公务用车3100余台，取消车辆比例达51%。",
    "（二）完善制度。制定规范性文件12件，清理规范性文件46件。",
    "二、存在的不足",
    "基层执法力量不足，工作人员法治意识有待加强。",
)
ROWS = (("项目", "2019年", "2020年"), ("公务用车（台）", "6100", "3000"), ("执法人员（人）", "240", "260"))

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def paragraph(text: str) -> str:
    """Return a paragraph of a Word document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, before: str = "", more: Mapping[str, str | bytes] = {}) -> bytes:
    """Return a Word document with this body, text before its root element, and further parts under word/."""
    kinds = {"styles.xml": "styles", "numbering.xml": "numbering"}
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{DOCX_TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
        if name in more
    )
    links = "".join(
        f'<Relationship Id="r{kind}" Target="{name}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
        for name, kind in kinds.items()
        if name in more
    )
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}.document.main+xml"/>{overrides}</Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Target="word/document.xml" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
            "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships">{links}</Relationships>',
            "word/document.xml": f"{before}<w:document {W}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}": part for name, part in more.items()},
        }
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of a Word document."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def html(body: str) -> bytes:
    """Return a web page."""
    return f'<html><head><meta charset="utf-8"><title>报告</title></head><body>{body}</body></html>'.encode()


def pdf(objects: Mapping[int, bytes], root: int = 1, more: bytes = b"") -> bytes:
    """Return a PDF file of these objects; `more` goes into its trailer."""
    data, places = bytearray(b"%PDF-1.4\n"), {}
    for number, value in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    start, count = len(data), max(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % count
    for number in range(1, count):
        data += b"%010d 00000 n \n" % places.get(number, 0)
    return bytes(data) + b"trailer<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (count, root, more, start)


def stream(data: bytes, more: bytes = b"") -> bytes:
    """Return a stream object."""
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


def pages(contents: Sequence[bytes], characters: str) -> dict[int, bytes]:
    """Return the objects of a PDF file with these pages, whose font's codes are those of the characters."""
    pairs = b"".join(b"<%04X><%04X>\n" % (ord(one), ord(one)) for one in sorted(set(characters)))
    cmap = b"begincmap\n1 begincodespacerange<0000><FFFF>endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap"
    kids = b" ".join(b"%d 0 R" % (10 + 2 * n) for n in range(len(contents)))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[5 0 R]>>",
        4: stream(cmap % (len(set(characters)), pairs)),
        5: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>>>",
    }
    for n, content in enumerate(contents):
        objects[10 + 2 * n] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (11 + 2 * n)
        )
        objects[11 + 2 * n] = stream(content)
    return objects


def shown(lines: Sequence[str]) -> bytes:
    """Return the content of a page with these lines."""
    words = (
        b"1 0 0 1 60 %d Tm <%s> Tj" % (780 - 24 * n, line.encode("utf-16-be").hex().encode())
        for n, line in enumerate(lines)
    )
    return b"BT /F 12 Tf " + b"\n".join(words) + b" ET"


def ofd(layer: str, pages: int = 1, more: Mapping[str, str | bytes] = {}) -> bytes:
    """Return an OFD file whose pages hold this layer."""
    places = "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(pages))
    return zipped(
        {
            "OFD.xml": f'<ofd:OFD {OFD} Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:Title>报告</ofd:Title></ofd:DocInfo>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{places}</ofd:Pages></ofd:Document>",
            **{
                f"Doc_0/Pages/Page_{n}/Content.xml": f'<ofd:Page {OFD}><ofd:Content><ofd:Layer ID="9">{layer}'
                "</ofd:Layer></ofd:Content></ofd:Page>"
                for n in range(pages)
            },
            **more,
        }
    )


def words(lines: Sequence[str]) -> str:
    """Return text objects of an OFD page."""
    return "".join(
        f'<ofd:TextObject ID="{20 + n}" Boundary="20 {20 + 10 * n} 170 6" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(line) - 1} 5">{line}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(lines)
    )


def seeds() -> dict[str, bytes]:
    """Return a sound file of each format, by suffix."""
    return {
        "txt": "\n".join(LINES).encode("gb18030"),
        "md": ("# " + "\n\n".join(LINES)).encode(),
        "html": html("<h1>报告</h1>" + "".join(f"<p>{line}</p>" for line in LINES) + "<table>"
            + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS) + "</table>"),
        "docx": docx("".join(map(paragraph, LINES)) + table(ROWS)),
        "pdf": pdf(pages([shown(LINES[:4]), shown(LINES[4:])], "".join(LINES))),
        "ofd": ofd(words(LINES)),
    }  # fmt: skip
