from datetime import date

import pytest

from corpus import CorpusError, Example, Meta, load_corpus, load_regulation


@pytest.fixture
def folder(two_article_folder):
    return two_article_folder / "demo-1"


def refusal_of(folder):
    with pytest.raises(CorpusError) as refused:
        load_regulation(folder)
    return refused.value


def test_a_folder_is_loaded(two_article_folder, folder):
    (folder / "terms.txt").write_text("# 词\n档案室 # 机构\n\n通报批评\n档案室\n", "utf-8")
    (folder / "examples.toml").write_text(
        '[[example]]\nquestion = "借阅要登记吗？"\nclause = "1/1/2"\nwelcome = true\n\n'
        '[[example]]\nquestion = "逾期不还怎么办？"\nclause = "2/1/1"\n',
        "utf-8",
    )
    (loaded,) = load_corpus(two_article_folder)
    assert loaded.id == "demo-1"
    assert loaded.meta == Meta("演示办法", "演示单位", date(2024, 1, 1), "办公会", date(2024, 1, 2), "演示")
    assert [article.id for article in loaded.articles] == ["demo-1/1", "demo-1/2"]
    assert loaded.terms == ("档案室", "通报批评")
    assert loaded.examples == (
        Example("借阅要登记吗？", "1/1/2", True),
        Example("逾期不还怎么办？", "2/1/1", False),
    )


def test_terms_and_examples_may_be_missing(folder):
    loaded = load_regulation(folder)
    assert (loaded.terms, loaded.examples) == ((), ())


def test_line_ends_are_kept(folder):
    data = "第一条　甲。\r\n\r\n第二条　乙。\r\n".encode()
    (folder / "regulation.txt").write_bytes(data)
    loaded = load_regulation(folder)
    assert loaded.text.encode() == data
    assert "".join(block.text for block in loaded.blocks).encode() == data


def test_the_corpus_is_ordered_by_id(two_article_folder, folder):
    for name in ("b-2", "a-9"):
        (two_article_folder / name).mkdir()
        for file in folder.iterdir():
            (two_article_folder / name / file.name).write_bytes(file.read_bytes())
    assert [loaded.id for loaded in load_corpus(two_article_folder)] == ["a-9", "b-2", "demo-1"]


@pytest.mark.parametrize(
    ("old", "new", "problem", "mend"),
    [
        ('source = "演示"\n', "", "source is missing", "add source = …"),
        ("source", "sorce", "source is missing", "add source = …"),
        ("title", 'colour = "red"\ntitle', "unknown key colour", "use only title, issuer, adopted"),
        ("adopted = 2024-01-01", 'adopted = "2024-01-01"', "adopted = '2024-01-01'", "write adopted as a date"),
        ("issued = 2024-01-02", "issued = 2024-01-02T08:00:00", "issued = datetime", "write issued as a date"),
        ('"演示单位"', "5", "issuer = 5", "write issuer as a text in quotes"),
        ('"演示单位"', '""', "issuer = ''", "write issuer as a text in quotes"),
        ('"演示单位"', '["演示单位"]', "issuer = ['演示单位']", "write issuer as a text in quotes"),
    ],
)
def test_faults_of_meta(folder, old, new, problem, mend):
    path = folder / "meta.toml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    error = refusal_of(folder)
    assert error.path == path
    assert error.problem.startswith(problem)
    assert error.mend.startswith(mend)
    assert str(error).startswith(f"{path}: ")


def test_meta_that_is_not_toml(folder):
    (folder / "meta.toml").write_text('title = "演示办法"\nissuer = \n', "utf-8")
    error = refusal_of(folder)
    assert error.path == folder / "meta.toml"
    assert "line 2" in error.problem
    assert error.mend == "mend the TOML at that place"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("regulation.txt", "Draft\n\n第一条　甲。\n"),
        ("meta.toml", '# demo\n\ntitle = "演示办法"\n'),
        ("terms.txt", "# demo\n\n档案室\n"),
        ("examples.toml", '[[example]]\n\nquestion = "借阅要登记吗？"\n'),
    ],
)
def test_gb18030_is_refused(folder, name, text):
    (folder / name).write_bytes(text.encode("gb18030"))
    error = refusal_of(folder)
    assert (error.path, error.line) == (folder / name, 3)
    assert "is not UTF-8" in error.problem
    assert error.mend == "save the file as UTF-8: iconv -f GB18030 -t UTF-8"


def test_fault_of_the_text_names_file_and_line(folder):
    (folder / "regulation.txt").write_text("第一条　甲。\n第三条　乙。\n", "utf-8")
    assert str(refusal_of(folder)).startswith(f"{folder / 'regulation.txt'}:2: 第三条 leaves a gap")


def test_term_that_does_not_occur(folder):
    (folder / "terms.txt").write_text("档案室\n\n# 下一行有错字\n档按室\n", "utf-8")
    error = refusal_of(folder)
    assert (error.path, error.line) == (folder / "terms.txt", 4)
    assert error.problem == "档按室 does not occur in the regulation"
    assert error.mend == "remove it, or mend its spelling"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[example]]\nquestion = "借阅要登记吗？"\n', "not an example: "),
        ('[[example]]\nclause = "1/1/2"\n', "not an example: "),
        ('[example]\nquestion = "借阅要登记吗？"\nclause = "1/1/2"\n', "not an example: "),
        ("example = 5\n", "not an example: "),
        ("[[example]\n", "Expected ']]'"),
        ('[[example]]\nquestion = "借阅要登记吗？"\nclause = "1/1/9"\n', "借阅要登记吗？: there is no clause 1/1/9"),
        ('[[example]]\nquestion = "借阅要登记吗？"\nclause = "demo-1/1/1/2"\n', "借阅要登记吗？: there is no clause"),
    ],
)
def test_faults_of_examples(folder, text, problem):
    (folder / "examples.toml").write_text(text, "utf-8")
    error = refusal_of(folder)
    assert error.path == folder / "examples.toml"
    assert error.problem.startswith(problem)
    assert error.mend


@pytest.mark.parametrize(("key", "value"), [("question", "5"), ("welcome", '"no"')])
def test_wrong_types_in_examples(folder, key, value):
    """A number would be a question that no text function takes; "no" would be welcome."""
    entry = {"question": '"借阅要登记吗？"', "clause": '"1/1/2"', "welcome": "true"} | {key: value}
    lines = ["[[example]]", *(f"{name} = {written}" for name, written in entry.items()), ""]
    (folder / "examples.toml").write_text("\n".join(lines), "utf-8")
    assert refusal_of(folder).path == folder / "examples.toml"


def test_no_regulation(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(CorpusError, match="no regulation here") as refused:
            load_corpus(folder)
        assert refused.value.path == folder
        assert refused.value.mend == "add a folder with regulation.txt and meta.toml"


@pytest.mark.parametrize("name", ["regulation.txt", "meta.toml"])
def test_a_missing_file(folder, name):
    (folder / name).unlink()
    error = refusal_of(folder)
    assert (error.path, error.line) == (folder / name, None)
    assert error.problem == "cannot be read (No such file or directory)"
    assert error.mend == "add the file, or mend its rights"


@pytest.mark.parametrize("name", ["regulation.txt", "meta.toml", "terms.txt", "examples.toml"])
def test_a_file_that_cannot_be_read(folder, name):
    """A folder stands in its place; taking away its rights would not stop root."""
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    error = refusal_of(folder)
    assert error.path == folder / name
    assert error.problem == "cannot be read (Is a directory)"
