import pytest

from retriever.focus import LONG, Focus


@pytest.fixture(scope="module")
def focus(encoder, regulation):
    return Focus.build(encoder, [regulation.articles[number - 1].clauses[0].text for number in (16, 18, 49)])


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


def test_every_long_clause_is_encoded_when_the_index_is_built(service, regulation):
    focus = service.retriever.index.focus
    for article in regulation.articles:
        for clause in article.clauses:
            assert (clause.text in focus._parts) == (len(clause.text) > LONG), clause.id


def test_what_is_saved_points_at_the_same(focus, encoder, regulation, tmp_path):
    focus.save(tmp_path / "focus.npy")
    clauses = [regulation.articles[number - 1].clauses[0].text for number in (16, 18, 49)]
    loaded = Focus.load(tmp_path / "focus.npy", encoder, clauses)
    assert loaded.of("河长制、林长制是哪条说的", clauses[1]) == focus.of("河长制、林长制是哪条说的", clauses[1])
    with pytest.raises(ValueError, match="not those of the clauses"):
        Focus.load(tmp_path / "focus.npy", encoder, clauses[1:])


def test_of_no_clause_nothing_is_saved(encoder, tmp_path):
    Focus.build(encoder, []).save(tmp_path / "focus.npy")
    assert Focus.load(tmp_path / "focus.npy", encoder, []).of("纪要由谁签发", "纪要") is None
