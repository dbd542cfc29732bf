from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from answer import texts
from answer.render import escape
from web.chat import stream, user_turns, without_offers


def test_turns_of_api_callers_and_of_the_browser():
    history = [
        "第一问",
        {"role": "user", "content": "第二问"},
        {"role": "assistant", "content": "回答"},
        {"role": "user", "content": [{"type": "text", "text": "第三"}, {"type": "text", "text": "问"}]},
    ]
    assert user_turns(history) == ("第一问", "第二问", "第三问")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_comes_from_outside_becomes_texts(value):
    assert all(isinstance(turn, str) for turn in user_turns(value))


@given(st.text())
def test_what_the_page_shows_of_a_question_is_read_back_as_typed(question):
    assert user_turns([{"role": "user", "content": escape(question)}]) == (question,)


def test_an_answer_grows_and_ends_with_sources_and_suggestions(service):
    answer = service.ask("市长、副市长出访的人数和天数有什么限制？")
    steps = list(stream(service, answer))
    shown = [step[0]["content"] for step in steps]
    assert all(later.startswith(earlier) for earlier, later in pairwise(shown))
    whole, *panels, last = steps[-1]
    assert whole["content"] == answer.markdown
    assert [panel["metadata"]["title"] for panel in panels] == ["原文：《天津市人民政府工作规则》第六十四条"]
    assert "<mark>" in panels[0]["content"]
    assert "实质性公务活动应占出访日程三分之二以上" in panels[0]["content"]
    assert [option["value"] for option in last["options"]] == list(answer.suggestions)


def test_a_greeting_has_no_sources(service):
    (greeting, suggestions) = list(stream(service, service.ask("你好")))[-1]
    assert "metadata" not in greeting
    assert len(suggestions["options"]) == 3


def test_headings_of_earlier_suggestions_are_left_out():
    asked = {"role": "user", "content": "接着问"}
    answered = {"role": "assistant", "content": [{"type": "text", "text": "> 原文"}]}
    offered = {"role": "assistant", "content": [{"type": "text", "text": texts.SUGGESTIONS_HEADING}]}
    assert without_offers([asked, answered, offered]) == [asked, answered]
