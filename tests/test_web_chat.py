from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from answer.render import escape
from web.chat import stream, user_turns


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


def test_an_answer_grows_and_ends_with_suggestions(service):
    answer = service.ask("市长、副市长出访的人数和天数有什么限制？")
    steps = list(stream(service, answer))
    assert all(later["content"].startswith(earlier["content"]) for earlier, later in pairwise(steps))
    assert steps[-1]["content"] == answer.markdown
    assert [option["value"] for option in steps[-1]["options"]] == list(answer.suggestions)
    assert all("options" not in step for step in steps[:-1])


def test_a_greeting_comes_at_once_with_questions_to_choose_from(service):
    (greeting,) = stream(service, service.ask("你好"))
    assert len(greeting["options"]) == 3
