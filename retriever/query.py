"""From what was typed to what is searched."""

import re
import unicodedata

_FILLERS = "\u115f\u1160"
"""Hangul fillers: letters that show nothing."""


def normalise(text: str) -> str:
    """Bring a text to one form: NFKC, no control or invisible characters, single spaces.

    Full-width letters and digits become plain ones. Zero-width, bidirectional and tag characters are dropped, because
    they would hide words from the search, and from whoever reads the log.
    """
    kept = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category in ("Zs", "Zl", "Zp") or char in "\t\r\n":
            kept.append(" ")
        elif category[0] != "C" and char not in _FILLERS:
            kept.append(char)
    return " ".join("".join(kept).split())


_LEADING = re.compile(
    r"^(?:(?:你|您|大家)好[啊呀吗]?|(?:早上|上午|中午|下午|晚上)好|在吗|在不在|有人吗|嗨|哈[喽啰]|hi|hello|hey|嗯+|呃+|额|啊|那个|就是"
    r"|(?:真|实在|非常|十分)?(?:是)?(?:不好意思|抱歉|对不起)+了?|(?:冒昧|多有)?打扰(?:一下|了|您?一下)?|麻烦(?:你|您)?(?:问(?:一下|下)?)?|劳驾|请教|请问|咨询|问(?=一下|下|个|您|你|[，,])"
    r"|(?:一下|一哈|下|一个事|个事|个问题|您|你)(?=[，,。:：\s])"
    r"|我?(?:就)?(?:想|要|来)(?:问|咨询|请教|了解|知道|确认)(?:一下|下|问)?|帮(?:我|忙)(?:查|看|找|问)(?:一下|下|查|看|找)?"
    r"|(?:各位)?(?:管理员|值班)?(?:老师|同志|同事|专家|小助手|机器人|问规|领导)们?(?:大家)?好?(?=[，,。!！:：\s]))[，,。.!！?？~、:：\s]*",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[，,。.!！?？~、\s]*(?:(?:万分|十分|非常|先)?(?:谢谢|多谢|感谢|感激|谢过)(?:不尽|你|您|啦|了|大家|各位)*|拜托(?:了|啦|各位)*|麻烦(?:你|您)?了|辛苦(?:你|您)?了|急+(?:用)?|在线等|跪?求(?:助|解答?|告知|指点|指教|教|科普|问)|跪求|thx|thanks)"
    r"[。.!！~\s]*$",
    re.IGNORECASE,
)
_MARKS = {"逗号": ",", "句号": "。", "问号": "?", "感叹号": "!"}
_SPOKEN_MARK = re.compile("|".join(_MARKS))
_HESITATION = re.compile(r"[嗯呃]+[,，、.…\s]*")


def without_dictation(question: str) -> str:
    """Read what a voice input wrote: spoken marks become marks, and hesitation goes. 嗯值班谁负责问号 -> 值班谁负责?.

    Who has marks in the text has typed them, and speaks of a mark where one is named.
    """
    if not re.search(r"[,，。?？!！]", question):
        question = _SPOKEN_MARK.sub(lambda mark: _MARKS[mark[0]], question)
    return _HESITATION.sub("", question) or question


_SHORTEST_LEFT = 4
"""Characters that must be left of a question, or nothing is taken off."""


def without_courtesies(question: str) -> str:
    """Take greetings and fillers off both ends: 你好，请问一下，值班谁负责？谢谢 -> 值班谁负责."""
    left = question
    while (cut := _LEADING.sub("", left)) != left:
        left = cut
    while (cut := _TRAILING.sub("", left)) != left:
        left = cut
    return left if len(left) >= _SHORTEST_LEFT else question


_LISTS = re.compile(r"哪些|哪几|列|分别|各|都|所有|汇总|清单|全部|盘点|归纳|梳理")


def asks_for_list(question: str) -> bool:
    """Whether a question asks by its words for all that there is of something."""
    return bool(_LISTS.search(question))
