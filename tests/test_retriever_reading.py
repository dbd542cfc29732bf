import pytest

from retriever.chunks import chunk_regulations
from retriever.reading import QueryReader
from retriever.sounds import Sounds


@pytest.fixture(scope="module")
def reader(regulation, tokenizer):
    texts = (chunk.text for chunk in chunk_regulations([regulation]))
    asked = (question.text for question in regulation.questions)
    return QueryReader([regulation], Sounds.build((*texts, *asked), tokenizer), tokenizer)


def test_every_step_that_changed_something_is_kept(reader):
    steps = reader.read("常物會議duojiu开１次？")
    assert [(step.name, step.text) for step in steps] == [
        ("typed", "常物會議duojiu开１次？"),
        ("normalised", "常物會議duojiu开1次?"),
        ("simplified", "常物会议duojiu开1次?"),
        ("pinyin", "常物会议多久开1次?"),
        ("homophones", "常务会议多久开1次?"),
    ]


def test_greetings_are_taken_off_last(reader):
    assert [step.name for step in reader.read("您好，請問常物会议多久开一次？谢谢")] == [
        "typed",
        "normalised",
        "simplified",
        "homophones",
        "courtesies",
    ]


@pytest.mark.parametrize("typed", ["", "常务会议", "67条", "SELECT * FROM users", "zzzz qqqq"])
def test_what_is_right_is_left_as_it_is(reader, typed):
    assert [step.text for step in reader.read(typed)] == [typed]


def test_a_search_shows_what_it_understood(service):
    retrieval = service.retriever.search("changwu huiyi duojiu zhaokai yici")
    assert [step.name for step in retrieval.scores.steps] == ["typed", "pinyin"]
    assert retrieval.scores.question.startswith("常务会议")
    assert retrieval.articles[0].article.number.number == 44
