import pytest

from answer.model import Status
from answer.outline import asks_for_outline, outlines
from corpus import load_corpus


@pytest.mark.parametrize(
    "question",
    [
        "一共多少条",
        "请问这部规则一共有多少条？",
        "规则分几章",
        "有哪些章节",
        "多少章，多少条",
        "目录",
        "给我看一下规则的目录",
        "规则全文",
        "规则是哪年发布的？",
        "这个文件是谁印发的",
        "工作规则的印发日期",
    ],
)
def test_asks_for_the_regulation_as_a_whole(question):
    assert asks_for_outline(question)


@pytest.mark.parametrize(
    "question",
    [
        "哪几条",
        "有几条要求",
        "第八章有几条",
        "规则什么时候开始施行",
        "规则全文没有写的怎么办",
        "重大行政决策事项目录",
        "规范性文件由谁印发",
        "规则是根据什么制定的",
        "公文要印发几份",
        "文件由谁印发？",
        "市政府文件由谁印发",
        "规定由谁发布",
        "市政府规定什么时候公布",
    ],
)
def test_asks_for_a_rule(question):
    assert not asks_for_outline(question)


def test_the_outline_counts_and_links(service, regulation):
    answer = service.ask("这个规则有多少章？")
    assert answer.status is Status.GREETING
    assert answer.markdown.startswith("《天津市人民政府工作规则》共15章81条，2023年1月17日")
    assert answer.markdown.count("\n- ") == len(regulation.chapters)
    assert "- 第八章\u3000会议制度：[第四十二条](r/tj-2023/42)至第五十一条" in answer.markdown


def test_a_regulation_without_chapters(two_article_folder):
    assert (
        outlines(load_corpus(two_article_folder))
        == "《演示办法》共2条，2024年1月1日办公会通过，2024年1月2日由演示单位印发。"
    )
