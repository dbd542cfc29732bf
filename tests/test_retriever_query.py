import pytest

from retriever.query import normalise, without_courtesies, without_dictation


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  第６７条　说什么？ ", "第67条 说什么?"),
        ("突\u200b发\u202e事\ufeff件", "突发事件"),
        ("任期\x1b[31m几年\x00？", "任期[31m几年?"),
        ("多\n行\t文字", "多 行 文字"),
        ("\U000e0041\U000e0042", ""),
    ],
)
def test_normalise(typed, plain):
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("你好，请问一下，值班谁负责？谢谢", "值班谁负责"),
        ("您好 我想咨询一下常务会多久开一次 急", "常务会多久开一次"),
        ("打扰一下各位老师，想问问纪要谁签", "纪要谁签"),
        ("帮我查一下公务接待标准，谢谢啦", "公务接待标准"),
        ("各位老师好，实在抱歉抱歉，冒昧打扰了，请问纪要谁签？万分感激", "纪要谁签"),
        ("值班谁负责，跪求指点，先谢过各位！", "值班谁负责"),
        ("对发文有什么要求", "对发文有什么要求"),
        ("请示要不要盖章", "请示要不要盖章"),
        ("请假找谁", "请假找谁"),
        ("急事怎么报", "急事怎么报"),
        ("你好", "你好"),
    ],
)
def test_courtesies_are_taken_off_and_nothing_else(question, left):
    assert without_courtesies(question) == left


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("嗯突发事件逗号多久报告问号", "突发事件,多久报告?"),
        ("公文里的逗号用得对吗?", "公文里的逗号用得对吗?"),
        ("嗯", "嗯"),
    ],
)
def test_what_a_voice_input_wrote(question, read):
    assert without_dictation(question) == read
