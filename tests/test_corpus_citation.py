import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import (
    ArticleNumber,
    find_chapters,
    find_references,
    format_article,
    format_citation,
    parse_reference,
)

numbers = st.integers(1, 9999)
suffixes = st.integers(0, 99)
article_numbers = st.builds(ArticleNumber, numbers, suffixes)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第三十三条第二款", ["第三十三条第二款"]),
        ("33条2款", ["第三十三条第二款"]),
        ("三十三条2款", ["第三十三条第二款"]),
        ("第33条第2款", ["第三十三条第二款"]),
        ("第 33 条 第 2 款", ["第三十三条第二款"]),
        ("６７条", ["第六十七条"]),
        ("第６７条", ["第六十七条"]),
        ("六十八条第一款", ["第六十八条第一款"]),
        ("第六十七条至第六十九条", ["第六十七条至第六十九条"]),
        ("第六十七至六十九条", ["第六十七条至第六十九条"]),
        ("67-69条", ["第六十七条至第六十九条"]),
        ("67～69条", ["第六十七条至第六十九条"]),
        ("67到69条", ["第六十七条至第六十九条"]),
        ("第六十九条至第六十七条", ["第六十七条至第六十九条"]),
        ("第十条之一", ["第十条之一"]),
        ("第十条之一第二款", ["第十条之一第二款"]),
        ("第十条之一至第十条之三", ["第十条之一至第十条之三"]),
        ("第一百零五条", ["第一百零五条"]),
        ("第一百〇五条", ["第一百零五条"]),
        ("33条规定了什么", ["第三十三条"]),
        ("请看67条", ["第六十七条"]),
        ("33条第一项", ["第三十三条"]),
        ("按照第三条、第五条和7条的规定", ["第三条", "第五条", "第七条"]),
        (
            "查看第33条第2款和67-69条，还有第十条之一",
            ["第三十三条第二款", "第六十七条至第六十九条", "第十条之一"],
        ),
        ("第六十七条规定的10条措施", ["第六十七条"]),
        ("第67、68条", ["第六十七条", "第六十八条"]),
        ("第六十七和六十八条", ["第六十七条", "第六十八条"]),
        ("§13", ["第十三条"]),
        ("Art.47 说什么", ["第四十七条"]),
        ("article 47", ["第四十七条"]),
        ("79（3）", ["第七十九条第三款"]),
        ("79条（3）", ["第七十九条第三款"]),
        ("第79条第(3)款", ["第七十九条第三款"]),
        ("67条2", ["第六十七条第二款"]),
        ("廿九条", ["第二十九条"]),
        ("第卅三条", ["第三十三条"]),
        ("第伍条", ["第五条"]),
        ("第 六 十 七 条", ["第六十七条"]),
        ("第67條", ["第六十七条"]),
        ("看下67条", ["第六十七条"]),
        ("1~3条贴一下", ["第一条至第三条"]),
        ("67", ["第六十七条"]),
        (" 六十七 ", ["第六十七条"]),
    ],
)
def test_references_in_a_text(text, labels):
    assert [reference.label for reference in find_references(text)] == labels


@pytest.mark.parametrize("text", ["第10条之1", "第１０条之１", "第十条之1"])
def test_suffix_in_digits(text):
    """The module promises digits everywhere; 第十条 alone would be another article."""
    assert [reference.label for reference in find_references(text)] == ["第十条之一"]


COUNTS = [
    "一共有81条吗",
    "提3条建议",
    "写三条",
    "这一条",
    "有3条建议",
    "三条红线",
    "几条",
    "第几条",
    "条",
    "第二款",
    "",
    "以下3条的依据",
    "2023（1）",
    "5、6月开会",
    "start 47",
]
MALFORMED = ["第一百五条", "六七条", "第0条", "第10000条", "第三条第零款"]


@pytest.mark.parametrize("text", [*COUNTS, *MALFORMED])
def test_what_is_no_reference(text):
    assert find_references(text) == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第八章有哪些条款", ["第八章"]),
        ("8章", ["第八章"]),
        ("第贰章头一条", ["第二章"]),
        ("ch13 都有什么", ["第十三章"]),
        ("第二章和第三章", ["第二章", "第三章"]),
        ("他写了3章", []),
        ("三大章", []),
        ("盖章", []),
    ],
)
def test_chapters_in_a_text(text, labels):
    assert [reference.label for reference in find_chapters(text)] == labels


def test_offsets_are_those_of_the_text_as_written():
    text = "看第３３条第２款和６７－６９条，另见第十条之一。"
    found = find_references(text)
    assert [(r.start, r.end) for r in found] == [(1, 8), (9, 15), (18, 23)]
    assert [text[r.start : r.end] for r in found] == ["第３３条第２款", "６７－６９条", "第十条之一"]
    assert [(str(r.first), str(r.last), r.paragraph) for r in found] == [
        ("33", "33", 2),
        ("67", "69", None),
        ("10-1", "10-1", None),
    ]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("67", "第六十七条"),
        ("６７", "第六十七条"),
        ("六十七", "第六十七条"),
        (" 第六十七条 ", "第六十七条"),
        ("33条2款", "第三十三条第二款"),
        ("67-69", "第六十七条至第六十九条"),
        ("第六十七条至第六十九条", "第六十七条至第六十九条"),
        ("第十条之一", "第十条之一"),
    ],
)
def test_parse_reference(written, label):
    assert parse_reference(written).label == label


@pytest.mark.parametrize("written", ["", " ", "abc", "0", "六七", "2款", "67条和68条", "第六十七条是什么", "看67条"])
def test_parse_reference_refuses(written):
    with pytest.raises(ValueError, match="is not an article reference; write 67") as refused:
        parse_reference(written)
    assert repr(written) in str(refused.value)


@given(article_numbers, st.none() | numbers)
def test_what_is_written_is_read_back(number, paragraph):
    reference = parse_reference(format_article(number, paragraph))
    assert (reference.first, reference.last, reference.paragraph) == (number, number, paragraph)
    assert reference.label == format_article(number, paragraph)


@given(article_numbers)
def test_the_form_of_ids_is_read_back(number):
    assert ArticleNumber.parse(str(number)) == number


@pytest.mark.parametrize("written", ["", "67-", "-1", "67-0", "67-1-2", "abc", "0"])
def test_other_forms_are_no_ids(written):
    with pytest.raises(ValueError, match=r"is n|is outside"):
        ArticleNumber.parse(written)


@given(article_numbers, article_numbers)
def test_order_is_that_of_number_then_suffix(one, other):
    assert (one < other) == ((one.number, one.suffix) < (other.number, other.suffix))


def test_order():
    shuffled = ["68", "67-2", "9", "67", "67-10", "67-1"]
    assert [str(n) for n in sorted(map(ArticleNumber.parse, shuffled))] == ["9", "67", "67-1", "67-2", "67-10", "68"]


@pytest.mark.parametrize(("number", "suffix"), [(0, 0), (-1, 0), (10000, 0), (67, -1), (67, 10000)])
def test_numbers_that_no_article_has(number, suffix):
    with pytest.raises(ValueError, match=r"is n|is outside"):
        ArticleNumber(number, suffix)


def test_citation():
    assert format_citation("工作规则", ArticleNumber(67)) == "《工作规则》第六十七条"
    assert format_citation("工作规则", ArticleNumber(67, 1), 2) == "《工作规则》第六十七条之一第二款"
