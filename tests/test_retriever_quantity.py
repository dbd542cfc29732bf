import pytest

from retriever.quantity import Quantity, asked_quantities, stated_quantities


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("突发事件要多久报告", {Quantity.DURATION}),
        ("最多能待几天", {Quantity.DURATION}),
        ("值班补贴一天多少钱", {Quantity.MONEY}),
        ("餐费标准是多少", {Quantity.MONEY}),
        ("最多去多少人", {Quantity.PERSONS}),
        ("参会人数上限", {Quantity.PERSONS}),
        ("多久开一次会", {Quantity.TIMES}),
        ("常务会议多久开", {Quantity.DURATION, Quantity.TIMES}),
        ("常务会议一般开多久", {Quantity.DURATION}),
        ("简报字数有限制吗", {Quantity.LENGTH}),
        ("优秀比例是多少", {Quantity.SHARE}),
        ("常务会每周几次", {Quantity.TIMES}),
        ("常务会一周几回", {Quantity.TIMES}),
        ("常务会固定星期几开", {Quantity.WEEKDAY}),
        ("会议分几种", set()),
        ("伤亡人数还没核准，要等吗", set()),
        ("退休好几年了", set()),
        ("谁来签发", set()),
    ],
)
def test_asked(question, kinds):
    assert asked_quantities(question) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("必须在30分钟内电话报告、1小时内书面报告。", {Quantity.DURATION}),
        ("参加人员一般不超过350人；", {Quantity.PERSONS}),
        ("一般每周召开1次，", {Quantity.TIMES}),
        ("每届任期5年", {Quantity.DURATION}),
        ("字数一般不超过5000字", {Quantity.LENGTH}),
        ("应占出访日程三分之二以上", {Quantity.SHARE}),
        ("由市长签发；", set()),
        ("每周三下午", {Quantity.TIMES, Quantity.WEEKDAY}),
    ],
)
def test_stated(text, kinds):
    assert stated_quantities(text) == kinds
