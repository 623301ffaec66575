"""The real files beside the repository: what eyes see of some of them, and a verdict for all."""

from pathlib import Path

import pytest

from knowledge import readers
from tests.faults.samples import samples

# Fonts that do not tell their characters, and a page of links.
FAILED = {
    "ano.ofd",
    "513180_恒生科技ETF_研究报告.pdf",
    "GMT_0031-2014_安全电子签章密码技术规范.pdf",
    "关于2019-2020学年秋季学期选课工作的通知.pdf",
    "20b_广州劳动仲裁服务指南_目录.html",
}

SEEN = [
    ("docx/合理化建议和技术改进奖励条例*", "二 | 五十万元以上一百万元以下 | 一千五百元至二千五百元 | 奖状"),
    ("docx/教育部关于中央部门*", "教育部关于中央部门所属高校深化教育教学改革的指导意见"),
    ("html/06_*", "（一）在校学生：个人缴费标准为每人413元，财政补助标准为每人956元。"),
    ("html/08_*", "文号：穗卫函〔2023〕1930号"),
    ("html/11_*", "第四条 本市公共租赁住房保障应当遵循政府主导、社会参与、适度保障、公开、公平、公正的原则。"),
    ("html/35b_*", "硕士研究生 | 45周岁以下 | 拥有硕士研究生学历或硕士学位即可。"),
    ("ofd/z.ofd", "当一个字符对应一个字型时，如果文字使用非内嵌字型的时候，则根据文字使用的字型，使用字型的内置CMap表计算并取得相应的字型。如果文字使用的是内嵌字型，则使用该内嵌字型数据中的CMap表来取得字型索引。"),
    ("ofd/signout.ofd", "公文标题 | 市委主要领导同志调研后续落实事项的通知"),
]  # fmt: skip


@pytest.fixture
def files(shared: Path) -> Path:
    return shared / "samples"


def test_every_file_has_its_verdict(files: Path) -> None:
    found = list(samples(files))
    assert {Path(one.path).name for one in found if one.verdict == "failed"} == FAILED
    for one in found:
        assert (one.verdict == "failed") == (one.characters == 0)
        assert one.verdict == "read" or one.said
        assert (one.pages > 0) == (one.path.endswith((".pdf", ".ofd")) and one.verdict != "failed")


@pytest.mark.parametrize(("name", "line"), SEEN)
def test_lines_that_eyes_see(files: Path, name: str, line: str) -> None:
    (file,) = files.glob(name)
    assert line in readers.read(str(file))[1].text.split("\n")


def test_no_page_keeps_its_furniture(files: Path) -> None:
    for file in sorted((files / "html").iterdir()):
        if file.name not in FAILED:
            text = readers.read(str(file))[1].text
            assert not any(
                said in text for said in ("网站标识码", "版权所有", "扫一扫在手机打开当前页", "当前位置", "ICP备")
            )
