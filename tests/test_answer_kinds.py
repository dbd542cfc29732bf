import pytest

from answer.kinds import Kind, kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("全体会议和常务会议有什么区别", Kind.COMPARE),
        ("专题会和常务会有啥不一样", Kind.COMPARE),
        ("常务会议议题怎么上会", Kind.HOW),
        ("计划外发文要走什么流程", Kind.HOW),
        ("出国手续怎么办", Kind.HOW),
        ("常务会议纪要由谁签发", Kind.WHO),
        ("请假找哪个部门", Kind.WHO),
        ("突发事件多久内报告", Kind.WHEN),
        ("全体会议什么时候开", Kind.WHEN),
        ("出访最多去几个国家", Kind.HOW_MANY),
        ("简报字数有上限吗", Kind.HOW_MANY),
        ("人最多的那个会主要干什么", Kind.OTHER),
        ("纪要由秘书长签发，对吗", Kind.IS_IT_SO),
        ("调研时能加派车辆随行吗", Kind.MAY),
        ("可不可以合影", Kind.MAY),
        ("出访回来要写报告吗", Kind.MUST),
        ("哪些事项须经常务会议讨论", Kind.LIST),
        ("工作准则是什么", Kind.WHAT),
        ("值班", Kind.OTHER),
        # No 能, 准, 要 inside a word.
        ("市政府职能有哪些", Kind.LIST),
        ("政府职能包括什么？", Kind.LIST),
        ("公务接待标准是什么？", Kind.WHAT),
        ("出国批准的依据是什么？", Kind.WHAT),
        ("常务会议纪要有哪些要求？", Kind.LIST),
        ("", Kind.OTHER),
    ],
)
def test_the_words_that_ask_tell_the_kind(question, kind):
    assert kind_of(question) is kind
