import pytest

from retriever.mistyped import mend_references


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("笫六十七条", "第六十七条"),
        ("弟50条 全文贴一下", "第50条 全文贴一下"),
        ("查第六十九调", "查第六十九条"),
        ("规则第80tiao", "规则第80条"),
        ("67 tiao", "67条"),
        ("第3十2条", "第三十二条"),
        ("四六条 第2款", "四十六条 第2款"),
        ("三六条 第二kuan", "三十六条 第二款"),
        ("第33条第2kuan", "第33条第2款"),
        ("di sishiwu tiao", "第四十五条"),
        ("第5 0条写的啥", "第50条写的啥"),
        ("第六 十 七 条", "第六十七 条"),
    ],
)
def test_what_can_be_nothing_else_is_mended(typed, meant):
    assert mend_references(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["六七条意见", "第六七条", "兄弟3条", "第3调研组", "提了三六条建议", "第33条第二款", "市长调研几天", "tiao"],
)
def test_what_may_be_something_else_stays(typed):
    assert mend_references(typed) == typed
