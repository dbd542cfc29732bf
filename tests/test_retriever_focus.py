import pytest

from retriever.focus import LONG, Focus


@pytest.fixture(scope="module")
def focus(encoder):
    return Focus(encoder)


@pytest.mark.parametrize(
    ("question", "article", "part"),
    [
        ("碳达峰行动要怎么实施", 18, "积极稳妥实施碳达峰行动"),
        ("河长制、林长制是哪条说的", 18, "落实河（湖）长制、林长制"),
        ("“枫桥经验”写在哪一句", 16, "坚持和发展新时代“枫桥经验”"),
    ],
)
def test_the_part_of_a_long_clause_that_is_asked_for(focus, regulation, question, article, part):
    clause = regulation.articles[article - 1].clauses[0].text
    start, end = focus.of(question, clause)
    assert clause[start:end] == part


def test_a_question_about_all_of_it_points_at_nothing(focus, regulation):
    assert focus.of("这一条讲什么", regulation.articles[17].clauses[0].text) is None


def test_a_short_clause_needs_no_pointing_at(focus, regulation):
    clause = regulation.articles[48].clauses[0].text
    assert len(clause) <= LONG
    assert focus.of("纪要由谁签发", clause) is None


def test_the_part_is_bold_in_the_answer(service):
    answer = service.ask("管河管湖管林子，落实的是哪几种责任制")
    assert "<strong>落实河（湖）长制、林长制</strong>" in answer.markdown
