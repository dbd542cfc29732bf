"""Personal data and classification marks are taken out of a text before it is stored.

Where a wrong match costs a few characters of a stored question and a missed one stores a person's number, the patterns
lean to matching; the numbers that questions on a regulation need (第六十七条, 30分钟, 2023年) have none of their forms.
Names and addresses of people are not recognised.
"""

import re
import unicodedata
from collections.abc import Callable
from itertools import chain

from stdnum import luhn
from stdnum.cn import ric

from answer import texts

_GAP = r"(?:\s|\s?[-.—·]\s?)?"
"""What people put between groups of digits."""
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_CARD = re.compile(
    # A date in its place is proof enough: a slip of the pen must not let a number through.
    rf"(?<!\d)(?:[1-9]\d{{5}}{_GAP}(?:18|19|20)\d\d{_GAP}{_MONTH_DAY}{_GAP}\d{{3}}[\dXx]"
    rf"|{_PROVINCE}\d{{4}}{_GAP}\d\d{_MONTH_DAY}{_GAP}\d{{3}}|(?P<loose>[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx]))(?!\d)"
)
_BANK_CARD = re.compile(
    rf"(?<=[卡账帐户][号户])(?P<named>(?:是|为|[\s:])*)\d(?:{_GAP}\d){{8,28}}(?!\d)"
    rf"|(?<!\d)(?P<luhn>\d(?:{_GAP}\d){{14,18}})(?!\d)"
)
_MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?(?:1[3-9]\d(?:{_GAP}\d{{4}}){{2}}|1[3-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{4}}"
    rf"|1[3-9]\d(?:{_GAP}\d{{3}}){{2}}{_GAP}\d\d|1[3-9]\d{_GAP}\d{{8}})(?!\d)"
)
_LANDLINE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[-\s]?)?\(?0(?:10|2\d|[3-9]\d\d)\)?[-\s—]?[2-8]\d{2,3}[-\s]?\d{4}(?:[-转\s]{1,2}\d{1,6})?(?!\d)"
    # Without the area code only where it is called a telephone.
    r"|(?<=电话|座机|固话|传真|分机|号码)(?P<named>(?:是|为|[\s:])*)[2-8]\d{2,3}[-\s]?\d{4}(?!\d)"
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:[EGDSPHMCW]\d{8}(?:\d\d)?|E[A-HJ-NP-Z]\d{7}|(?:DE|SE|PE|MA)\d{7})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Z][\s·•.-]?"
    r"(?=(?:[A-HJ-NP-Z]{0,2}\d){3})[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳使领](?![A-Za-z0-9])",
    re.IGNORECASE,
)
# 国家秘密怎么管理 only speaks of secrets; a mark has its star, its years standing alone, its brackets or its label.
_MARK = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆✩✪⭐*]|(?<!\w)(?:绝密|机密|秘密)\s*\d{1,2}\s*年(?!\w)"
    r"|[【〔\[](?:绝密|机密|秘密)级?[】〕\]]|密级\s*:\s*(?:绝密|机密|秘密)"
)
_SPOKEN = re.compile(r"(?:[+0-9]*)[零〇一二三四五六七八九幺]{11,18}(?![零〇一二三四五六七八九幺十百千万])")
_SPOKEN_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def mask(text: str) -> str:
    """Put fixed Chinese words in place of personal data; nothing at all is kept of a text with a classification mark.

    Found are: identity cards, bank cards, mobile and landline numbers, passports and travel permits, e-mail addresses,
    licence plates; with full-width digits, spaces or hyphens, or invisible characters between them too. Invisible and
    control characters are dropped: they would hide words from whoever reads what is stored. The rest stays as it is.
    """
    visible = "".join(char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C")
    if _MARK.search(_plain(visible)[0]):
        return texts.MASKED_SECRET
    for pattern, shown, is_one in _KINDS:
        visible = _replaced(visible, pattern, shown, is_one)
    return visible


def _always(_match: re.Match[str]) -> bool:
    return True


def _is_id_card(match: re.Match[str]) -> bool:
    """Digits in any grouping and without a date must have the right checksum."""
    digits = _digits(match.group())
    return match["loose"] is None or digits[-1] == ric.calc_check_digit(digits)


def _is_bank_card(match: re.Match[str]) -> bool:
    digits = _digits(match.group())
    return match["luhn"] is None or (digits[0] in "34569" and luhn.is_valid(digits))


def _is_spoken(match: re.Match[str]) -> bool:
    digits = match.group().translate(_SPOKEN_DIGITS)
    return bool(_MOBILE.fullmatch(digits) or _ID_CARD.fullmatch(digits))


def _digits(written: str) -> str:
    return "".join(char for char in written.upper() if char.isascii() and char.isalnum())


_KINDS: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], bool]], ...] = (
    (_EMAIL, texts.MASKED_EMAIL, _always),
    (_ID_CARD, texts.MASKED_ID_CARD, _is_id_card),
    (_BANK_CARD, texts.MASKED_BANK_CARD, _is_bank_card),
    (_MOBILE, texts.MASKED_MOBILE, _always),
    (_LANDLINE, texts.MASKED_LANDLINE, _always),
    (_PASSPORT, texts.MASKED_PASSPORT, _always),
    (_PLATE, texts.MASKED_PLATE, _always),
    (_SPOKEN, texts.MASKED_MOBILE, _is_spoken),
)
"""In this order: the longer numbers first, for they hold the shorter ones."""


def _replaced(text: str, pattern: re.Pattern[str], shown: str, is_one: Callable[[re.Match[str]], bool]) -> str:
    plain, origins = _plain(text)
    parts, at = [], 0
    for match in pattern.finditer(plain):
        if is_one(match):
            # Words that only announce the number stay.
            start = match.end("named") if match.groupdict().get("named") is not None else match.start()
            parts += [text[at : origins[start]], shown]
            at = origins[match.end() - 1] + 1
    return "".join([*parts, text[at:]])


def _plain(text: str) -> tuple[str, list[int]]:
    """A text in compatibility form, and for each of its characters the offset that it comes from."""
    forms = [unicodedata.normalize("NFKC", char) for char in text]
    origins = chain.from_iterable([at] * len(form) for at, form in enumerate(forms))
    return "".join(forms), list(origins)
