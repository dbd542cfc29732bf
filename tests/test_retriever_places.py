import pytest

from corpus import load_corpus
from retriever.references import look_up


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("最后一条是什么", ["81"]),
        ("倒数第二条", ["80"]),
        ("头一条讲什么", ["1"]),
        ("第二章第一条", ["4"]),
        ("第贰章的头一条", ["4"]),
        ("第八章最后一条怎么说", ["51"]),
        ("第八章第四十三条", ["43"]),
        ("附则讲了什么", ["80", "81"]),
        ("总则", ["1", "2", "3"]),
        ("值班值守那一章都有什么", ["66", "67", "68"]),
    ],
)
def test_what_is_named_by_its_place_is_looked_up(regulation, question, articles):
    found = look_up(question, [regulation])
    assert [str(article.number) for named in found for article in named.articles] == articles


@pytest.mark.parametrize(
    "question", ["会议制度", "会议制度有哪些", "意见书的最后一条建议由谁写", "末位淘汰有吗", "倒数第九十条"]
)
def test_what_is_not_named_by_its_place_is_searched(regulation, question):
    assert look_up(question, [regulation]) == ()


def test_a_chapter_that_is_shorter(regulation):
    (chapter, article) = look_up("第十五章第二十条", [regulation])
    assert chapter.articles == regulation.chapters[14].articles
    assert [str(a.number) for a in article.articles] == ["20"]


def test_a_regulation_without_chapters(two_article_folder):
    (other,) = load_corpus(two_article_folder)
    (found,) = look_up("最后一条", [other])
    assert [str(article.number) for article in found.articles] == ["2"]
