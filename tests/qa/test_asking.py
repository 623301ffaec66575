"""What a question asks for."""

import pytest

from knowledge.text import fold
from qa.asking import as_written, asking, noun_unit
from qa.spans import candidates


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("全省一共取消了多少台公务用车?", "number", "台"),
        ("节支率是多少?", "number", "%"),
        ("安排了几个维修项目?", "number", "个"),
        ("面积有多大?", "number", "平方米"),
        ("花了多少钱?", "number", "元"),
        ("工期多长时间?", "number", "天"),
        ("GDP增长多少?", "number", "%"),
        ("法律意见书 份数", "number", "份"),
        ("江西 2017 煤炭去产能 吨", "number", "吨"),
        ("什么时候通过验收?", "date", ""),
        ("成立于哪一年?", "date", ""),
        ("组长是谁?", "person", ""),
        ("局长叫什么名字?", "person", ""),
        ("油田叫什么名字?", "name", ""),
        ("建在哪里?", "place", ""),
        ("如何处置哄抬物价?", "how", ""),
        ("靠什么办法治理污染?", "how", ""),
        ("意见的文号是什么?", "document", ""),
        ("咨询电话是多少?", "contact", ""),
        ("讲授了哪些法律法规?", "title", ""),
        ("贯彻落实了什么办法?", "title", ""),
        ("推进哪五个公开?", "list", ""),
        ("组建哪些法人金融机构?", "list", ""),
        ("有没有行政执法权?", "yesno", ""),
        ("拿什么办法鼓励企业", "how", ""),
        ("摸清底子靠的啥办法", "how", ""),
        ("出台了什么办法", "title", ""),
        ("取消了吗?", "yesno", ""),
        ("为什么要建机场?", "reason", ""),
        ("“五社联动”是什么意思?", "definition", ""),
        ("请了哪家律所?", "name", ""),
        ("全年工作", "open", ""),
        ("老师要不要考试", "yesno", ""),
        ("出没出过火灾", "yesno", ""),
        ("走高速要交过路费不?", "yesno", ""),
        ("不超过多少台?", "number", "台"),
        ("新经济是个什么概念", "definition", ""),
        ("税收收上来几百亿", "number", ""),
        ("进出口增长多少亿", "number", ""),
        ("材料发哪个邮箱", "contact", "@"),
        ("抗疫捐款账号多少", "contact", "账"),
        ("打哪个值班电话", "contact", ""),
        ("热线打几号", "contact", ""),
        ("电话呢?", "contact", ""),
        ("邮箱呢", "contact", "@"),
        ("地址呢?", "place", ""),
        ("日期呢", "date", ""),
        ("排名呢?", "number", "第"),
        ("节目几号开播", "date", ""),
        ("快递业务量全国排第几", "number", "第"),
        ("居全国什么位置?", "number", "第"),
        ("GDP位次", "number", "第"),
        ("杂技节办到第几届了", "number", "第届"),
        ("GDP打算增长几个点", "number", "个点"),
        ("涨了百分之多少", "number", "%"),
        ("民生支出占一般公共预算支出多少", "number", "%"),
        ("研发投入占地区生产总值多少", "number", "%"),
        ("强占公房罚多少", "number", "元"),
        ("失业金现在一个月发多少", "number", "元"),
        ("补贴每人每月给多少", "number", "元"),
        ("护理资助顶多领多少", "number", "元"),
        ("政府掏钱给多少孩子做手术", "number", ""),
        ("发了多少口罩", "number", ""),
        ("有多少企业被处罚?", "number", ""),
        ("资金给多少企业", "number", "个"),
        ("养老金领取", "open", ""),
        ("违停处罚?", "open", ""),
        ("多大年龄能入户?", "number", ""),
        ("落户年龄不能超过多少", "number", "岁"),
        ("满几岁能上学", "number", "岁"),
        ("有几个点位", "number", ""),
        ("多少人民币", "number", ""),
        ("第几条说的", "number", "第条"),
        ("增长目标定的是几", "number", "%"),
        ("新建多少项目", "number", "个"),
        ("一年花了多少", "number", "元"),
        ("种棉花多少", "number", ""),
        ("增加了多少", "number", "%"),
        ("增加了多少库容", "number", ""),
        ("增长多少谢谢", "number", "%"),
        ("增长多少与城镇相比", "number", "%"),
        ("增长多少湖北省", "number", "%"),
        ("增加了多少投资", "number", "元"),
        ("机场旅客吞吐量是多少", "number", "人"),
        ("港口吞吐量是多少", "number", "吨"),
        ("去年减了多少车", "number", "辆"),
        ("引进多少人才", "number", "人"),
        ("引进多少家企业", "number", "家"),
        ("许可证多久校验一次?", "number", "每"),
        ("许可证多久能办好?", "number", "天"),
        ("福州新开了几号地铁", "name", ""),
        ("铁路开通运营没有", "yesno", ""),
        ("失业率控制在什么水平", "name", ""),
    ],
)
def test_kind_and_unit(question: str, kind: str, unit: str) -> None:
    asked = asking(fold(question).text)
    assert (asked.kind, asked.unit) == (kind, unit)


def test_full_name_is_asked_only_of_people() -> None:
    assert asking("局长叫什么名字?").full_name
    assert not asking("组长是谁?").full_name
    assert not asking("油田叫什么名字?").full_name


def test_count_office_and_direction() -> None:
    assert asking("推进哪五个公开?").many == 5
    assert asking("哪两家企业?").many == 2
    assert asking("副组长由谁担任?").office == "副组长"
    assert asking("压减到了多少项?").towards == "to"
    assert asking("一共有多少对?").towards == "total"


@pytest.mark.parametrize(
    ("question", "at_length"),
    [
        ("如何处置哄抬物价?", True),
        ("采取了哪些措施?", True),
        ("对企业提出了哪些具体要求?", True),
        ("推行什么样的审批办理举措?", True),
        ("哪些服务业增长快?", False),
        ("哪些办法已经废止?", False),
        ("组建哪些法人金融机构?", False),
        ("花了多少钱?", False),
    ],
)
def test_measures_and_demands_are_told_at_length(question: str, at_length: bool) -> None:
    assert asking(question).at_length == at_length


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("成立于哪一年?", True),
        ("哪年通车?", True),
        ("何年签署?", True),
        ("哪一天通车?", False),
        ("什么时候通车?", False),
    ],
)
def test_of_a_date_the_year_may_be_asked(question: str, year: bool) -> None:
    asked = asking(question)
    assert (asked.kind, asked.year) == ("date", year)
    text = "于2019年5月18日通车,2018年开工"
    best = max(candidates(asked, text, 0, len(text)), key=lambda span: (span.fit, -span.start))
    assert text[best.start : best.end] == ("2019年" if year else "2019年5月18日")


@pytest.mark.parametrize(("question", "day"), [("哪天通车?", True), ("几月几号通车?", True), ("什么时候通车?", False)])
def test_of_a_date_the_day_may_be_asked(question: str, day: bool) -> None:
    asked = asking(question)
    assert (asked.kind, asked.day) == ("date", day)
    text = "2018年通车,5月18日验收"
    fits = {text[span.start : span.end]: span.fit for span in candidates(asked, text, 0, len(text))}
    assert (fits["2018年"] < fits["5月18日"]) == day


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("延长到哪天?", "3月31日"),
        ("什么时候截止?", "3月31日"),
        ("几号以前要交?", "3月31日"),
        ("从哪天起?", "2月9日"),
        ("什么时候开始?", "2月9日"),
    ],
)
def test_of_a_date_the_end_or_the_beginning_may_be_asked(question: str, best: str) -> None:
    text = "1月5日通知,自2月9日起办理,延长至3月31日"
    found = list(candidates(asking(question), text, 0, len(text)))
    top = max(found, key=lambda span: span.fit)
    assert text[top.start : top.end].removesuffix("起") == best


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("电话多少?", "0832-2024729"),
        ("发哪个邮箱?", "a.b@c.cn"),
        ("网址是什么?", "www.c.cn"),
        ("账号是多少?", "11001016200053005956"),
    ],
)
def test_a_mail_address_is_no_telephone_number(question: str, best: str) -> None:
    text = "电话:0832-2024729,邮箱:a.b@c.cn,网址:www.c.cn,账号:11001016200053005956"
    found = list(candidates(asking(question), text, 0, len(text)))
    top = max(found, key=lambda span: span.fit)
    assert text[top.start : top.end] == best


def test_a_share_is_no_number_of_hundred_millions() -> None:
    text = "服务贸易增长23.9%,货物贸易90亿元"
    found = list(candidates(asking("服务贸易做到了多少亿?"), text, 0, len(text)))
    assert {text[span.start : span.end]: span.fit for span in found}["23.9%"] < 0.1


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("啥意思", "什么意思"),
        ("为啥", "为什么"),
        ("干嘛", "为什么"),
        ("咋样", "怎么样"),
        ("咋办", "怎么办"),
        ("在哪儿", "在哪里"),
        ("咖啡", "咖啡"),
    ],
)
def test_spoken_question_words_as_they_are_written(spoken: str, written: str) -> None:
    assert as_written(spoken) == written


def test_spans_of_question_words_lie_in_the_question() -> None:
    question = "全省一共取消了多少台公务用车?"
    assert [question[start:end] for start, end in asking(question).spans] == ["多少台"]


@pytest.mark.parametrize(
    ("phrase", "unit"),
    [("节支率", "%"), ("绿地面积", "平方米"), ("生产总值", "元"), ("产量", "吨"), ("名称", "")],
)
def test_noun_unit(phrase: str, unit: str) -> None:
    assert noun_unit(phrase) == unit


@pytest.mark.parametrize(
    ("question", "sentence", "best"),
    [
        ("取消多少台?", "全省取消公务用车31000余台,取消车辆比例达51%", "31000余台"),
        ("比例是多少?", "全省取消公务用车31000余台,取消车辆比例达51%", "51%"),
        ("多少万元?", "安排维修专项资金约6400万元", "约6400万元"),
        ("供水多少吨?", "日均供水超万吨", "超万吨"),
        ("压减到多少项?", "权力事项由3278项压减到947项", "947项"),
        ("至少办几次?", "每年举办至少一次培训班", "至少一次"),
        ("什么时候?", "2020年11月顺利通过", "2020年11月"),
        ("什么时候?", "于5月同步进驻", "5月"),
        ("文号是什么?", "印发《意见》(湘办〔2020〕2号)", "湘办〔2020〕2号"),
        ("哪部法律?", "请专家讲授《民法典》和《政府信息公开条例》", "《民法典》和《政府信息公开条例》"),
        (
            "什么办法?",
            "推进《湖南省实施<党政机关厉行节约反对浪费条例>办法》的落实",
            "《湖南省实施<党政机关厉行节约反对浪费条例>办法》",
        ),
        ("副组长是谁?", "以局党组书记、局长为组长,分管副局长为副组长", "分管副局长"),
        ("组长是谁?", "以局党组书记、局长为组长,分管副局长为副组长", "局党组书记、局长"),
        ("咨询电话是多少?", "咨询电话:0532-85911321", "0532-85911321"),
        ("推进哪三个公开?", "推进行政决策、执行、管理公开", "行政决策、执行、管理公开"),
        ("全国排第几?", "第7届油茶节上,产值450亿元,居全国第2位", "第2位"),
        ("全国排第几?", "前三季度产量跃居全国首位", "首位"),
        ("大火是哪天的事?", "吸取“7·17”大火教训", "7·17"),
        ("最晚什么时候编完?", "年底前完成规划编制", "年底前"),
        ("谁拿了荣誉?", "巴依卡·凯力迪别克荣获“人民卫士”称号", "巴依卡·凯力迪别克"),
    ],
)
def test_the_fittest_span(question: str, sentence: str, best: str) -> None:
    found = list(candidates(asking(question), sentence, 0, len(sentence)))
    top = max(found, key=lambda span: span.fit)
    assert sentence[top.start : top.end] == best


def test_a_year_is_no_amount() -> None:
    found = candidates(asking("有多少个?"), "2020年共安排18个项目", 0, 13)
    assert max((span.fit, span.start, span.end) for span in found)[1:] == (8, 11)


@pytest.mark.parametrize(
    ("question", "towards"),
    [
        ("新疆人均可支配收入多少", "level"),
        ("新增就业多少人", ""),
        ("新能源汽车产量多少", "level"),
        ("收入增加多少", "growth"),
    ],
)
def test_how_much_there_is_or_how_much_more(question: str, towards: str) -> None:
    assert asking(question).towards == towards
