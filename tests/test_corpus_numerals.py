import pytest

from corpus.numerals import LARGEST, from_chinese, parse_number, to_chinese

CANONICAL = [
    (1, "一"),
    (10, "十"),
    (11, "十一"),
    (19, "十九"),
    (20, "二十"),
    (67, "六十七"),
    (100, "一百"),
    (105, "一百零五"),
    (110, "一百一十"),
    (112, "一百一十二"),
    (1000, "一千"),
    (1005, "一千零五"),
    (1010, "一千零一十"),
    (1100, "一千一百"),
    (2050, "二千零五十"),
    (9999, "九千九百九十九"),
]


@pytest.mark.parametrize(("number", "numeral"), CANONICAL)
def test_both_ways(number, numeral):
    assert to_chinese(number) == numeral
    assert from_chinese(numeral) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一百〇五", 105),
        ("一千〇一十", 1010),
        ("一十", 10),
        ("一十二", 12),
        ("67", 67),
        ("６７", 67),
        ("6７", 67),
        (" 67 ", 67),
        ("067", 67),
        ("9999", 9999),
        ("六十七", 67),
    ],
)
def test_other_ways_to_write_a_number(written, number):
    assert parse_number(written) == number


def test_round_trip_of_every_number():
    written = [to_chinese(number) for number in range(1, LARGEST + 1)]
    assert [from_chinese(numeral) for numeral in written] == list(range(1, LARGEST + 1))
    assert len(set(written)) == LARGEST


# 百十 and the like are understood by people, but 第百十条 is no label.
MALFORMED = [
    "零",
    "〇",
    "六七",
    "一百五",
    "二百五",
    "十十",
    "百",
    "百十",
    "二百十",
    "一百零",
    "零五",
    "一百零一十",
    "一零五",
]
FOREIGN = ["", " ", "6 7", "0", "０", "10000", "-1", "+1", "1.5", "1_0", "abc", "两百", "一万", "六十七条", "十6"]


@pytest.mark.parametrize("written", [*MALFORMED, *FOREIGN])
def test_malformed_is_refused(written):
    with pytest.raises(ValueError, match="is not a"):
        parse_number(written)


@pytest.mark.parametrize("number", [-1, 0, LARGEST + 1])
def test_numbers_that_no_article_has(number):
    with pytest.raises(ValueError, match=f"^{number} is outside 1..9999"):
        to_chinese(number)
