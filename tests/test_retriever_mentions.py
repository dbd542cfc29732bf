import pytest

from answer import texts
from answer.model import Status
from retriever.mentions import find_mention


@pytest.mark.parametrize(
    ("question", "term", "is_quoted"),
    [
        ("“公平竞争” 出现在哪几条？", "公平竞争", True),
        ("规则里有没有“放管服”这个词", "放管服", True),
        ("“公平竞争”出现在哪几条，分别怎么说的", "公平竞争", True),
        ("哪几条提到“一把手”，原文是怎么写的", "一把手", True),
        ("碳达峰提到了吗", "碳达峰", False),
        ("规则里提到数字政府了吗？", "数字政府", False),
        ("哪些条款提到了市司法行政部门", "市司法行政部门", False),
        ("公平竞争这个词在规则里出现几次", "公平竞争", False),
    ],
)
def test_a_term_whose_places_are_asked_for_is_found(question, term, is_quoted):
    mention = find_mention(question)
    assert (mention.term, mention.is_quoted) == (term, is_quoted)
    assert question[mention.start : mention.end] == term


@pytest.mark.parametrize(
    "question",
    [
        "",
        "突发事件要多久报告",
        "哪些事项要报市委",
        "简报里提到的数字谁来核对",
        "有没有请假条模板",
        "宣传部门看哪几条",
        "？" * 400,
    ],
)
def test_what_asks_for_a_rule_is_searched(question):
    assert find_mention(question) is None


def test_every_place_is_quoted_and_counted(service, regulation):
    answer = service.ask("“公平竞争”出现在哪几条")
    held = [clause.text for article in regulation.articles for clause in article.clauses if "公平竞争" in clause.text]
    assert answer.status is Status.ANSWERED
    assert [citation.quote for citation in answer.citations] == held
    assert answer.markdown.count("<strong>公平竞争</strong>") == "".join(held).count("公平竞争")
    assert f"出现在《{regulation.meta.title}》的2条、2句里" in answer.markdown


def test_a_frequent_term_is_cut_and_says_so(service):
    answer = service.ask("哪几条提到市政府")
    assert len(answer.citations) == 8
    assert "列出前8句" in answer.markdown


def test_what_stands_nowhere_is_said_to(service):
    answer = service.ask("规则全文有没有“首问负责”这个词")
    assert answer.status is Status.NOT_IN_REGULATION
    assert answer.markdown.startswith("《天津市人民政府工作规则》全文没有出现“首问负责”这几个字")
    assert texts.NEAREST in answer.markdown


def test_without_quotation_marks_what_stands_nowhere_is_searched(service):
    answer = service.ask("规则里提到数字政府了吗")
    assert not answer.retrieval.references


def test_a_term_cannot_bring_markup_into_the_answer(service):
    assert "<script>" not in service.ask("规则里有没有出现“<script>”").markdown
