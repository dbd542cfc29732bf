import pytest

from corpus import CorpusError, load_corpus

STEP = '[[procedure.step]]\nactor = "档案室"\nlabel = "催还"\nclauses = ["2/1/1"]\n'
PROCEDURE = f'[[procedure]]\nid = "return"\ntitle = "催还"\n{STEP}{STEP}'
COMPARISON = (
    '[[comparison]]\nid = "x"\n[[comparison.side]]\ntitle = "借"\nwords = ["借"]\n[[comparison.side]]\ntitle = "还"\n'
    'words = ["还"]\n[[comparison.row]]\ntitle = "规定"\nclauses = ["1/1/2", ""]\n'
)
RULE = '[[rule]]\nclause = "2/1/1"\nkind = "actor"\ntext = "档案室"\nacts = "催还"\nwords = "借 逾期"\n'


def guides(folder, name, text):
    (folder / "demo-1" / name).write_text(text, "utf-8")
    return load_corpus(folder)[0].guides


def test_a_regulation_needs_no_guides(two_article_folder):
    found = load_corpus(two_article_folder)[0].guides
    assert (dict(found.titles), found.procedures, found.comparisons, found.rules) == ({}, (), (), ())


def test_guides_are_read(two_article_folder):
    assert list(guides(two_article_folder, "titles.toml", '2 = "催还"').titles.values()) == ["催还"]
    (procedure,) = guides(two_article_folder, "procedures.toml", PROCEDURE).procedures
    assert procedure.clauses == {"demo-1/2/1/1"}
    (comparison,) = guides(two_article_folder, "comparisons.toml", COMPARISON).comparisons
    assert comparison.rows[0].clauses == ("demo-1/1/1/2", "")
    (rule,) = guides(two_article_folder, "rules.toml", RULE).rules
    assert (rule.clause, rule.acts, rule.words, rule.needs) == ("demo-1/2/1/1", ("催还",), ("借", "逾期"), ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("titles.toml", '3 = "没有的条"'),
        ("titles.toml", '2 = ""'),
        ("titles.toml", 'x = "催还"'),
        ("procedures.toml", PROCEDURE.replace("档案室", "图书馆")),
        ("procedures.toml", PROCEDURE.replace('"催还"\nclauses', '"这是一个太长太长太长太长的步骤名"\nclauses')),
        ("procedures.toml", PROCEDURE.replace("2/1/1", "3/1/1")),
        ("procedures.toml", PROCEDURE + PROCEDURE),
        ("procedures.toml", PROCEDURE.replace(STEP, "", 1)),
        ("procedures.toml", PROCEDURE.replace('actor = "档案室"\n', "")),
        ("procedures.toml", PROCEDURE.replace("clauses", 'limit = "没有的话"\nclauses')),
        ("comparisons.toml", COMPARISON.replace(', ""', "")),
        ("comparisons.toml", COMPARISON.replace("1/1/2", "9/1/1")),
        ("comparisons.toml", "other = 1"),
        ("rules.toml", RULE.replace("档案室", "图书馆")),
        ("rules.toml", RULE.replace("2/1/1", "9/1/1")),
        ("rules.toml", RULE.replace('"actor"', '"about"')),
        ("rules.toml", RULE + 'other = "x"\n'),
    ],
)
def test_what_is_not_of_the_text_is_refused(two_article_folder, name, text):
    with pytest.raises(CorpusError, match=name.replace(".", r"\.")):
        guides(two_article_folder, name, text)


def test_the_guides_of_the_regulation_are_whole(regulation):
    assert set(regulation.guides.titles) == {article.number for article in regulation.articles}
    assert len(regulation.guides.procedures) >= 18
    assert len({procedure.title for procedure in regulation.guides.procedures}) == len(regulation.guides.procedures)
