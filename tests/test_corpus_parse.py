import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import DATA_DIR, ArticleNumber, BlockKind, CorpusError, Meta, Regulation, parse
from corpus.numerals import to_chinese

META = Meta("办法", "单位", date(2024, 1, 1), "办公会", date(2024, 1, 2), "测试")
REAL = (DATA_DIR / "tj-2023" / "regulation.txt").read_bytes().decode()


def regulation_of(text):
    """A Regulation; its constructor checks every offset and that the blocks tile the text."""
    structure = parse(text, "x")
    return Regulation("x", META, text, structure.blocks, structure.headings, structure.articles)


def clauses_of(text):
    """{article: [[clause, …] of each paragraph]}."""
    return {
        str(article.number): [[clause.text for clause in paragraph.clauses] for paragraph in article.paragraphs]
        for article in regulation_of(text).articles
    }


def refusal_of(text):
    with pytest.raises(CorpusError) as refused:
        parse(text, "x")
    return refused.value


# The real regulation


def test_counts_of_the_real_regulation(regulation):
    assert [len(chapter.articles) for chapter in regulation.chapters] == [3, 8, 7, 6, 5, 6, 6, 10, 5, 4, 5, 3, 4, 7, 2]
    assert [str(article.number) for article in regulation.articles] == [str(n) for n in range(1, 82)]
    assert sum(len(article.paragraphs) for article in regulation.articles) == 89
    assert sum(len(article.clauses) for article in regulation.articles) == 224
    several = {str(a.number): len(a.paragraphs) for a in regulation.articles if len(a.paragraphs) > 1}
    assert several == {"4": 2, "33": 2, "34": 2, "36": 2, "46": 2, "55": 2, "79": 3}


def test_blocks_of_the_real_regulation_rejoin_to_the_file(regulation):
    joined = "".join(block.text for block in regulation.blocks).encode()
    assert joined == (DATA_DIR / "tj-2023" / "regulation.txt").read_bytes()
    kinds = [block.kind for block in regulation.blocks]
    assert (kinds.count(BlockKind.HEADING), kinds.count(BlockKind.ARTICLE)) == (15, 81)
    assert kinds.count(BlockKind.HEADER) == 8  # from 天津市人民政府关于印发 to the title
    assert all(not block.text.strip() for block in regulation.blocks if block.kind is BlockKind.BLANK)


def test_every_record_stands_at_its_offsets(regulation):
    paragraphs = [paragraph for article in regulation.articles for paragraph in article.paragraphs]
    clauses = [clause for paragraph in paragraphs for clause in paragraph.clauses]
    records = [*regulation.blocks, *regulation.headings, *regulation.articles, *paragraphs, *clauses]
    assert [r for r in records if regulation.text[r.start : r.end] != r.text or not r.text] == []
    assert all(one.end <= other.start for one, other in pairwise(clauses))


@pytest.mark.parametrize(
    ("clause_id", "text"),
    [
        ("tj-2023/67/1/2", "突发事件发生后，必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。"),
        ("tj-2023/67/1/3", "坚决杜绝迟报、谎报、瞒报、漏报。"),
        ("tj-2023/45/1/1", "根据工作需要，市政府领导同志可召开专题会议，研究推进工作。"),
        (
            "tj-2023/46/2/1",
            "凡属分管副市长、市政府各部门职责权限范围内可以协调解决的事项，或者会前未经协调的事项，不安排市政府常务会议讨论研究。",
        ),
        ("tj-2023/8/1/1", "副市长按分工负责处理分管工作；"),
        ("tj-2023/81/1/1", "本规则自印发之日起施行。"),
    ],
)
def test_ids_of_the_real_regulation(regulation, clause_id, text):
    assert regulation.clause(clause_id).text == text


def test_unknown_ids(regulation):
    with pytest.raises(KeyError, match="tj-2023/67/1/9"):
        regulation.clause("tj-2023/67/1/9")
    assert regulation.article(ArticleNumber(82)) is None


def test_headings_of_the_real_regulation(regulation):
    assert [chapter.heading.title for chapter in regulation.chapters[::7]] == ["总则", "会议制度", "附则"]
    assert regulation.article(ArticleNumber(67)).path == ("第十二章 值班值守",)
    assert regulation.article(ArticleNumber(67)).text.startswith("第六十七条　市政府各部门")


# What a text is parsed into


@pytest.mark.parametrize(
    "line",
    [
        "依照第三条的规定办理。",
        "第三条规定的情形除外。",
        "第三条、第四条规定的情形除外。",
        "第三条至第五条规定的情形除外。",
        "第三条 第二款规定的情形除外。",
        "第三条　第二款规定的情形除外。",
        "第三条  第二款规定的情形除外。",
        "第一条第二项所列的情形除外。",
    ],
)
def test_a_cross_reference_at_the_start_of_a_line_is_no_label(line):
    text = f"第一条　甲。\n第二条　乙：\n{line}\n第三条　丙。\n"
    assert clauses_of(text) == {"1": [["甲。"]], "2": [["乙："], [line]], "3": [["丙。"]]}


@pytest.mark.parametrize("line", ["第一条  第二款规定的情形除外。", "第一条　规定的情形除外。", "第一条 的规定除外。"])
def test_a_spaced_cross_reference_to_an_earlier_article_is_no_label(line):
    text = f"第一条　甲。\n第二条　乙：\n{line}\n第三条　丙。\n"
    assert clauses_of(text)["2"] == [["乙："], [line]]


@pytest.mark.parametrize("body", ["所属单位应当执行。", "所称公文是指文件。", "第一批事项由市政府审批。"])
def test_an_article_may_start_with_a_word_of_cross_references(body):
    assert clauses_of(f"第一条　甲。\n第二条　{body}\n") == {"1": [["甲。"]], "2": [[body]]}


@pytest.mark.parametrize(
    "label", ["第二条　", "第二条 ", "第二条\t", "第二条　　", "第2条 ", "第２条　", "第二条\n", "　　第二条　"]
)
def test_ways_to_write_a_label(label):
    assert clauses_of(f"第一条　甲。\n{label}乙。丙。\n") == {"1": [["甲。"]], "2": [["乙。", "丙。"]]}


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        ("甲。乙；丙", ["甲。", "乙；", "丙"]),
        ("甲说：“乙。”丙。", ["甲说：“乙。”", "丙。"]),
        ("甲（乙。）丙。", ["甲（乙。）", "丙。"]),
        ("甲。。乙。", ["甲。。", "乙。"]),
        ("甲。 　乙。", ["甲。", "乙。"]),
        ("甲，乙、丙：丁", ["甲，乙、丙：丁"]),
    ],
)
def test_clauses(body, clauses):
    assert clauses_of(f"第一条　{body}\n") == {"1": [clauses]}


def test_items_continue_their_paragraph():
    text = "第一条　应当：\n（一）甲；\n\n(二)乙。\n第二款。\n"
    assert clauses_of(text) == {"1": [["应当：", "（一）甲；", "(二)乙。"], ["第二款。"]]}


def test_parts_chapters_and_sections():
    text = (
        "第一编　甲\n第一章　乙\n第一节　丙\n第一条　一。\n第二节　丁\n第二条　二。\n"
        "第二章　戊\n第三条　三。\n第二编　己\n第三章　庚\n第一节　辛\n第四条　四。\n"
    )
    parsed = regulation_of(text)
    assert [(heading.unit, heading.number, heading.title) for heading in parsed.headings] == [
        ("编", 1, "甲"),
        ("章", 1, "乙"),
        ("节", 1, "丙"),
        ("节", 2, "丁"),
        ("章", 2, "戊"),
        ("编", 2, "己"),
        ("章", 3, "庚"),
        ("节", 1, "辛"),
    ]
    assert [article.path for article in parsed.articles] == [
        ("第一编 甲", "第一章 乙", "第一节 丙"),
        ("第一编 甲", "第一章 乙", "第二节 丁"),
        ("第一编 甲", "第二章 戊"),
        ("第二编 己", "第三章 庚", "第一节 辛"),
    ]
    assert [len(chapter.articles) for chapter in parsed.chapters] == [2, 1, 1]


def test_an_article_of_a_part_is_not_of_the_chapter_before_it():
    parsed = regulation_of("第一编　甲\n第一章　乙\n第一条　一。\n第二编　丙\n第二条　二。\n")
    assert parsed.articles[1].path == ("第二编 丙",)


def test_article_with_suffix():
    parsed = regulation_of("第一条　甲。\n第一条之一　乙。\n第一条之二　丙。\n第二条　丁。\n")
    assert [article.id for article in parsed.articles] == ["x/1", "x/1-1", "x/1-2", "x/2"]
    assert parsed.articles[1].clauses[0].id == "x/1-1/1/1"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline):
    text = newline.join(["办法", "第一章　总则", "第一条　甲。", "乙。", "", "第二条　丙。", ""])
    parsed = regulation_of(text)
    assert clauses_of(text) == {"1": [["甲。"], ["乙。"]], "2": [["丙。"]]}
    assert "".join(block.text for block in parsed.blocks) == text
    assert parsed.articles[0].path == ("第一章 总则",)


@pytest.mark.parametrize("heading", ["", "第一章　总则\n"])
def test_byte_order_mark_hides_no_label(heading):
    text = f"\ufeff{heading}第一条　甲。\n"
    parsed = regulation_of(text)
    assert [(str(a.number), a.text) for a in parsed.articles] == [("1", "第一条　甲。")]
    assert [chapter.heading.title for chapter in parsed.chapters] == (["总则"] if heading else [])
    assert "".join(block.text for block in parsed.blocks) == text


def test_text_without_chapters():
    parsed = regulation_of("办法\n\n第一条　甲。\n")
    assert (parsed.chapters, parsed.headings, parsed.articles[0].path) == ((), (), ())
    assert [(block.kind.value, block.text) for block in parsed.blocks] == [
        ("header", "办法"),
        ("blank", "\n\n"),
        ("article", "第一条　甲。"),
        ("blank", "\n"),
    ]


# Refusals


@pytest.mark.parametrize(
    ("text", "line", "problem", "mend"),
    [
        ("第一条　甲。\n\n第三条　丙。\n", 3, "第三条 leaves a gap: 第二条 must come", "in order"),
        ("第二条　甲。\n", 1, "第二条 leaves a gap: 第一条 must come", "from 第一条 on"),
        ("第一条　甲。\n第一条　乙。\n", 2, "第一条 for the second time", "each once"),
        ("第一条　甲。\n第二条　乙。\n第一条　丙。\n", 3, "第一条 for the second time", "each once"),
        ("第一条　甲。\n第二条　乙。\n第一条之一　丙。\n", 3, "第一条之一 is out of order: 第三条", "in order"),
        ("第一条　甲。\n第一条之二　乙。\n", 2, "第一条之二 leaves a gap: 第二条", "in order"),
        ("第一条　甲。\n第二条　\n第三条　丙。\n", 2, "第二条 is empty", "add its text, or remove the label"),
        ("第一条　甲。\n第二条\n", 2, "第二条 is empty", "add its text, or remove the label"),
        ("第一章　甲\n第一条　乙。\n第三章　丙\n第二条　丁。\n", 3, "第三章 where 第二章 must come", "in order"),
        ("第二章　甲\n第一条　乙。\n", 1, "第二章 where 第一章 must come", "in order"),
        ("第一章　甲\n第二节　乙\n第一条　丙。\n", 2, "第二节 where 第一节 must come", "in order"),
        ("第一章　甲\n第一条　乙。\n第一章　甲\n", 3, "第一章 where 第二章 must come", "without gap or repetition"),
        ("第一条　甲。\n第二条乙。\n第三条　丙。\n", 3, "第三条 leaves a gap: 第二条 must come", "line 2 starts with"),
        ("第一条　甲。\n第二条乙。\n", 2, "第二条 with no space behind it", "add a space"),
        ("第一条甲。\n", 1, "第一条 with no space behind it", "add a space"),
        ("第一章　甲\n\n说明\n第一条　乙。\n", 3, "text that belongs to no article: '说明'", "give it a label"),
        ("办法\n没有条文。\n", None, "no article found", "start each article on a line"),
        ("", None, "no article found", "start each article on a line"),
        ("第一条　甲。\n第六七条　乙。\n", 2, "'六七' is not a well-formed", "write the number as in 第六十七条"),
        ("第一条　甲。\n第10000条　乙。\n", 2, "'10000' is not a number", "write the number as in 第六十七条"),
        ("第零章　甲\n第一条　乙。\n", 1, "'零' is not a well-formed", "write the number as in 第六十七条"),
    ],
)
def test_refusals(text, line, problem, mend):
    error = refusal_of(text)
    assert error.line == line
    assert error.problem.startswith(problem)
    assert mend in error.mend
    assert str(error) == f"<text>{f':{line}' if line else ''}: {error.problem}. Mend: {error.mend}"


@pytest.mark.parametrize("label", ["第2条", "第２条", "第一条之一"])
def test_other_labels_without_a_space_are_not_swallowed(label):
    """As 第二条: what stands behind it would else be quoted as a paragraph of 第一条."""
    error = refusal_of(f"第一条　甲。\n{label}乙。\n")
    assert (error.line, "add a space" in error.mend) == (2, True)


def test_lines_are_counted_alike_for_all_line_ends():
    lines = ["办法", "", "第一条　甲。", "第三条　乙。"]
    assert [refusal_of(newline.join(lines)).line for newline in ("\n", "\r\n", "\r")] == [4, 4, 4]


# Properties

clause_starts = st.sampled_from("市政府各部门应当报告")
clause_rest = st.text("市政府应当报告，、：（）“”《》第三条款0 　", max_size=12).map(lambda t: t.rstrip(" 　”）》"))
clause_texts = st.builds(lambda a, b, end: a + b + end, clause_starts, clause_rest, st.sampled_from("。；"))
paragraph_texts = st.lists(clause_texts, min_size=1, max_size=3)
article_texts = st.tuples(st.booleans(), st.lists(paragraph_texts, min_size=1, max_size=3))
chapter_texts = st.lists(article_texts, min_size=1, max_size=4)
blank_lines = st.lists(st.sampled_from(["", " ", "　　", "\t"]), max_size=3)


@st.composite
def well_formed(draw):
    """A text, and what it was made from: [(path, article, [[clause, …], …])]."""
    lines, made = draw(st.lists(st.sampled_from(["办法", "（2024年1月1日）"]), max_size=2)), []
    number = suffix = 0
    for n, chapter in enumerate(draw(st.lists(chapter_texts, min_size=1, max_size=4)), 1):
        heading = f"第{to_chinese(n)}章　总则"
        lines += [*draw(blank_lines), heading]
        for is_suffixed, paragraphs in chapter:
            number, suffix = (number, suffix + 1) if is_suffixed and number else (number + 1, 0)
            article = ArticleNumber(number, suffix)
            first, *rest = ["".join(clauses) for clauses in paragraphs]
            label = article.label + draw(st.sampled_from(["　", " ", "\t", "　　"]))
            lines += [*draw(blank_lines), label + first]
            for paragraph in rest:
                lines += [*draw(blank_lines), paragraph]
            made.append((heading.replace("　", " "), article, paragraphs))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines), made


@settings(deadline=None)
@given(well_formed())
def test_a_well_formed_text_is_parsed_into_what_it_was_made_from(pair):
    text, made = pair
    parsed = regulation_of(text)
    assert [
        (a.path[0], a.number, [[c.text for c in paragraph.clauses] for paragraph in a.paragraphs])
        for a in parsed.articles
    ] == made
    assert "".join(block.text for block in parsed.blocks) == text


damages = st.tuples(
    st.sampled_from(["delete", "duplicate", "swap", "insert"]),
    st.booleans(),
    st.integers(0, 20_000),
    st.integers(0, 20_000),
    st.text("第一二三十百零六章条节编款项之0９ 　\t\r\n\ufeff\x00\x0b\x85\u2028。；（）”", max_size=8)
    | st.text(max_size=8),
)


def damaged(text, kind, by_line, one, other, inserted):
    parts = text.splitlines(keepends=True) if by_line else list(text)
    one, other = one % len(parts), other % len(parts)
    if kind == "delete":
        del parts[one]
    elif kind == "duplicate":
        parts.insert(other, parts[one])
    elif kind == "swap":
        parts[one], parts[other] = parts[other], parts[one]
    else:
        parts.insert(one, inserted)
    return "".join(parts)


@settings(deadline=None)
@given(st.lists(damages, min_size=1, max_size=4))
def test_a_damaged_text_is_refused_or_kept_byte_for_byte(changes):
    text = REAL
    for change in changes:
        text = damaged(text, *change)
    try:
        outcome = regulation_of(text)
    except CorpusError as error:
        outcome = error
    if isinstance(outcome, CorpusError):
        assert outcome.line is None or 1 <= outcome.line <= len(re.split(r"\r\n|\r|\n", text))
        assert outcome.mend
    else:
        assert "".join(block.text for block in outcome.blocks) == text
