import pytest

from corpus import CorpusError, load_corpus
from retriever.jargon import JargonReader

JARGON = {"常务会": "常务会议", "市府办": "市政府办公厅", "市府办公厅": "市政府办公厅", "办公厅": "市政府办公厅"}
TERMS = ["国务院办公厅", "市政府常务会议"]


@pytest.mark.parametrize(
    ("question", "written_out"),
    [
        ("常务会几天开一次", "常务会议几天开一次"),
        ("常务会议几天开一次", "常务会议几天开一次"),
        ("市府办公厅管不管常务会", "市政府办公厅管不管常务会议"),
        ("国务院办公厅的文", "国务院办公厅的文"),
        ("办公厅的文", "市政府办公厅的文"),
        ("", ""),
    ],
)
def test_abbreviations_are_written_out_and_nothing_else(question, written_out):
    assert JargonReader(JARGON, TERMS).read(question) == written_out


def test_without_a_table_nothing_changes():
    assert JargonReader({}, ()).read("常务会几天开一次") == "常务会几天开一次"


def test_a_search_shows_what_was_written_out(service):
    assert service.retriever.score("全会多久开一次").written_out == "全体会议多久开一次"
    assert service.retriever.score("全体会议多久开一次").written_out == ""


def test_every_full_form_is_of_the_regulation(two_article_folder):
    table = two_article_folder / "demo-1" / "jargon.toml"
    table.write_text('"借期" = "没有的话"', "utf-8")
    with pytest.raises(CorpusError, match=r"jargon\.toml.*借期 = '没有的话' does not occur"):
        load_corpus(two_article_folder)
