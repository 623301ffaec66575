"""What is told of one place is no answer about another, in documents whose titles name none."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from knowledge.local import LocalKnowledgeBase
from qa.bot import Bot
from qa.cities import PROVINCE_OF, city_of
from qa.places import PROVINCES
from qa.render import reply_data
from qa.show import asides

OF_BEIJING = "关于减免中小微企业房租的若干措施\n\n北京市各区：承租国有房屋的中小微企业，免收2月份房租。\n北京市国资委、北京市财政局负责落实。\n"
OF_NOWHERE = "关于降低职工基本医疗保险费率的通知\n\n本市职工基本医疗保险单位缴费比例降低0.5个百分点。\n"
OF_FUJIAN = "关于推行健康码的通知\n\n福建各地统一使用健康码，福建省卫生健康委负责解释。\n健康码分红、黄、绿三色，福建省内互认。\n"
OF_GUANGZHOU = "残疾人生活补贴发放办法\n\n广州市残疾人生活补贴每人每月260元，由广州市民政局发放。\n广东省对此另有规定的，从其规定，广州市各区执行。\n"

TO_ALL = (
    "关于改善一线医务人员工作条件的通知\n\n各省、自治区、直辖市：一线医务人员补助每人每天300元。\n"
    "支援湖北的医疗队，由湖北省安排住宿。湖北省以外的地区参照执行，不再执行湖北省的标准。\n"
)
GUARDED = "关于外地返回人员管理的通告\n\n本市从湖北返回的人员应当居家隔离14天。接触过湖北人员的应当报告，湖北籍人员不得聚集。\n"
IN_WORDS = (
    "关于延长春节假期的通知\n\n春节假期延长至2月2日。医保定点药店照常营业，医保定点医院照常接诊，医保定点诊所停业。\n"
)
DOGS = "养犬登记办法\n\n养犬登记费每只每年500元。\n"

_DOCUMENTS = {
    "a": OF_BEIJING, "b": OF_NOWHERE, "c": OF_FUJIAN, "d": OF_GUANGZHOU, "e": TO_ALL, "f": GUARDED, "g": IN_WORDS, "h": DOGS,
}  # fmt: skip


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in _DOCUMENTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    with closing(LocalKnowledgeBase(str(tmp_path_factory.mktemp("kb") / "kb"), create=True)) as base:
        assert all(added.status == "added" for added in base.add([str(folder)]))
        yield Bot(base)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("北京市承租国有房屋的中小微企业免收哪个月的房租?", "2月份"),
        ("广州残疾人生活补贴每人每月多少钱?", "260元"),
        ("广东残疾人生活补贴每人每月多少钱?", "260元"),  # a city's may be asked for by its province
        ("福建的健康码分哪几种颜色?", "红、黄、绿三色"),
        ("莆田的健康码分哪几种颜色?", "红、黄、绿三色"),  # what holds for a province holds for its cities
        ("在北京工作的上海企业承租国有房屋免收哪个月的房租?", "2月份"),  # one of the two is named
    ],
)
def test_a_document_of_the_place(bot: Bot, question: str, answer: str) -> None:
    reply = bot.ask(question)
    assert reply.answers
    assert answer in reply.answers[0].quote


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("北京一线医务人员补助每人每天多少元?", "300元"),  # told to every province, and of none
        ("上海本市从外地返回的人员应当居家隔离多少天?", "14天"),  # 湖北 is where people come from
        ("上海延长春节假期到哪天?", "2月2日"),  # there is no 长春 in 延长春节, nor a 保定 in 医保定点
    ],
)
def test_a_document_of_no_place_is_told_with_a_word_of_warning(bot: Bot, question: str, answer: str) -> None:
    reply = bot.ask(question)
    assert reply.answers
    assert answer in reply.answers[0].quote
    assert reply.unsaid == (question[:2],)


@pytest.mark.parametrize("word", ["大理石", "黄河南岸", "北京时间"])
def test_what_is_no_place_is_not_missed(bot: Bot, word: str) -> None:
    assert bot.ask(f"{word}养犬登记费每只每年多少元?").unsaid == ()


def test_a_comparison_tells_places_that_its_documents_do_not_name(bot: Bot) -> None:
    reply = bot.ask("上海、湖南养犬登记费每只每年各多少元?")
    assert [cell.place for cell in reply.cells if cell.answer] == ["上海", "湖南"]
    assert reply.unsaid == ("上海", "湖南")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("上海市承租国有房屋的中小微企业免收哪个月的房租?", "上海"),
        ("大连承租国有房屋的中小微企业免收哪个月的房租?", "大连"),
        ("深圳残疾人生活补贴每人每月多少钱?", "深圳"),  # the next city, of the same province
        ("湖南残疾人生活补贴每人每月多少钱?", "湖南"),
    ],
)
def test_a_document_of_another_place_is_no_answer(bot: Bot, question: str, place: str) -> None:
    reply = bot.ask(question)
    assert reply.abstention
    assert reply.abstention.zh == f"报告里没有单说“{place}”的情况"


def test_the_next_question_about_another_place(bot: Bot) -> None:
    first = "北京市承租国有房屋的中小微企业免收哪个月的房租?"
    assert bot.ask(first).answers
    assert not bot.ask("那上海呢", (first,)).answers


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("上海职工基本医疗保险单位缴费比例降低多少?", ("上海",)),
        ("莆田的健康码分哪几种颜色?", ("莆田",)),
        ("福建的健康码分哪几种颜色?", ()),
        ("职工基本医疗保险单位缴费比例降低多少?", ()),
    ],
)
def test_a_place_that_a_document_does_not_name_is_told(bot: Bot, question: str, unsaid: tuple[str, ...]) -> None:
    reply = bot.ask(question)
    assert reply.answers
    assert reply.unsaid == unsaid
    assert reply_data(reply)["unsaid"] == list(unsaid)
    assert [line for line in asides(reply) if "没有出现" in line] == [
        f"这份文件没有出现“{place}”，请核对是否适用" for place in unsaid
    ]


@pytest.mark.parametrize(
    ("word", "city"),
    [
        ("大理", "大理"),
        ("大理州", "大理"),
        ("喀什地区", "喀什"),
        ("理", None),
        ("大理石", None),
        ("阿里云", None),
        ("", None),
        ("上海", None),
    ],
)
def test_cities_as_people_write_them(word: str, city: str | None) -> None:
    assert city_of(word) == city


def test_each_city_is_of_one_province() -> None:
    assert set(PROVINCE_OF.values()) <= set(PROVINCES)
    assert PROVINCE_OF["大连"] == "辽宁"
    assert PROVINCE_OF["深圳"] == "广东"
    assert not PROVINCE_OF.keys() & set(PROVINCES)
