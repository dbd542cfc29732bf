"""Every Chinese text of the product that is not the regulation's own, in one place."""

from answer.model import Status

PRODUCT = "问规"
DISCLAIMER = "辅助查询，以正式文本为准"
TAGLINE = "输入办事中的问题，查找条文原话并标明出处；条文没有写的，会直接说明。"
PAGE_TITLE = f"{PRODUCT} · 条文查询"

PLACEHOLDER = "请输入要查的问题"
SEND = "发送"
NEW_CHAT = "新对话"
WELCOME = "您要办什么事，查什么规定？"
WELCOME_HINT = "用自己的话提问就行，比如："
EXAMPLES_HEADING = "可以这样问"
SOURCE_HEADING = "条文原文"
SOURCE_HINT = "点开答案里的出处，全条显示在这里，引用的句子有标记。"
SOURCE_ALONE = "单独打开"
CLOSE = "关闭"
SUGGESTIONS_HEADING = "接着问："
CHOOSE = "您要问的是："
SEARCHING = "正在查找条文……"
CHAT_LABEL = "对话"
QUESTION_LABEL = "问题"
PORTAL_TITLE = "政务内网门户（演示）"
PORTAL_HEADING = "机关办公门户（演示页）"

CITED_AS = "——{citation}"
TITLED = "（{title}）"
NUMBERED = "〔{}〕"
AGREES = "<strong>与规定一致</strong>：规定为“{rule}”。"
DISAGREES = "<strong>与规定不一致</strong>：规定为“{rule}”。"
HEADING = "<strong>{title}</strong>"
PROCEDURE = "<strong>办理步骤：{title}（共{count}步）</strong>"
FLOW_ALTERNATIVE = "流程图：{title}，各步见上面的文字"
COMPARED = "对照"
NO_CELL = "——"
NO_SUCH_ARTICLE = "《{title}》共{count}条，没有{label}。"
NO_SUCH_NUMBER = "《{title}》共{count}条，没有“{label}”。"
NO_SUCH_CHAPTER = "《{title}》共{count}章，没有{label}。"
NO_SUCH_PARAGRAPH = "{article}只有{count}款，没有{label}{shown}。"
SHOWN_WHOLE = "；该条全文如下"
NO_SUCH_TERM = "《{title}》全文没有出现{label}这几个字。"
TERM_STANDS = "{label}出现在《{title}》的{articles}条、{clauses}句里："
TERM_STANDS_CUT = "{label}出现在《{title}》的{articles}条、{clauses}句里，下面列出前{count}句，其余可在全文页查找："
RANGE_CUT = "所问范围较大，这里列出前{count}条；请缩小范围再问。"

ANSWER_INTRO: dict[Status, str] = {
    Status.ASK_BACK: "还不能确定您要问的是哪一条。最接近的条款如下，可点选一条看全文，或换个说法再问。",
    Status.NOT_IN_REGULATION: "《{title}》没有规定这个问题（已核对全部{count}条）。",
    Status.GREETING: "您好！说出要办的事，我从《{title}》里找出条文原话和出处。可以这样问：",
    Status.OFF_TOPIC: "没有找到与这个问题有关的条文。我只查《{title}》，可以换个说法，或者这样问：",
    Status.REFUSED_EMPTY: "还没有收到问题，请输入要查的内容。",
    Status.REFUSED_TOO_LONG: "问题有{length}个字，超过了{limit}字的上限。请删去不影响提问的背景，再问一次。",
    Status.REFUSED_NO_WORDS: "没有读到文字，只有标点、符号或控制字符。请用文字写出问题。",
    Status.FAILED: "查询时出了故障，这个问题没有得到结果，请再试一次。若仍不行，请联系系统管理员；条文以正式文本为准。",
}
THANKED = "不客气，随时可以再问。"
WHO_I_AM = "我是问规，只查《{title}》：答案都是条文原话，注明出处；条文没有写的，会直接说没有。可以这样问："
OUTLINE = "《{title}》共{counts}，{adopted}{adopted_by}通过，{issued}由{issuer}印发。"
NEAREST = "最接近的条款是："
REMARK = "{says}。"

HELLOS = (
    r"(?:你|您|大家)好[啊呀吗]?|(?:早上|上午|中午|下午|晚上)好|早安?|在吗|在不在|有人吗"
    r"|嗨|哈[喽啰]|hi|hello|hey|嗯+|哈+"
)
THANKS = (
    r"谢谢(?:你|您|啦|了|啊|哈)*|多谢|感谢|辛苦[了啦]|麻烦[了您你]+|再见|拜拜|好[的嘞滴]?|行|ok"
    r"|知道了|明白了?|懂了|收到|没事了?"
)
WHO = (
    r"你(?:是谁|叫什么(?:名字)?|能(?:做|干|查)(?:什么|啥)|会(?:什么|啥)|有什么用|是机器人吗)"
    r"|(?:请)?介绍一下(?:你)?自己"
)
"""What people say around questions; a message made of nothing else is a greeting."""

# The pages around the chat.
NAVIGATION_LABEL = "站内导航"
NAVIGATION = (("", "提问"), ("r", "规则全文"), ("procedures", "办理流程"), ("about", "关于"))
NO_PAGE = "没有这个页面"
NO_PAGE_DETAIL = "地址可能有误，或者所查的条、流程不在收录的规则里。"
NO_METHOD = "不能这样访问这个页面"
PAGE_FAILED = "页面出了故障"
PAGE_FAILED_DETAIL = "请稍后再试；若仍不行，请联系系统管理员。条文以正式文本为准。"
ORDINAL_PARAGRAPH = "第{}款"
NAMES = "本条提到该条"
NAMED_BY = "该条提到本条"
COMPARED_WITH = "可与本条对照"
OTHER_STEPS = "同一办理流程的其他步骤"
OLD_BROWSER = "这个浏览器没有运行对话页所需的脚本。"
PLAIN_PAGE = "请用普通网页提问"

# What stands for personal data in whatever is stored.
MASKED_ID_CARD = "〔身份证号〕"
MASKED_BANK_CARD = "〔银行卡号〕"
MASKED_MOBILE = "〔手机号〕"
MASKED_LANDLINE = "〔电话号码〕"
MASKED_PASSPORT = "〔护照号〕"
MASKED_EMAIL = "〔邮箱〕"
MASKED_PLATE = "〔车牌号〕"
MASKED_SECRET = "〔含密级标志，未保存〕"  # noqa: S105 - a text, not a password
"""In place of the whole text: without its mark, what is classified would look as if it were not."""

# What users say of an answer.
FEEDBACK_ASK = "这个回答有用吗？"
FEEDBACK_HELPFUL = "有用"
FEEDBACK_USELESS = "没用"
FEEDBACK_THANKS = "已记下，谢谢。可以改选。"
FEEDBACK_HEADING = "哪里不对？"
FEEDBACK_REASONS = {
    "wrong_article": "引用的条不对",
    "incomplete": "答得不全",
    "should_be_answered": "规则里有，却没有答出来",
    "other": "其他",
}
FEEDBACK_SUGGESTED = ("应为第", "条（可不填）")
FEEDBACK_COMMENT = "补充说明（可不填，请勿填写个人信息和涉密内容）"
FEEDBACK_SEND = "提交"
FEEDBACK_CANCEL = "取消"
FEEDBACK_NO_REASON = "请选择一个原因。"
FEEDBACK_NO_ARTICLE = "“应为第__条”请只填一条，例如 67 或 第六十七条。"
FEEDBACK_COMMENT_TOO_LONG = "补充说明超过了{limit}字，请删短一些。"
FEEDBACK_WRONG = "这条评价的内容不完整或格式不对，没有记下。请重新打开页面再试。"
FEEDBACK_TOO_LARGE = "这条评价太长，没有记下。请删短一些再提交。"
FEEDBACK_UNAVAILABLE = "评价暂时没能记下，不影响继续提问。请过一会儿再试。"
FEEDBACK_FULL = "评价已存满，这一条没有记下，不影响继续提问。请告诉系统管理员。"
FEEDBACK_OFFLINE = "没有连上服务器，评价没有记下。请再试一次。"
WRONG_ADDRESS = "地址里的内容不对"
WRONG_ADDRESS_DETAIL = "请检查地址，或者从下面的链接重新进入。"
SEARCH_TOO_LONG = "查找的内容有{length}个字，超过了{limit}字的上限。请只写条文里的一两个原词，或者用问题来查。"
SEARCH_NOTHING = "全文里没有同时含有这些字样的条。"
NO_PROCEDURES = "收录的规则没有整理办理流程。"

# The check of the embedding, for the IT officer.
EMBED_CHECK = {
    "title": "嵌入检查",
    "hint": "请在门户的框架（iframe）里打开本页：每一项给出结果，不通过的给出要改的一行。",
    "waiting": "正在检查……",
    "done": "检查完毕。",
    "server": "服务器看到的请求",
    "no_script": "这个浏览器没有运行脚本，下面各项没有检查。可以",
    "good": "【通过】",
    "bad": "【不通过】",
    "note": "【提示】",
    "change": "改这一行：",
    "browser": "浏览器能运行对话页。",
    "old_browser": "浏览器太旧，不能运行对话页；请用普通网页提问（地址末尾为 /ask），或者更换浏览器。",
    "framed": "本页在框架里，外层页面是 {}。",
    "not_framed": "本页不在框架里。请在门户的框架里打开；当前的嵌入许可是：{}",
    "mixed": "门户用 https，本页用 http，浏览器会拦截。请通过 https 提供本服务（见 deploy/nginx.conf）。",
    "prefix": "路径前缀一致：{}",
    "other_prefix": "浏览器看到的前缀是 {}，与服务器的设置不同。在 wengui.toml 的 [server] 一节",
    "host": "主机名一致：{}",
    "other_host": "服务器看到的主机名是 {}，与浏览器的不同，提问会被拒绝。在 nginx 里",
    "scheme": "协议一致：{}",
    "other_scheme": "服务器看到的协议是 {}，与浏览器的不同。在 nginx 里",
    "untrusted_proxy": "代理 {} 转告的来访地址和协议没有采信：所有人会算作一个来访者。在 wengui.toml 的 [server] 一节",
    "storage": "浏览器允许存储和 cookie（本服务用不到）。",
    "no_storage": "浏览器禁止存储或 cookie，不影响使用。",
    "frame_options": "途中加上了 X-Frame-Options：{}，框架会空白。在加它的那一层",
    "policy": "嵌入许可原样到达：{}",
    "other_policy": "途中改了 Content-Security-Policy，收到的是：{}。在改它的那一层",
    "streams": "回答能边算边显示，没有被缓冲。",
    "buffered": "回答被途中的代理缓冲，会等到算完才显示。在 nginx 里",
}

# The demo portal: a page for each way to embed the chat.
PORTAL_LINKS = {"/": "页内框架", "/button": "悬浮按钮"}
PORTAL_TEXTS = {
    "/": "本页演示把问规嵌入门户：宽 420 像素的页内框架（iframe），高度随对话变。代码在 deploy/portal-iframe.html。",
    "/button": "本页演示悬浮按钮：点右下角的“问规”打开对话，按 Esc 或再点收起。代码在 deploy/portal-button.html。",
}
# Refusals: of the limits, and of what no page of ours sends.
TRY_AGAIN = "请稍后再试"
ASK_AGAIN = "请重新提问"
TOO_OFTEN = "请求太频繁，请过{seconds}秒再试"
QUEUE_FULL = "现在提问的人多，排队已满"
TOO_MANY_STREAMS = "同时等待的回答太多"
TOO_BIG = "提交的内容超过{kib} KB的上限，没有接收"
CHAT_TOO_LONG = "这次对话太长了，请点“新对话”后再问"
TOO_SLOW = "提交的内容没有在{seconds}秒内传完"
TIMED_OUT = (
    "这个问题没有在{seconds}秒内查完，现在可能比较忙，请稍后再试。若仍不行，请联系系统管理员；条文以正式文本为准。"
)
TOO_LONG_ADDRESS = "地址太长，没有接收"
BAD_REQUEST = "提交的内容格式不对，没有接收"
OTHER_SITE = "请求来自没有登记的网站，没有接收"
OTHER_SITE_DETAIL = "若在门户里使用时看到这句话，请系统管理员打开 /embed-check 检查"
NO_ANSWER_WAITS = "没有等待领取的回答"
