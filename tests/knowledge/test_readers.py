import codecs
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import readers
from knowledge.errors import Unreadable
from knowledge.readers import plain

TRADITIONAL = (
    "為了加強機關事務管理，規範機關事務工作，保障機關正常運行，降低機關運行成本，建設節約型機關，制定本條例。"
    "各級人民政府應當加強對本級政府各部門和下級政府公務接待費、公務用車購置和運行費的管理。"
)
FRENCH = "Le budget 2020 était de 3,5 millions d'euros; en 2021, 4,25 millions. Voilà l'été à Paris, près de l'hôtel.\n"
OTHERS = {
    "cp1251": "Правительство отчиталось о расходах бюджета за 2020 год. ",
    "koi8-r": "Правительство отчиталось о расходах бюджета за 2020 год. ",
    "shift_jis": "これは日本語の文章です。二〇二〇年の予算について説明する。",
    "euc-jp": "これは日本語の文章です。二〇二〇年の予算について説明する。",
    "euc-kr": "한국어 보고서입니다. 2020년 예산을 설명합니다. ",
    "latin-1": FRENCH,
    "cp1252": FRENCH,
}


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        plain.read("某.txt", data)
    for line in (caught.value.zh, caught.value.en):
        assert line.startswith("某.txt") and len(line.splitlines()) == 1
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_simplified_text(shipped_text: str, encoding: str) -> None:
    text = shipped_text.replace("•", "·")  # GBK has no bullet
    document = plain.read("x", text.encode(encoding))
    assert document.text == text
    assert document.encoding == encoding.replace("gbk", "gb18030")
    assert bool(document.notes) == (encoding != "utf-8"), "what was not plain UTF-8 is noted"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_traditional_text(encoding: str) -> None:
    document = plain.read("x", TRADITIONAL.encode(encoding))
    assert (document.text, document.encoding) == (TRADITIONAL, encoding.replace("big5", "big5hkscs"))


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_tells_and_stays_in_the_text(mark: bytes, encoding: str) -> None:
    document = plain.read("x", mark + "短文\r\n".encode(encoding))
    assert document.text == "\ufeff短文\r\n"
    assert (document.encoding, document.notes) == (encoding, ())
    refused(mark + (b"\xff" if encoding == "utf-8" else b"a"))


@pytest.mark.parametrize("kind", ["provinces", "drcd", "cail"])
def test_real_reports_in_every_encoding(shared: Path, kind: str) -> None:
    files = sorted((shared / "eval" / kind / "reports").iterdir())
    for file in random.Random(3).sample(files, 20):
        text = file.read_bytes().decode("utf-8")
        for encoding in ("gb18030", "big5hkscs", "utf-16-le"):
            try:
                data = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            assert plain.read(file.name, data).text == text, (file.name, encoding)


@pytest.mark.parametrize("encoding", sorted(OTHERS))
def test_other_scripts_are_refused_and_not_guessed(encoding: str) -> None:
    for times in (1, 40):
        assert "UTF-8" in refused((OTHERS[encoding] * times).encode(encoding)).en


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b" \t\r\n" * 9, b"\0", b"\0" * 5000, "　　\n".encode(), codecs.BOM_UTF8, b"\x7fELF\x02\x01\x01" + b"\0" * 99, b"---\n***\n",
     b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", b"PK\x03\x04\x14\0\x06\0\x08\0!\0", b"\xff\xd8\xff\xe0\0\x10JFIF\0", bytes(range(256)) * 9,
     b"\x01\x02\x03abc" * 20, "一份报告".encode("utf-32")],
)  # fmt: skip
def test_what_is_no_text_is_refused(data: bytes) -> None:
    refused(data)


def test_random_bytes_are_refused() -> None:
    draw = random.Random(11)
    for length in (4, 11, 40, 200, 3000) * 60:
        data = draw.randbytes(length)
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            refused(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_back_exactly_or_refused(data: bytes) -> None:
    try:
        document = plain.read("x", data)
    except Unreadable:
        return
    assert document.text.encode(document.encoding) == data


def test_control_characters_are_noted() -> None:
    assert plain.read("x", ("公务用车\x1b[31m" * 20).encode() + b"x" * 400).notes == ("有 20 个控制字符",)


def test_a_file(shipped: Path, shipped_text: str) -> None:
    data, document = readers.read(str(shipped))
    assert (data, document.text) == (shipped.read_bytes(), shipped_text)


def test_what_is_no_readable_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dir.txt").mkdir()
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    (tmp_path / "a.exe").write_text("x")
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(readers.LARGEST_FILE + 1)
    for name in (
        "pipe.txt",
        "dir.txt",
        "broken.txt",
        "device.txt",
        "a.exe",
        "huge.txt",
        "none.txt",
        "\0.txt",
        "x" * 5000 + ".txt",
    ):
        with pytest.raises(Unreadable) as caught:
            readers.read(str(tmp_path / name))
        assert len(caught.value.en.splitlines()) == len(caught.value.zh.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("一份报告", "utf-8")
    file.chmod(0)
    with pytest.raises(Unreadable, match="读不了"):
        readers.read(str(file))
