import subprocess
import sys
from pathlib import Path

import pytest

from answer.checks import MAX_CHARS, check_question
from answer.model import Status


@pytest.mark.parametrize("question", ["", " ", "\t\r\n", "　　", "\xa0", " " * (MAX_CHARS + 1)])
def test_empty(question):
    assert check_question(question) is Status.REFUSED_EMPTY


def test_length():
    assert MAX_CHARS == 300
    assert check_question("报" * 300) is None
    assert check_question("报" * 301) is Status.REFUSED_TOO_LONG
    assert check_question("报告" + " " * 299) is Status.REFUSED_TOO_LONG  # as typed
    assert check_question("？" * 301) is Status.REFUSED_TOO_LONG


@pytest.mark.parametrize(
    "question",
    [
        "？？？",
        "。，、；：“”《》",
        "...!?-_*#",
        "¥$+<=>^`|~",
        "\x00\x07\x1b\x7f",
        "\x9f\u202e",
        "😀",
        "👍🏽❤️👨‍👩‍👧🇨🇳",
        "\u200b",
        "\u200b\u200c\u200d\u2060\ufeff",
        "\u202a\u202c\u2066\u2069",
        "\U000e0041\U000e0042",  # tag characters, invisible letters
        "\u200b ？ 😀",
    ],
)
def test_no_words(question):
    assert check_question(question) is Status.REFUSED_NO_WORDS


@pytest.mark.parametrize(
    "question",
    [
        "你好",
        "你好！",
        "您好啊",
        "谢谢！",
        "谢谢你",
        "你是谁？",
        "在吗 在吗",
        "在吗？在吗？？",
        "你好，在吗",
        "早上好",
        "Hello",
        "ＨＩ",
        "hello，你好",
        "好的，知道了，谢谢",
        "再见👋",
        "你好\u200b",
        "你\u200b好",
        "你能做什么",
        "你叫什么名字？",
        "介绍一下自己",
    ],
)
def test_greetings(question):
    assert check_question(question) is Status.GREETING


@pytest.mark.parametrize(
    "question",
    [
        "你好，请问突发事件多久报告？",
        "在吗？副市长出差要报谁批准",
        "谢谢，那秘书长呢？",
        "你好67条",
        "67",
        "第六十七条",
        "副市长",
        "好的做法有哪些",
        "知道了突发事件怎么报",
        "收到来信怎么办",
        "再见面要报批吗",
        "？请假\x00",
        "hire",
    ],
)
def test_questions_are_searched(question):
    assert check_question(question) is None


def test_no_question_holds_the_server_up():
    """谢谢你好 is read as 谢谢你|好 and as 谢谢|你好: a pattern that tries both, each time, never ends."""
    code = "from answer.checks import check_question; print(check_question('谢谢你好' * 74 + '吃饭'))"
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=10, check=True
    )
    assert done.stdout == "None\n"
