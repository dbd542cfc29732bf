import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("", ()),
        ("会议纪要由谁签发", ()),
        ("会议纪要由谁签发？", ()),
        ("会议纪要由谁签发，记者能不能报道？", ("会议纪要由谁签发", "记者能不能报道")),
        ("全体会议和常务会议各多久开一次", ("全体会议", "常务会议各多久开一次")),
        ("参与人员有哪些", ()),
        ("那个，会议纪要由谁签发", ("那个会议纪要由谁签发",)[1:]),
        ("会议请假找谁；对了", ()),
    ],
)
def test_a_question_is_cut_where_the_next_begins(question, parts):
    assert parts_of(question) == parts


@given(st.text("会议纪要，。和及 ", max_size=300))
def test_parts_are_few_and_none_is_short(question):
    parts = parts_of(question)
    assert len(parts) in (0, 2, 3, 4, 5)
    assert all(len(part) >= 4 for part in parts)
