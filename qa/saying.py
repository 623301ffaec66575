"""What a follow-up says, without what is said around it: 不对，我问的是2022年的 says 2022年的.

People correct themselves in clauses: some speak of the conversation (打错了, 知道了, 别给城市的), and one says what is meant.
"""

from typing import NamedTuple

from knowledge.patterns import late
from qa.places import PLACE
from qa.times import YEAR

_CLAUSE = late(r"[^,，。;；!！?？\s]+[,，。;；!！?？\s]*")
_SOUND = late(
    r"^(?:[哦噢呃啊哎嗯唉]|不不+|(?:好的?|行|那个)吧?(?=[,，。!！\s]|$)|(?:听说|据说|我?记得|(?:顺便|另外)(?![帮给问查看找说])|隔壁)(?=[^,，。?？\s]))+"
)
# 那前年……哦我是说2023年的: who breaks off begins anew.
_BROKEN = late(rf"^(?:(?!{PLACE}).){{0,12}}?(?:…+|\.{{3,}})[哦噢呃啊哎嗯]*(?=我)")

_BREAK = late(r"(?:…+|—+|\.{3,})[哦噢呃啊哎嗯]*(?=我)")

# A clause that speaks of the conversation, and asks nothing: 年份打错了, 钱我知道了, 25年的先放着, 光18年不行, 这是实绩吧.
_ABOUT = late(
    r"[看打写问说搞弄记听查答]\S?[错岔反混]|错了|^不?对(?:不?对)*[了啊吧]?$|不好意思|抱歉|对不起|先放|^算了|(?:知道|明白|清楚|看到|有)了$|[不没]够$|不行$"
    r"|^(?:等[等下]|等一下|稍等|更正|纠正)|^(?:不是?|没|没?错的?|对的?|谢谢|多谢)[的了啊吧你您]*$|^这是\S+[吧呀啊]$"
)
# One that only asks to tell, behind what it asks: 都是哪几个县，报个名.
_TELL = late(r"^(?:报|列|说|讲|给)(?:个|一?下|一遍)?(?:名|名字|名单|看看|出来|听听)?$")
# One that only reacts to what was told, before the one that asks: 怎么感觉跌了, 哈尔滨不是火了吗, 更早点.
_REACTS = late(r"^怎么(?:感觉|觉得)|^(?:再|更)?[早晚]点$|^再?往[前后](?:推|数|倒)?$|不是\S{1,8}了吗$|不等于")
# One that says what is not meant, and that may name it: 不是旅客, 别给城市的, 不要客运.
_NOT = late(
    r"^(?:而)?(?<!是)(?:不是(?!多少|什么|哪|谁|几)|不要(?!求)|不问|别(?:给|要|查|说|问)|没问|没说|不看)(?:问|说|要|指|的?是)?(?:我?的)?"
)
# Within one clause: 计划数不是完成数, 不是全省是城镇的.
_BUT_NOT = late(r"(?<=[^是])(?:而)?(?:不是|不要|别给)(?P<old>[^,，。?？]{1,12}?)的?$")
_BUT = late(r"^不(?:是|要|问)(?P<old>[^,，。?？\s是]{1,12}?)的?(?:而)?是(?P<new>\S+)$")

# What leads to what is meant: 我问的是, 其实想看, 应该查, 我缺的是.
_ASK = r"(?:问|说|要|指|查|找|看|知道|了解|缺|想|讲|改)"
_MEANT = late(
    rf"^(?:而)?(?:(?:我|俺)?(?:其实|就)?{_ASK}的(?=不是)|(?:我|俺)(?:其实|就|本来|实际)?(?:应该|还)?(?:是)?(?:想|要)?{_ASK}(?:一下|下|个)?(?:的(?:其实|应该|就)?是|的(?=\d))?(?!得)"
    rf"|(?:其实|应该|实际|还是|就)(?:是)?(?:想|要)?{_ASK}(?:一下|下)?(?:的(?:其实|应该|就)?是)?|{_ASK}的(?:其实|应该|就)?是|(?:应该|其实|改)是|改成|换成|是(?={YEAR}|\d\d年)|给我)[:：]?"
)
_NOT_LED = late(rf"^(?:我|俺)?(?:其实|就)?{_ASK}的(?=不是)")
# 麻烦看下, 我想知道, 请问: who asks so corrects nothing.
_PLEASE = late(
    r"^(?:(?:麻烦|请|帮[我忙]?|我想|想)+(?:再)?(?:问|查|看|找|知道|了解)(?!的)|(?:问|查|看)一?下)(?:一下|下|个)?[:：]?"
)
# 问农村低保 after a clause that is no more than what is said around it.
_WANT = late(rf"^(?:是|要|{_ASK})(?=\S{{2,}})")
# 粮食我要的是2025年的
_INSIDE = late(rf"^(?P<what>\S{{1,6}}?)我{_ASK}的是(?=\S)")
_THEN = late(rf"(?P<year>{YEAR}年?)(?:那会儿|那时候?|的时候|那年|那一年)")

# What begins another topic: 再查个…, 对了, …, 下一个.
_ANOTHER = late(
    r"^(?:再(?!看看|说说)|另外|顺便|回头)(?:帮我|给我)?(?:(?P<verb>[问查看找说])(?P=verb)?)(?:一下|一?个|下)?(?:别的)?|^(?:对了|另外|下一个|换个(?:话题|问题)?|不说这个了?|先不说这个|再来一个)$"
    r"|^(?:对了|(?:话)?说回来?|回到(?!家|位|原))"
)


class Said(NamedTuple):
    """What a follow-up says; `instead` of what, where it tells; whether it corrects, and whether it turns to another topic.

    `nothing`: it only speaks of the conversation (不对), and asks nothing yet; then it is all that was typed.
    """

    text: str
    instead: str = ""
    corrects: bool = False
    turns: bool = False
    nothing: bool = False


def said(asked: str) -> Said:
    """Return what a follow-up says, without 不对 and 我问的是."""
    kept: list[str] = []
    instead, corrects, turns = "", False, False
    unbroken = _BREAK.sub("，", _BROKEN.sub("", _THEN.sub(r"\g<year>", asked)))
    clauses = list(_CLAUSE.finditer(unbroken))
    for match in clauses:
        clause = _SOUND.sub("", match.group())
        bare = clause.rstrip(",，。;；!！?？ \t\n")
        if not bare:
            continue
        if _ANOTHER.match(bare):
            turns, clause = True, _ANOTHER.sub("", bare)
        elif (match is not clauses[-1] and _REACTS.search(bare)) or (kept and _TELL.match(bare)):
            continue
        elif _ABOUT.search(bare):
            corrects = True
            continue
        elif not _BUT.match(bare) and (no := _NOT.match(bare)):
            corrects, instead = True, instead or bare[no.end() :].rstrip("的了")
            continue
        elif (other := _NOT_LED.sub("", bare)) != bare and not _BUT.match(other):  # 我问的不是旅客
            corrects, instead = True, instead or _NOT.sub("", other).rstrip("的了")
            continue
        else:
            clause, old, led = _meant(clause, bare)
            corrects, instead = corrects or led, instead or old
        if clause:
            kept.append(clause)
    text = "".join(kept).strip(",，。;； ")
    if corrects:
        text = _WANT.sub("", text)
    return Said(text, instead, corrects, turns) if text else Said(asked, nothing=bool(asked.strip()))


def _meant(clause: str, bare: str) -> tuple[str, str, bool]:
    """Return a clause without what leads to what is meant, what it is meant instead of, and whether it corrects."""
    if but := _BUT.match(bare):
        return but["new"], but["old"], True
    asked = _PLEASE.sub("", clause)
    found = _MEANT.sub("", _INSIDE.sub(r"\g<what>", asked))
    led = found != asked
    if led and (but := _BUT.match(found.rstrip("?？。,， "))):
        return but["new"], but["old"], True
    if other := _BUT_NOT.search(found.rstrip("?？。,， ")):
        return found[: other.start()], other["old"], True
    return found, "", led
