"""The actors, meetings, documents and matters that a question or a clause speaks of, by the words that officials use.

A clause about another actor or another kind of meeting seldom answers, however alike its words are.
"""

import re

_PATTERNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "mayor": r"(?<!副)市长",
        "vice-mayor": r"副市长",
        "secretary-general": r"秘书长",
        "department": r"部门|局长|主任|委办局|[我本咱各]们?(?:局|委|单位)|处室",
        "deputy": r"副局长|副主任|副职|副手|二把手",
        "district": r"各?区(?:政府|人民政府|里|长)|[我本咱]区|各区",
        "general office": r"办公厅|市府办|政府办",
        "legal office": r"司法|法制|合法性",
        "foreign office": r"外事|外办",
        "inspection": r"督查|督办|考核",
        "plenary meeting": r"全体会|全会",
        "executive meeting": r"常务会",
        "special meeting": r"专题会",
        "city-wide meeting": r"全市性|全市的?(?:大)?会|视频会|电视电话",
        "higher level": r"国务院|中央|国家部委|部委",
        "party": r"市委|党委|党组|支部",
        "people's congress": r"人大|政协|代表|委员(?!会)",
        "document": r"公文|文件|请示|发文|行文|报告稿|红头|函",
        "minutes": r"纪要|记录",
        "duty": r"值班|带班|值守",
        "abroad": r"出国|出访|出境|国外|境外",
        "leave": r"请假|销假|离津|外出|出差|休假",
        "reception": r"接待|宴请|吃饭|用餐",
        "field work": r"调研|下基层|考察|走访",
        "money": r"预算|经费|资金|花钱|财政",
        "emergency": r"突发|紧急|事故|灾|应急",
        "policy": r"政策|解读|新闻|发布会|舆情|公开",
        "law": r"法规|规章|立法|规范性",
        "decision": r"决策|听证|专家论证",
        "discipline": r"廉|腐败|八项规定|作风|纪律",
        "secret": r"保密|泄密|涉密|秘密",
    }.items()
}
NAMES = tuple(_PATTERNS)


def named(text: str) -> tuple[bool, ...]:
    """Which of `NAMES` a text speaks of, in their order."""
    return tuple(bool(pattern.search(text)) for pattern in _PATTERNS.values())
