"""A question of a conversation as it is read: one way of writing for what people type in many."""

from knowledge.patterns import late
from knowledge.text import fold_plain
from qa.century import with_century
from qa.places import whole_name
from qa.times import in_digits

_SOUNDS = late(r"(?:啊|呀|来着|呗|嘛)+(?=[?？。]*$)")
# 跟上年比, 比上年多还是少: how much more.
_BESIDE_LAST = late(
    r"(?:跟|和|与|同)?(?:上一?|去|前一)年(?:度)?相?比(?![重例率])|比(?:上一?|去|前一)年(?:度)?(?:[多高]还是[少低]|[涨增升]还是[跌减降]|是?[多少涨跌]了?[还没])"
)
_BESIDE_THIS = late(r"(?:跟|和|与)(?:这|那|它|之前的?|刚才的?)个?(?:相?比|对比)(?:一下|呢|的话)?[,，]?")

# Marks that a question may end and begin with.
_ENDS, _BEGINS = '?？”"》）)％%', '“"《（('


def as_read(asked: str) -> str:
    """Return a question as it is read in a conversation: simplified, its digits as others are, without marks around it."""
    plain = "".join(fold_plain(one) if one.isalnum() and not one.isascii() else one for one in " ".join(asked.split()))
    while plain and not (plain[-1].isalnum() or plain[-1] in _ENDS):
        plain = plain[:-1]
    while plain and not (plain[0].isalnum() or plain[0] in _BEGINS):
        plain = plain[1:]
    plain = _BESIDE_THIS.sub("", _BESIDE_LAST.sub("比上年", with_century(in_digits(whole_name(plain)))))
    return _SOUNDS.sub("", plain) or plain or asked.strip()
