"""Small files of each format, made without the programs that make them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def page(body: str, head: str = "", encoding: str = "utf-8") -> bytes:
    """A web page with menus around what it tells."""
    return f"""<!DOCTYPE html><html><head><meta charset="{encoding}"><title>某市关于养老补贴的通知 - 某市人民政府网</title>{head}
<script>var hidden = "脚本里的文字，不该出现。";</script></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div class="crumbs">您的位置：<a href="/">首页</a> &gt; <a href="/gk">公开</a></div>
<div class="wrap"><h1>某市关于养老补贴的通知</h1><div class="info"><span>文&nbsp;号：</span><span>某府办〔2024〕7号</span></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div><div class="text">{body}</div>
<div class="related"><a>相关新闻一</a><a>相关新闻二</a></div></div>
<div class="footer">版权所有：某市人民政府，主办单位：某市人民政府办公室，网站标识码：4401000004，备案号：粤ICP备2022092331号。</div>
</body></html>""".encode(encoding)


class Word:
    """A Word document that is put together piece by piece."""

    def __init__(self) -> None:
        self.opened = Document()

    def line(self, text: str = "", *, style: str | None = None, centred: bool = False, bold: bool = False) -> Any:
        paragraph = self.opened.add_paragraph(style=style)
        paragraph.add_run(text).bold = bold or None
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    def numbered(self, text: str, number: int, level: int = 0) -> None:
        properties = self.line(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )

    def lists(self, *parts: str) -> None:
        """Add lists to numbering.xml: the abstract ones first."""
        root = self.opened.part.numbering_part.element
        for old in list(root):
            root.remove(old)
        for part in parts:
            root.append(parse_xml(part.replace(">", f" {nsdecls('w')}>", 1)))

    def run(self, xml: str) -> None:
        """Add a paragraph with this inside."""
        self.opened.element.body.insert_element_before(parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"), "w:sectPr")

    def data(self) -> bytes:
        stream = io.BytesIO()
        self.opened.save(stream)
        return stream.getvalue()


def abstract(number: int, *levels: str) -> str:
    """A list as numbering.xml has it: each level as `format|text|start|more`."""
    inside = ""
    for at, level in enumerate(levels):
        kind, text, start, more = (*level.split("|"), "", "")[:4]
        inside += (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="{start or 1}"/><w:numFmt w:val="{kind}"/>{more}'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )
    return f'<w:abstractNum w:abstractNumId="{number}">{inside}</w:abstractNum>'


def use(number: int, of: int, overrides: str = "") -> str:
    """A list made after an abstract one."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]], *, told: bool = True) -> bytes:
    """A PDF file of lines (left, up, size, text), with a font that tells its characters, or does not."""
    texts = sorted({character for lines in pages for *_, text in lines for character in text})
    codes = {character: number for number, character in enumerate(texts, 1)}
    table = "".join(f"<{code:04X}> <{character.encode('utf-16-be').hex()}>\n" for character, code in codes.items())
    cmap = f"1 begincodespacerange <0000> <FFFF> endcodespacerange {len(codes)} beginbfchar\n{table}endbfchar"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R]"
    objects += [font + (" /ToUnicode 5 0 R >>" if told else " >>")]
    objects += [
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"
    ]
    objects += [_stream(cmap)]
    kids = []
    for lines in pages:
        shown = "".join(
            f"BT /F {size} Tf 1 0 0 1 {left} {up} Tm <{''.join(f'{codes[c]:04X}' for c in text)}> Tj ET\n"
            for left, up, size, text in lines
        )
        objects.append(_stream(shown))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /F 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        data
        + (
            f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(places) + 1} /Root 1 0 R >>\n"
            f"startxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


def _stream(text: str) -> str:
    return f"<< /Length {len(text.encode())} >>\nstream\n{text}\nendstream"


def ofd(pages: Sequence[str], template: str = "", **parts: str) -> bytes:
    """An OFD file of pages, each the XML of its layer, and of one template behind all of them."""
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    using = '<ofd:Template TemplateID="900" ZOrder="Background"/>' if template else ""
    behind = '<ofd:TemplatePage ID="900" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    files = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData>{behind}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": _content(template),
        **{f"Doc_0/Pages/Page_{at}/Content.xml": _content(inside, using) for at, inside in enumerate(pages)},
        **parts,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}' if text.startswith("<ofd") else text)
    return stream.getvalue()


def _content(inside: str, using: str = "") -> str:
    return f"<ofd:Page {OFD}>{using}<ofd:Content><ofd:Layer>{inside}</ofd:Layer></ofd:Content></ofd:Page>"


def shown(text: str, left: float, down: float, size: float = 5, more: str = "", code: str = "") -> str:
    """A text object of an OFD page."""
    code = code or f'X="0" Y="{size}" DeltaX="g {len(text)} {size}"'
    return (
        f'<ofd:TextObject ID="1" Boundary="{left} {down} 150 {size}" Font="1" Size="{size}" {more}>'
        f"<ofd:TextCode {code}>{text}</ofd:TextCode></ofd:TextObject>"
    )
