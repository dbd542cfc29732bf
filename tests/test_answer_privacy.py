"""Masking: every form of a number goes, whatever stands around it; nothing that a question needs goes."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from answer import texts
from answer.privacy import mask
from corpus import load_corpus
from eval.questions import QUESTIONS_DIR

REGULATION = load_corpus()[0]
WORDS = st.text(alphabet="我的问题是，请看条文。一二三百？要在多长时间内报告：、（）", max_size=20)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def id_cards(draw):
    day = draw(st.dates(date(1930, 1, 1), date(2029, 12, 31)))
    start = f"{draw(st.integers(110000, 659999))}{day:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return start + ric.calc_check_digit(f"{start}0")


@st.composite
def bank_cards(draw):
    start = draw(st.sampled_from("3456")) + draw(st.text("0123456789", min_size=14, max_size=17))
    return start + luhn.calc_check_digit(start)


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"0(?:10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{7}", fullmatch=True)
passports = st.from_regex(r"[EGDSP][0-9]{8}", fullmatch=True)
emails = st.from_regex(r"[a-z0-9._]{1,10}@[a-z0-9]{1,8}\.(?:gov\.cn|com)", fullmatch=True)
plates = st.from_regex(r"[津京冀][A-HJ-NP-Z]·?[0-9]{3}[A-HJ-NP-Z0-9]{2,3}", fullmatch=True)
numbers = st.one_of(id_cards(), bank_cards(), mobiles, landlines, passports, emails, plates)


def spaced(number, gap):
    """Groups as people write them: of four, of an identity card 6-8-4, of a mobile number 3-4-4."""
    groups = {18: (6, 8, 4), 11: (3, 4, 4)}.get(len(number), (4,) * 5)
    at, parts = 0, []
    for size in groups:
        parts.append(number[at : at + size])
        at += size
    return gap.join(part for part in parts if part)


@given(numbers, WORDS, WORDS)
def test_a_number_goes_and_what_stands_around_it_stays(number, before, after):
    masked = mask(f"{before}{number}{after}")
    assert re.fullmatch(f"{re.escape(before)}〔[^〕]+〕{re.escape(after)}", masked), masked


@given(
    st.one_of(id_cards(), bank_cards(), mobiles),
    st.sampled_from(
        [lambda n: spaced(n, " "), lambda n: spaced(n, "-"), "\u200b".join, lambda n: n.translate(FULL_WIDTH)]
    ),
    WORDS,
    WORDS,
)
def test_gaps_invisible_characters_and_full_width_digits_hide_nothing(number, write, before, after):
    assert re.fullmatch(f"{re.escape(before)}〔[^〕]+〕{re.escape(after)}", mask(f"{before}{write(number)}{after}"))


@given(st.lists(st.one_of(numbers, WORDS), max_size=5))
def test_masking_twice_changes_nothing(parts):
    once = mask("，".join(parts))
    assert mask(once) == once


@given(st.text(st.characters(exclude_categories=["C"])))
def test_what_has_few_digits_and_no_mark_stays_as_it_is(text):
    plain = re.sub(r"[\d@*★☆✩✪⭐【〔\[]|密", "", text)
    assert mask(plain) == plain


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证11010119900307231x丢了", "身份证〔身份证号〕丢了"),  # the checksum is wrong, the date is right
        ("老身份证 120103620415042", "老身份证 〔身份证号〕"),
        ("卡号6222020200112233447怎么报销", "卡号〔银行卡号〕怎么报销"),  # fails Luhn, but is called a card
        ("6222 0202 0011 2233 446", "〔银行卡号〕"),
        ("+86 138-0013-8000", "〔手机号〕"),
        ("打13800138000一个人接", "打〔手机号〕一个人接"),
        ("手机一三八零零一三八零零零", "手机〔手机号〕"),
        ("(022)23451234转12", "〔电话号码〕"),
        ("值班电话：23451234", "值班电话：〔电话号码〕"),
        ("港澳通行证C12345678", "港澳通行证〔护照号〕"),
        ("护照ea1234567", "护照〔护照号〕"),
        ("写信到 zhang.san@tj.gov.cn。", "写信到 〔邮箱〕。"),
        ("津A·12345和津AD12345两辆车", "〔车牌号〕和〔车牌号〕两辆车"),
        ("13800138000、13900139000", "〔手机号〕、〔手机号〕"),
    ],
)
def test_forms(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "机密★10年 关于某事的请示",
        "秘密 ★ 长期",
        "绝密☆",
        "机密*20年",
        "机密 10年\n某文件",
        "【秘密】某文件怎么传阅",
        "密级：机密",
        "机\u200b密★",
    ],
)
def test_nothing_is_kept_of_a_text_with_a_classification_mark(text):
    assert mask(text) == texts.MASKED_SECRET


@pytest.mark.parametrize(
    "text",
    [
        "国家秘密怎么管理",
        "绝密、机密、秘密三级怎么传阅",
        "机密文件能不能带回家",
        "国家秘密10年后解密吗",
        "2023年12月31日前要在30分钟内电话报告、1小时内书面报告吗",
        "2000字以内 1500字 第六十七条 67条 十个工作日 20231231",
        "津政发〔2023〕1号、国发〔2018〕21号怎么落实",
        "13 14 15 16 17 18条，67-69条，第13、14、15条",
        "12345热线、110、12380举报电话归谁管",
        "预算1234567890元由谁批",
        "G20、E5、A4纸、COVID19、新IPv6，京津冀AI2030",
        "第八章第六十七条第二款，二〇二三年十二月三十一日",
    ],
)
def test_what_questions_need_stays(text):
    assert mask(text) == text


def test_the_regulation_and_every_question_of_bank_and_sets_stay():
    asked = [
        json.loads(line)
        for path in sorted(Path(QUESTIONS_DIR).glob("*.jsonl"))
        for line in path.read_text("utf-8").split("\n")
        if line
    ]
    said = [
        REGULATION.text,
        *(question.text for question in REGULATION.questions),
        *(turn for record in asked for turn in [record.get("question", ""), *record.get("history", [])]),
    ]
    control = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
    assert [text for text in said if mask(text) != control.sub("", text)] == []


def test_control_characters_cannot_forge_lines_or_colours_in_a_terminal():
    assert mask("a\x1b[31mb\x9b0mc\u202ed\r\ne") == "a[31mb0mcd\ne"
