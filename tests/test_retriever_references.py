import pytest

from retriever.references import look_up


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("67条", ["67"]),
        ("第33条第二款讲什么", ["33"]),
        ("《天津市人民政府工作规则》第六十七条", ["67"]),
        ("工作规则第六十七条", ["67"]),
        ("第六十七条至第六十九条", ["67", "68", "69"]),
        ("第九十九条", []),
    ],
)
def test_references_of_this_regulation(regulation, question, articles):
    (found,) = look_up(question, [regulation])
    assert [str(article.number) for article in found.articles] == articles


@pytest.mark.parametrize(
    "question", ["《民法典》第六十七条", "立法法第八条怎么说", "公务员法的第六条", "突发事件要多久报告"]
)
def test_articles_of_other_texts_are_not_looked_up(regulation, question):
    assert look_up(question, [regulation]) == ()
