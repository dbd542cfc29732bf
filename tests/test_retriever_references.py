import pytest

from corpus import load_corpus
from retriever.references import look_up, only_asks_for


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


@pytest.mark.parametrize(
    "question",
    [
        "民法典第三条",
        "国务院工作规则第五条",
        "《民法典》第三条、第五条怎么说",
        "《民法典》第3条和第67条",
        "公文处理办法第5条",
    ],
)
def test_a_foreign_title_holds_for_all_that_is_joined_to_it(regulation, question):
    assert look_up(question, [regulation]) == ()


@pytest.mark.parametrize(
    "question", ["本规则第五条", "请看本规则的第五条", "天津市人民政府工作规则第五条", "规则第五条写了什么"]
)
def test_our_own_regulation_by_its_names(regulation, question):
    (found,) = look_up(question, [regulation])
    assert [str(article.number) for article in found.articles] == ["5"]


def test_two_regulations(regulation, two_article_folder):
    (other,) = load_corpus(two_article_folder)
    both = [other, regulation]

    def named(question):
        return [(found.regulation.id, len(found.articles)) for found in look_up(question, both)]

    assert named("第67条") == [("tj-2023", 1)]
    assert named("第一条") == [("demo-1", 1)]
    assert named("《天津市人民政府工作规则》第1条和第2条") == [("tj-2023", 1), ("tj-2023", 1)]
    assert named("天津市人民政府工作规则第2条") == [("tj-2023", 1)]
    assert named("第九十九条") == [("demo-1", 0)]


@pytest.mark.parametrize("question", ["第0条", "第 99999 条写了什么", "第一百五条", "第0章"])
def test_a_number_that_nothing_can_have_names_nothing(regulation, question):
    (found,) = look_up(question, [regulation])
    assert found.articles == ()
    assert only_asks_for(question, [found])


def test_what_is_read_is_not_unread_too(regulation):
    assert len(look_up("第67、68条和第八章", [regulation])) == 3


def test_a_chapter_names_its_articles(regulation):
    (found,) = look_up("第八章有哪些条款", [regulation])
    assert found.articles == regulation.chapters[7].articles
    (missing,) = look_up("第九十九章", [regulation])
    assert missing.articles == ()


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("第六十七条是什么", True),
        ("67", True),
        ("33条二款的原文贴给我看一下", True),
        ("第八章有哪些条款", True),
        ("第67条和第68条有什么区别", True),
        ("第五条写明每位局长可配两名厨师，请确认", False),
        ("根据第六条市长可以自己报销吗", False),
    ],
)
def test_whether_more_is_asked_than_the_article(regulation, question, only):
    assert only_asks_for(question, look_up(question, [regulation])) is only
