"""The search in the text."""

import pytest

from corpus import load_corpus, load_regulation
from web.find import find_words, reference_in

TEXT = """演示办法

第一条　档案室每周开放三天 <b> & 借阅须登记。mark 与 amp；登记的会议题目。

第二条　逾期不还的，由档案室催还：
（一）催还一次；
（二）仍不还的，通报批评。

第二条之一　登记以后不催还。
"""


@pytest.fixture
def demo(two_article_folder):
    (two_article_folder / "demo-1" / "regulation.txt").write_text(TEXT, "utf-8")
    return load_regulation(two_article_folder / "demo-1")


@pytest.mark.parametrize(
    ("query", "article", "paragraph"),
    [
        ("67", "67", None),
        ("６７", "67", None),
        ("第六十七条", "67", None),
        ("67条", "67", None),
        ("33条2款", "33", 2),
        ("《天津市人民政府工作规则》第三十三条第二款", "33", 2),
        ("99", "99", None),
    ],
)
def test_a_number_names_an_article(regulation, query, article, paragraph):
    found = reference_in(query, regulation)
    assert (str(found.first), found.paragraph) == (article, paragraph)


@pytest.mark.parametrize("query", ["", "会议", "第八条 值班", "按照第八条", "2023年", "99999", "《民法典》第三条"])
def test_words_name_none(regulation, query):
    assert reference_in(query, regulation) is None


@pytest.mark.parametrize(("query", "articles"), [("2-1", ["2-1"]), ("第二条之一", ["2-1"]), ("1-2", ["1", "2", "2-1"])])
def test_a_suffix_is_told_from_a_range(demo, query, articles):
    # 1-2 names no article 第一条之二, so it is the range; 2-1 may be either, and is an article.
    found = demo.resolve(reference_in(query, demo))
    assert [str(article.number) for article in found][: len(articles)] == articles[: len(found)]


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        # Neither the tags that mark nor the entities that escape are searched.
        ("mark amp", ["<mark>mark</mark> 与 <mark>amp</mark>；"]),
        ("<b> &", ["档案室每周开放三天 <mark>&lt;b&gt;</mark> <mark>&amp;</mark> 借阅须登记。"]),
        # Words that overlap are marked as one, whichever comes first.
        ("会议 议题", ["登记的<mark>会议题</mark>目。"]),
        ("议题 会议 会议", ["登记的<mark>会议题</mark>目。"]),
        # Two words in different clauses, and one that goes over the end of a clause.
        ("开放 目", ["档案室每周<mark>开放</mark>三天 &lt;b&gt; &amp; 借阅须登记。", "登记的会议题<mark>目</mark>。"]),
        ("登记。mark", ["档案室每周开放三天 &lt;b&gt; &amp; 借阅须<mark>登记。</mark>", "<mark>mark</mark> 与 amp；"]),
    ],
)
def test_words_are_marked_as_they_stand(demo, query, lines):
    (found,) = find_words(query, demo)
    assert str(found.article.number) == "1"
    assert list(map(str, found.lines)) == lines


def test_all_words_must_stand_in_the_article(demo):
    assert [str(found.article.number) for found in find_words("登记", demo)] == ["1", "2-1"]
    assert [str(found.article.number) for found in find_words("登记　催还", demo)] == ["2-1"]
    assert find_words("登记 通报", demo) == find_words("", demo) == find_words(" ", demo) == []


def test_the_places_are_those_of_the_clauses_with_a_word(demo):
    (found,) = find_words("催还 批评", demo)
    assert found.places == ("1/1", "1/2", "1/3")


def test_every_word_is_shown_though_the_first_fills_the_lines(regulation):
    for found in find_words("市长 秘书长", regulation):
        if found.lines:
            shown = "".join(found.lines)
            assert "<mark>市长</mark>" in shown or "市长</mark>" in shown
            assert "秘书长</mark>" in shown


def test_a_long_clause_is_shortened_around_the_words(regulation):
    longest = max((clause for article in regulation.articles for clause in article.clauses), key=lambda c: len(c.text))
    word = longest.text[150:156]
    (line,) = [line for found in find_words(word, regulation) for line in found.lines]
    assert line == f"…{longest.text[110:150]}<mark>{word}</mark>{longest.text[156:196]}…"


def test_the_search_finds_what_stands_there_and_nothing_else():
    (regulation,) = load_corpus()
    for word in ("的", "会议", "常务会议", "30分钟", "；", "第"):
        found = {found.article.id for found in find_words(word, regulation)}
        assert found == {article.id for article in regulation.articles if word in article.text}
