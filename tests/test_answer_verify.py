import logging
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from answer.compose import cite
from answer.verify import verify
from corpus import ArticleNumber, load_corpus, load_regulation

REGULATION = load_corpus()[0]
KNOWN = {REGULATION.id: REGULATION}
TRUE = tuple(cite(REGULATION, article, clause) for article in REGULATION.articles for clause in article.clauses)

citations = st.sampled_from(TRUE)
# Of the characters that the text holds, so that a change is a likely forgery and not mere noise.
characters = st.sampled_from(sorted(set(REGULATION.text)))


def holds(citation):
    return verify([citation], KNOWN) == (citation,)


def test_every_clause_of_the_regulation_holds():
    assert len(TRUE) == 224
    assert verify(TRUE, KNOWN) == TRUE


@given(citations, st.data())
def test_a_part_of_a_clause_is_dropped(citation, data):
    start = data.draw(st.integers(citation.start, citation.end - 1))
    end = data.draw(st.integers(start + 1, citation.end))
    whole = (start, end) == (citation.start, citation.end)
    assert whole == holds(replace(citation, start=start, end=end, quote=REGULATION.text[start:end]))


def test_an_empty_quote_is_dropped():
    citation = TRUE[0]
    assert not holds(replace(citation, end=citation.start, quote=""))


CHANGES = {
    "regulation": st.text(max_size=8),
    "article": st.builds(ArticleNumber, st.integers(1, 100), st.integers(0, 2)),
    "paragraph": st.integers(-3, 10),
    "clause": st.integers(-3, 20),
    "quote": st.text(max_size=80) | citations.map(lambda citation: citation.quote),
    "start": st.integers(-20_000, 20_000),
    "end": st.integers(-20_000, 20_000),
}


@pytest.mark.parametrize("field", CHANGES)
@given(citation=citations, data=st.data())
def test_a_change_of_one_field_is_dropped(field, citation, data):
    value = data.draw(CHANGES[field])
    assume(value != getattr(citation, field))
    assert not holds(replace(citation, **{field: value}))


@given(citations, st.sampled_from(["start", "end", "paragraph", "clause"]), st.sampled_from([-1, 1]))
def test_a_number_off_by_one_is_dropped(citation, field, step):
    assert not holds(replace(citation, **{field: getattr(citation, field) + step}))


@given(citations, st.data())
def test_one_changed_character_is_dropped(citation, data):
    at = data.draw(st.integers(0, len(citation.quote) - 1))
    char = data.draw(characters)
    assume(char != citation.quote[at])
    assert not holds(replace(citation, quote=citation.quote[:at] + char + citation.quote[at + 1 :]))


@given(citations, st.sampled_from([-1, 1]))
def test_a_quote_shifted_by_one_is_dropped(citation, step):
    """It is verbatim text, but it runs over the edge of the clause that it names."""
    start, end = citation.start + step, citation.end + step
    assert not holds(replace(citation, start=start, end=end))
    assert not holds(replace(citation, start=start, end=end, quote=REGULATION.text[start:end]))


@given(st.sampled_from(list(pairwise(TRUE))))
def test_neighbouring_clauses_in_one_quote_are_dropped(pair):
    """Verbatim and contiguous, but no single clause."""
    one, other = pair
    whole = REGULATION.text[one.start : other.end]
    assert not holds(replace(one, end=other.end, quote=whole))
    assert not holds(replace(other, start=one.start, quote=whole))


@given(citations, citations, st.data())
def test_a_quote_stitched_from_two_clauses_is_dropped(one, other, data):
    cut = data.draw(st.integers(0, len(one.quote)))
    stitched = one.quote[:cut] + other.quote[cut:]
    assume(not one.quote.startswith(stitched))
    assert not holds(replace(one, quote=stitched))
    assert not holds(replace(one, quote=stitched, end=one.start + len(stitched)))


@given(citations, citations)
def test_text_of_another_article_at_its_right_place_is_dropped(one, other):
    assume(one.article != other.article)
    assert not holds(replace(one, quote=other.quote, start=other.start, end=other.end))


def test_half_width_marks_are_dropped():
    """Every clause, each of its full-width marks in turn; and the digits the other way round."""
    half = {"，": ",", "。": ".", "；": ";", "：": ":", "（": "(", "）": ")", "0": "０", "1": "１", "3": "３"}
    forged = [
        replace(citation, quote=citation.quote.replace(mark, other))
        for citation in TRUE
        for mark, other in half.items()
        if mark in citation.quote
    ]
    assert len(forged) >= 224
    assert verify(forged, KNOWN) == ()


def test_another_regulation_of_the_corpus(two_article_folder):
    demo = load_regulation(two_article_folder / "demo-1")
    own = cite(demo, demo.articles[1], demo.articles[1].clauses[0])
    both = KNOWN | {demo.id: demo}
    assert verify([own], both) == (own,)
    assert verify([own], KNOWN) == ()
    assert verify([replace(own, regulation=REGULATION.id)], both) == ()
    assert verify([replace(TRUE[0], regulation=demo.id)], both) == ()


def test_a_mixed_list_keeps_the_true_ones_in_order(caplog):
    forged = replace(TRUE[5], quote=TRUE[5].quote.replace("。", "！"))
    stolen = replace(TRUE[7], article=ArticleNumber(81))
    with caplog.at_level(logging.ERROR, "answer.verify"):
        kept = verify([TRUE[9], forged, TRUE[2], stolen, TRUE[9]], KNOWN)
    assert kept == (TRUE[9], TRUE[2], TRUE[9])
    assert [record.args for record in caplog.records] == [(forged,), (stolen,)]


def test_nothing():
    assert verify([], KNOWN) == ()
