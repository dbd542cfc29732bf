import json

import pytest

from corpus.__main__ import main


def run(capsys, *arguments):
    """(exit status, stdout, stderr)."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as stopped:
        status = stopped.code
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_check(capsys, regulation):
    answered = sum(bool(question.clauses) for question in regulation.questions)
    unanswered = len(regulation.questions) - answered
    line = "tj-2023: 《天津市人民政府工作规则》 15 章 81 条 89 款 224 句，"
    line += f"题库 {answered} 个可答、{unanswered} 个不可答的问题\n"
    assert run(capsys, "check") == (0, line, "")


def test_check_as_json(capsys, regulation):
    status, out, err = run(capsys, "check", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == [
        {
            "id": "tj-2023",
            "ok": True,
            "title": "天津市人民政府工作规则",
            "chapters": 15,
            "articles": 81,
            "paragraphs": 89,
            "clauses": 224,
            "examples": len(regulation.examples),
            "terms": len(regulation.terms),
            "answered_questions": sum(bool(question.clauses) for question in regulation.questions),
            "unanswered_questions": sum(not question.clauses for question in regulation.questions),
        }
    ]


def test_check_of_a_folder(capsys, two_article_folder):
    line = "demo-1: 《演示办法》 0 章 2 条 2 款 4 句，题库 0 个可答、0 个不可答的问题\n"
    assert run(capsys, "check", two_article_folder / "demo-1") == (0, line, "")
    assert run(capsys, "--data", two_article_folder, "check") == (0, line, "")


def test_check_of_a_broken_folder(capsys, two_article_folder):
    path = two_article_folder / "demo-1" / "regulation.txt"
    path.write_text("第一条　甲。\n第三条　乙。\n", "utf-8")
    mend = "number the articles from 第一条 on, each once and in order"
    problem = f"{path}:2: 第三条 leaves a gap: 第二条 must come. Mend: {mend}"
    assert run(capsys, "check", path.parent) == (1, "", f"error: {problem}\n")
    status, out, err = run(capsys, "check", path.parent, "--json")
    assert (status, err) == (1, f"error: {problem}\n")
    assert json.loads(out) == [{"id": "demo-1", "ok": False, "error": problem}]


def test_check_reports_the_others_too(capsys, two_article_folder):
    broken = two_article_folder / "broken"
    broken.mkdir()
    status, out, err = run(capsys, "check", broken, two_article_folder / "demo-1", "--json")
    assert status == 1
    assert [(report["id"], report["ok"]) for report in json.loads(out)] == [("broken", False), ("demo-1", True)]
    assert err.startswith(f"error: {broken / 'regulation.txt'}: cannot be read")


def test_check_of_an_empty_corpus(capsys, tmp_path):
    status, out, err = run(capsys, "--data", tmp_path, "check", "--json")
    assert (status, out) == (1, "")
    assert err.startswith(f"error: {tmp_path}: no regulation here. Mend: ")


def test_show(capsys):
    assert run(capsys, "show", "67") == (
        0,
        "《天津市人民政府工作规则》第六十七条\n（第十二章 值班值守）\n"
        "  市政府各部门、各区人民政府要落实突发事件信息报告制度，强化首报意识，即接即报、边核边报、阶段续报。"
        "突发事件发生后，必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。坚决杜绝迟报、谎报、瞒报、漏报。\n",
        "",
    )


def test_show_a_paragraph(capsys):
    assert run(capsys, "show", "33条2款") == (
        0,
        "《天津市人民政府工作规则》第三十三条第二款\n（第六章 政务公开）\n"
        "  加强政府新闻发言人制度建设，提升新闻发言人履职能力，主动做好重大政策解读、妥善回应公众质疑、"
        "及时澄清不实传言、权威发布重大突发事件信息。\n",
        "",
    )


def test_show_a_range_as_json(capsys, regulation):
    status, out, err = run(capsys, "show", "67-69", "--json")
    records = json.loads(out)
    assert (status, err) == (0, "")
    assert [record["article"] for record in records] == ["67", "68", "69"]
    assert [record["path"] for record in records] == [
        ["第十二章 值班值守"],
        ["第十二章 值班值守"],
        ["第十三章 工作纪律"],
    ]
    assert all(regulation.text[record["start"] : record["end"]] == record["text"] for record in records)
    (paragraph,) = records[0]["paragraphs"]
    assert (records[0]["regulation"], paragraph["number"]) == ("tj-2023", 1)
    assert paragraph["clauses"][2] == {"id": "tj-2023/67/1/3", "text": "坚决杜绝迟报、谎报、瞒报、漏报。"}


def test_show_a_paragraph_as_json(capsys):
    _, out, _ = run(capsys, "show", "33条2款", "--json")
    (record,) = json.loads(out)
    assert [(p["number"], [c["id"] for c in p["clauses"]]) for p in record["paragraphs"]] == [(2, ["tj-2023/33/2/1"])]


def test_show_of_another_corpus(capsys, two_article_folder):
    status, out, _ = run(capsys, "--data", two_article_folder, "show", "1", "--corpus", "demo-1")
    assert (status, out) == (0, "《演示办法》第一条\n\n  档案室每周开放三天。借阅须登记。\n")


@pytest.mark.parametrize("flags", [[], ["--json"]])
@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["show", "99"], 1, "error: 《天津市人民政府工作规则》 has no 第九十九条\n"),
        (["show", "33条3款"], 1, "error: 《天津市人民政府工作规则》 has no 第三十三条第三款\n"),
        (
            ["show", "abc"],
            2,
            "error: 'abc' is not an article reference; write 67, 第六十七条, 33条2款 or 第六十七条至第六十九条\n",
        ),
        (["show", "67", "--corpus", "bj-2020"], 2, "error: no regulation 'bj-2020'; there are: tj-2023\n"),
    ],
)
def test_what_cannot_be_shown(capsys, flags, arguments, status, message):
    assert run(capsys, *arguments, *flags) == (status, "", message)


@pytest.mark.parametrize("arguments", [[], ["print"], ["show"], ["check", "--xml"]])
def test_called_wrong(capsys, arguments):
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: python -m corpus")
