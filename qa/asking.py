"""What a question asks for, told by its question words: closed classes of the language, in folded text."""

import re
from typing import Literal

from knowledge.patterns import begins, chinese, either, late
from qa.model import Asking, Kind

# Measure words and units, by what they measure. The first of a group stands for it.
UNITS: dict[str, tuple[str, ...]] = {
    "%": ("%", "‰", "个百分点", "百分点", "个点", "成"),
    "元": ("元", "美元", "港元", "欧元", "块钱", "块", "角", "元/吨"),
    "公里": ("公里", "千米", "米", "厘米", "毫米", "里", "海里", "英里"),
    "平方米": ("平方公里", "平方千米", "平方米", "亩", "公顷", "㎡", "平方英里", "m2"),
    "立方米": ("立方米", "m3", "升", "方"),
    "吨": ("吨", "公斤", "千克", "克", "斤", "磅", "吨标准煤", "标准煤"),
    "千瓦": ("千瓦时", "千瓦", "兆瓦", "吉瓦", "度", "kw", "mw", "gw", "千伏安", "千伏", "伏", "伏安"),
    "天": ("个工作日", "工作日", "个半月", "个月", "个半小时", "个小时", "小时", "分钟", "天", "年", "月", "周", "秒", "日", "季度", "周年", "岁", "周岁"),
    "微克": ("微克/立方米", "微克", "毫克/立方米", "毫克", "毫克/升"),
    "℃": ("℃", "摄氏度", "°c", "℉", "华氏度"),
    "人": ("人次", "人", "名", "位", "户", "口", "人口", "员"),
    "个": (
        "个", "家", "件", "项", "份", "台", "辆", "套", "座", "所", "处", "条", "次", "倍", "级", "批", "场", "期", "篇", "部", "种",
        "类", "艘", "架", "列", "趟", "班", "对", "头", "只", "羽", "株", "棵", "床", "张", "册", "盏", "根", "颗", "枚", "支", "队",
        "届", "卡", "笔", "宗", "起", "例", "村", "县", "镇", "乡", "市", "省", "区", "国", "字", "页", "幅", "块", "栋", "幢", "间",
        "层", "眼", "盘", "桶", "箱", "包", "瓶", "标箱", "标准箱", "teu", "剂次", "剂", "万次", "分", "星", "门", "道", "句", "首", "集", "代", "轮",
        "步", "窗", "岗", "校", "片", "本", "架次", "航次", "班次", "车次", "标", "户次", "件次", "峰", "尾", "匹", "顶", "把", "副", "双",
    ),
}  # fmt: skip
GROUP = {unit: group for group, units in UNITS.items() for unit in units}
UNIT, UNIT_BEGINS = either(GROUP), begins(GROUP)
MAGNITUDE = "[十百千万亿]*"

_MONEY = (
    r"金额|资金|经费|收入|支出|投资|费用?|gdp|生产总值|产值|增加值|补助|补贴|津贴|资助|税收|价格|价|钱|利润|营收|(?<!名)额|外资|工资|房租|赔偿款?|罚款|损失"
    r"|(?:[奖租押罚本现佣]|赔偿|补偿|抚恤|慰问|失业|养老|公积|保险|保证|质保|助学|奖学|滞纳|违约|退休|医保)金"
    r"|(?:补助|补贴|津贴|救助|低保|保障|工资|收费|收入|抚恤|赔偿|缴费|报销|资助|奖励|护理|养老)标准"
)
_EACH = "每人|每?人?每个?[年月天日次户]|一个?[年月天次户]|一个人"
_NOW = "现在|目前|一次性|最[多少高低]|至少|起码|顶多"

# Nouns whose value has a unit of its own, by their ending.
_NOUN_UNITS = (
    ("元", r"(?:劳动生产率|(?<![棉鲜开种葵茶养樱国雪烟])花(?:费|掉)?|耗资|掏|赚|挣)"),
    ("%", r"(?:率|比重|占比|比例|增速|增幅|降幅|涨幅|幅度|百分比)"),
    ("元", rf"(?:{_MONEY})"),
    ("岁", r"(?:年龄|岁数|年纪)"),
    ("平方米", r"(?:面积)"),
    ("公里", r"(?:里程|长度|距离|高度|海拔|身高|体长)"),
    ("人", r"(?:旅客|客运)吞吐量"),
    ("吨", r"(?:产量|总产|收成|重量|体重|排放量|吞吐量)"),
    (
        "人",
        r"(?:人数|人口|就业|工人|职工|员工|学生|学员|老年?人|农民工?|[村居市]民|群众|人才|干部|[教老]师|医生|护士|儿童|孩子|劳动力|毕业生|[旅游乘]客|患者"
        r"|病人|残疾人|党员|志愿者)",
    ),
    ("微克", r"(?:浓度)"),
    ("千瓦", r"(?:装机|装机容量|发电量|用电量)"),
    ("辆", r"(?:车辆?)"),
    ("个", r"(?:企业|公司|学校|高校|大学|[中小]学|幼儿园|医院|项目|意见书|文件|案件|岗位)"),
)
_BARE = r"(?P<bare>[份家件个项台辆户人次条座所名处场期篇部套批种只头颗艘])数量?"

_CHINESE_COUNT = "[两二三四五六七八九十几2-9]"
_MEASURE = "[个家座所支条款种级项类届次处部批件份名位方大省市县区]"
_PEOPLE = "长记任员人他她者理席师士"
_BOOKS = r"(?:法律|法规|条例|办法|规定|规章|规则|文件|意见|规划|方案|制度|通知|标准|规范|书|著作|作品|电影|专辑|歌曲?|小说|杂志|报纸|剧|法案|法(?![人治院官定]))"

_AMONG_ALL = "(?:全国|全球|世界|全省|中部|西部|东部|东北)"

# In this order: the first that fits decides. Each names what it matches, so that the words can be taken out.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("contact", r"(?:电话|热线|号码|账号|账户|卡号|网址|网站|邮箱|邮编)(?:号码?|地址)?(?:是|为)?(?:多少|什么|哪个|几号)?呢?[?？]?$"
        r"|(?:哪个|什么|几号)[^,?]{0,6}(?:电话|热线|网址|网站|邮箱|账号|账户)|(?:电话|热线)[^,?]{0,4}(?:打|拨)?(?:多少|几号|哪个)|[打拨](?:几号|多少号|哪个号)"),
    ("document", r"(?:发文)?文号|文件号|发文字号|第几号文件?"),
    # 讲了什么 asks for what a section says, beyond its heading.
    ("how", r"(?:主要)?(?:讲|说|写|谈)了?些?(?:什么|哪些)(?:内容)?|(?:主要)?内容(?:是什么|有哪些)"),
    ("reason", r"为什么|为何|为啥|(?:是)?什么原因|原因是?什么?|何以|缘何|出于什么(?:目的|考虑)?|因为什么|目的是什么|有什么用|为了什么"),
    ("definition", r"是什么意思|什么意思|是个?什么概念|是?指(?:的)?(?:是)?(?:什么|哪些?|啥)|什么是|何谓|(?:含义|定义)是?什么?|是什么[?？]?$(?<=什么\?)|(?<=[”\"」』])是一?个?什么(?:样的?)?[一-鿿]{1,4}[?？]?$"),
    ("number", rf"(?:{_AMONG_ALL}[^,。?]{{0,2}}|[排位居列])(?:第几[位名]?|什么(?:位置|位次|名次|水平)|几[位名])|排名?(?:第几|多少|怎么样|如何)[位名]?|第几(?:[位名]|(?=[?？]?$|[届批次期个号条]))|(?:排名|位次|名次)(?:是|为)?(?:多少|什么|第几)?呢?[?？]?$"),
    ("number", r"多久|多长时间"),
    ("date", r"(?:从|在|到|于|自)?(?:什么时候|什么时间|什么日子|啥时候?|(?<!如)何时|几时|哪一?年|哪[一几]?天|哪一?日|哪个?月份?|几月(?:份|几[号日])?|几号(?![线楼令院门]|地铁|公路|台风|机组|文|公告|通[知告]|站)|何年何月|何年|何日|何月|什么年代|哪个年代|哪一?年代)|(?:日期|时间)是?(?:什么|多少|哪一?天)?呢?[?？]?$"),
    ("number", rf"百分之(?:多少|几)|多少|几成|[0-9几]分之几|有?多[大长高远重快宽深](?!的)|(?<![哪这那好])几(?={MAGNITUDE}(?:{UNIT_BEGINS})|[十百千]*[万亿])|(?<=[是为])几(?=[?？]?$)|几多|若干"),
    # 谁来牵头, 由谁担任: the verb says no more than that somebody does it.
    ("person", rf"由?谁(?:来|去)?(?:担任|负责|牵头|当|任|做|主持)?|何人|什么人|哪一?位|哪一?名|哪个人|姓名|(?<=[{_PEOPLE}])(?:是|叫|的)*(?:什么)?名字|(?<=[{_PEOPLE}])(?:叫|名叫)什么(?:名字)?|姓什么"),
    ("place", r"在?(?:哪里|哪儿|(?<!如)何处|何地|什么地方|什么位置|哪个地方|哪个地区)|(?:地点|地址|位置)(?:是|在)?(?:什么|哪里?)?呢?[?？]?$"),
    ("how", r"(?:靠|用|拿|凭|以|按|通过|借助|采[取用]了?|有)(?:的是?)?(?:什么|哪些|啥|何种|哪种)(?:样的)?(?:办法|方式|手段|途径|措施|举措)"),
    ("title", rf"(?:什么|哪一?(?:部|个|项|份|件|本|首|篇)|哪些|哪几(?:部|个|项|份|件)|何种)(?={_BOOKS})"),
    ("list", rf"哪些(?:个|人|方面)?|哪{_CHINESE_COUNT}{_MEASURE}?|(?:分别|各|都)(?:是|有|为)?(?:什么|哪些?|多少)|有什么(?=[^,]{{0,8}}[?？]?$)|包括什么|什么和什么"),
    ("how", r"怎么样?|怎样|如何|咋样?|靠什么|用什么|通过什么|以何种?方式|(?:办法|方式|方法)是什么"),
    ("name", rf"叫什么|几号|什么(?:样)?的?|哪一?{_MEASURE}?|何种?|啥"),
)  # fmt: skip
_COMPILED = tuple((kind, late(pattern)) for kind, pattern in _PATTERNS)
# The longer before what is part of it.
_SPOKEN = (
    ("干嘛", "为什么"),
    ("干吗", "为什么"),
    ("咋样", "怎么样"),
    ("咋", "怎么"),
    ("啥", "什么"),
    ("哪儿", "哪里"),
    ("多会儿", "什么时候"),
)
# What is told in sentences, and not in names: measures, demands, results.
_AT_LENGTH = late(
    r"[一-鿿]{0,6}?(?:办法|方式|手段|途径|措施|举措|做法|要求|规定|部署|安排|支持|帮助|服务|工作|任务|贡献|成效|成绩|成果|进展|准备|努力|建议|对策|政策)(?![一-鿿])"
)
_LARGE = late("(?:多少|几[十百千]*)(?:[万百千]*)([万亿])")
_DAY = late(r"[哪何]一?个?[天日]|几[号日]")
_YEAR = late(r"[哪何]一?个?年$")
_YESNO = late(
    r"是不是|是否|有没有|有无|能不能|能否|可否|会不会|吗(?=[?？]?\s*$)|(?<=了)没有?(?=[?？]?\s*$)|对不对|对吗"
    r"|(?P<verb>\w)过?[不没](?P=verb)过?|(?<=.{4})不(?=[?？]?\s*$)|(?<=[\u4e00-\u9fff]{5})没有?(?=[?？]?\s*$)"
)
_UNIT_AFTER = late(rf"\s*(?P<magnitude>{MAGNITUDE})(?P<unit>{UNIT})")
_NAME_ONLY = late(r"名字|姓名|姓什么|叫什么")


def as_written(folded: str) -> str:
    """Return a question with the question words that are only spoken as they are written: 啥意思 is 什么意思."""
    for spoken, written in _SPOKEN:
        folded = folded.replace(spoken, written)
    return folded


def asking(folded: str) -> Asking:
    """Return what the folded question asks for."""
    match = _YESNO.search(folded)
    if match and not re.search(r"多少|哪|什么|几[个家]", folded):
        return Asking("yesno", spans=(match.span(),))
    for kind, pattern in _COMPILED:
        match = pattern.search(folded)
        if match is None:
            continue
        start, end = match.span()
        unit, implied = "", False
        if kind == "number":
            unit, implied, end = _unit(folded, match)
        elif kind == "contact":
            unit = _reached(match.group())
        spans = [(start, end)]
        if kind == "list" and (many := re.search("多少", folded)):
            kind = "number"
            unit, implied, stop = _unit(folded, many)
            spans.append((many.start(), stop))
        full_name = kind == "person" and bool(_NAME_ONLY.search(folded))
        at_length = kind == "how" or (kind in ("list", "name") and bool(_AT_LENGTH.match(folded, end)))
        return Asking(
            kind, unit, tuple(spans), implied, full_name, _count(folded, start, end), _category(folded, end), _office(folded),
            _bound(folded, start, end) if kind == "date" else _towards(folded, start, unit), at_length, year=kind == "date" and bool(_YEAR.search(match.group())),
            day=kind == "date" and bool(_DAY.search(match.group())),
            magnitude=large[1] if kind == "number" and (large := _LARGE.match(folded, start)) else "",
        )  # fmt: skip
    return _keyword(folded)


RANK = "第"  # what a rank is told in: 第2位
OFTEN = "每"  # how often: 每3年校验1次, 每年一次
_OFTEN_ASKED = late(r"[年个月天周]*[^,，。?]{0,8}[一1][次回](?:[?？]|$)")
_RANK_ASKED = late(r"第几|位置|位次|名次|水平|排名|[排位居列]几")


_SO_MUCH_OF = late(
    r"(?![与和跟同比相较请谢告帮查在算合如为又还以]|左右|来着|[\u4e00-\u9fff]{1,3}[省市县区州](?:\W|$))[\u4e00-\u9fff]{2,4}[?？]?$"
)


def _unit(folded: str, match: re.Match[str]) -> tuple[str, bool, int]:
    """Return the unit that would fit, whether it is only implied by a noun, and where the asking words end."""
    word = match.group()
    end = match.end()
    if word == "第几" and (counted := re.match("[届批次期个号条]", folded[end:])):
        return RANK + counted.group(), False, end + 1
    if _RANK_ASKED.search(word):
        return RANK, False, end
    if _OFTEN_ASKED.match(folded, end) and word in ("多久", "多长时间", "几年", "几"):
        return OFTEN, False, end
    if word in ("多久", "多长时间"):
        return "天", False, end
    if word in ("百分之几", "百分之多少", "几成"):
        return "%", False, end
    after = _UNIT_AFTER.match(folded, end)
    if after and _COUNTED.match(folded, after.start("unit")):  # 多少项目: there is no measure word
        return noun_unit(folded[after.start("unit") :]), True, after.end("magnitude")
    if after:
        return after["unit"], False, after.end()
    if folded.startswith("钱", end):
        return "元", False, end + 1
    if _PART_OF.search(folded[: match.start()]):
        return "%", True, end
    if word[-1] in _SHAPES and "面积" not in folded:
        return _SHAPES[word[-1]], True, end
    large = _LARGE.match(folded, match.start())
    magnitude = re.match(MAGNITUDE, folded[end:])
    end += magnitude.end() if magnitude else 0
    unit = noun_unit(folded[: match.start()])
    if not unit and _AT_END.match(folded, end) and _PAID.search(_TRAILING.sub("", folded[: match.start()])):
        return "元", True, end
    if not unit or (unit == "%" and _SO_MUCH_OF.match(folded, end)):  # 增加了多少库容 asks for no share
        unit = noun_unit(folded[end:])
    return "" if large and unit == "%" else unit, True, end


# 占一般公共预算支出多少: what part of it.
_PART_OF = late(r"(?<![侵抢强独霸])占(?!地(?!区|方)|用|领|有|道|据|补|比|罚|[了到过着])[^,，。?的罚]{2,16}的?$")

# Nouns that begin as a measure does.
_COUNTED = late(
    "个点位|个[体人性案]|人才|人民|人家|人力|人手|人[大工员]|名额|名单|部门|部队|家庭|家[长属]|项目|门店|门诊|门类|国家|国[企债]|村[庄民镇落]|县[城域区]|市[民场县]|省[份市]|区[县域]|户[籍口主]|层[级次]|本科|场[馆地所次景]|岗位|校[园区舍]"
    "|片区|队[伍员]|条[件例款]|件数|份额|支[出付持]|位[次置]|级别|期[限刊货]|班[级子]|分[数店公]|头[部羊]|年[级轻龄纪]|月[份租]|天[然数]|起[点诉]|步骤|道路|句子|字[数节]|代表|星级|标[准兵]|张家|种[植子]|所[得有]|元器件|对[外口]|方[案法]|处[罚分理]|口[岸粮]|口罩|亩[产均]|里程|度[数假]|成[果本绩效]"
)

_SHAPES = {"长": "公里", "高": "公里", "远": "公里", "重": "吨", "宽": "公里", "深": "公里"}
# 18个县市都是哪些: so many things are asked for.
_OF_MANY = late(rf"(?<!第)(?<!\d)(?P<many>[二两三四五六七八九十]|[2-9]|[1-9]\d){_MEASURE}[^,。;?]{{1,16}}$")
_COUNTS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _count(folded: str, start: int, end: int) -> int:
    """Return how many things 哪五个, or 5个县是哪些, asks for; 0 where it does not say."""
    word = folded[start:end]
    match = re.match(r"哪([两二三四五六七八九十]|[2-9])", word)
    if match is None and ("哪些" in word or "哪几" in word):
        match = _OF_MANY.search(folded[:start])
    return 0 if match is None else _COUNTS[match[1]] if match[1] in _COUNTS else int(match[1])


# How reports say by how much something changed, and what part of a whole it is.
CHANGED = "增长率?|增速|增幅|涨幅|降幅|跌幅|上升|下降|提高|降低|减少|上涨|下跌|回落|增加(?!值)"
SHARE = "占比|比重|比例|占"
_GROWTH = late(rf"(?:{CHANGED})(?:了|是|为|有|达到?|大?约|大概|的|目标|预期|分别|各|又|[,\s])*$")
_PART = late(r"(?:占比|比重|占[^,]{1,12}|比例)(?:了|是|为|有|达到?|大?约|的|分别|各|又|[,\s])*$")


# A question that has none of these asks how much there is, and not how much more.
_CHANGE = late(
    r"[减升降扩涨压提调缩添翻]|增(?!加值)|加(?!工)|(?<![创高更革])新(?!疆|能源|型|区|闻|华|时代|材料|冠|兴|业态|质|基建)|[多少](?:了|发|出)"
)


_TILL_ASKED = late(r"截止|最[迟晚]|延[长期迟至到]|到期|[到至止]$")
_SINCE_ASKED = late(r"[从自]$")
_TILL_AFTER = late(r"之?前|以前|截?止|为止|到期|结束")
_SINCE_AFTER = late(r"起|开始|启动|启用|施行|实施|实行|生效|执行")


def _bound(folded: str, start: int, end: int) -> Literal["to", "from", ""]:
    """Return whether the date that folded[start:end] asks for ends something, or begins it."""
    lead = folded[: start + 1] if folded[start] in "到至从自" else folded[:start]
    if _TILL_ASKED.search(lead) or _TILL_AFTER.match(folded, end):
        return "to"
    return "from" if _SINCE_ASKED.search(lead) or _SINCE_AFTER.match(folded, end) else ""


_REACHED = {"邮箱": "@", "网址": "/", "网站": "/", "账号": "账", "账户": "账", "卡号": "账"}


def _reached(folded: str) -> str:
    return next((told for word, told in _REACHED.items() if word in folded), "")


def _towards(folded: str, at: int, unit: str) -> Literal["to", "total", "level", "growth", "share", ""]:
    if re.search("[到至]了?[^,]{0,4}$", folded[:at]):
        return "to"
    if unit == "%":
        return "growth" if _GROWTH.search(folded[:at]) else "share" if _PART.search(folded[:at]) else ""
    if re.search("一共|总共|累计|总数|合计", folded):
        return "total"
    return "" if _CHANGE.search(folded) else "level"


def _office(folded: str) -> str:
    match = re.search(r"副?(?:组长|主任|成员|召集人|主席|会长|负责人|理事长|委员)", folded)
    return match.group() if match else ""


def _category(folded: str, end: int) -> tuple[int, int]:
    """Return the span of the noun after 什么 or 哪家: what kind of thing is asked for, not what is known of it."""
    last = len(folded)
    while last > end and (folded[last - 1] in "?？。," or folded[last - 1].isspace()):
        last -= 1
    return (end, last) if last - end <= 4 and chinese(folded[end:last]) else (end, end)


# 失业金一个月发多少, 罚多少: of what is given, drawn or fined money is told, where nothing else follows.
_PAID = late(rf"(?:(?:{_MONEY})(?:{_EACH}|{_NOW})*(?:给|发放?|领取?|拿到?|交|缴纳?|付)|罚)$")
_AT_END = late(r"[了呢啊呀吗]*(?:[\s?？,，。]|$)")

_GROWN = late(rf"(?:{CHANGED})$")
_MEASURED = tuple((unit, late(f"{nouns}$")) for unit, nouns in _NOUN_UNITS)
# What may stand between a noun and 多少.
_TRAILING = late(
    r"(?:大约|约|大概|一共|总共|共|分别|各自?|达到?|有|是|为|了|的|定|不?[能得可]?(?:低于|超过)|控制在|目标|能|可以"
    rf"|{_EACH}|{_NOW}|\s|[?？,。])+$"
)


def noun_unit(phrase: str) -> str:
    """Return the unit that the last noun of a phrase is measured in, or ''."""
    phrase = _TRAILING.sub("", phrase)
    if _GROWN.search(phrase):
        return "%"
    return next((unit for unit, nouns in _MEASURED if nouns.search(phrase)), "")


def _keyword(folded: str) -> Asking:
    """A question without question words: its last word may be a measure (份数) or a noun with a unit (面积)."""
    text = folded.rstrip(" ?？。,呢")
    bare = re.search(_BARE + "$", text)
    if bare:
        return Asking("number", bare["bare"], (bare.span(),))
    unit = re.search(rf"\s(?P<unit>{UNIT})$", text)
    if unit:
        return Asking("number", unit["unit"], ((unit.start(), unit.end()),))
    found = noun_unit(re.sub(r"\s*目标$", "", text))
    if found:
        return Asking("number", found, implied=True, towards=_towards(text, len(text), found))
    return Asking("open")
