import pytest

from retriever.pinyin import PinyinReader
from retriever.sounds import Sounds

TEXTS = (
    "市政府常务会议一般每周召开1次，遇有重要情况可随时召开。",
    "突发事件发生后，必须在30分钟内向市政府总值班室电话报告。",
    "实行政府部门权责清单制度，并向社会公布，接受社会监督。",
    "严格执行公务接待标准，无公函的一律不予接待。",
    "市审计局在市长和审计署的领导下独立行使审计监督职能。",
    "每届任期5年",
    "常务会议多久开一次",
    "有没有公函",
    "几年一届",
)


@pytest.fixture(scope="module")
def reader(tokenizer):
    return PinyinReader(Sounds.build(TEXTS, tokenizer), tokenizer)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("changwu huiyi duojiu kai yici", "常务会议多久开一次"),
        ("changwuhuiyi", "常务会议"),
        ("gongwu jiedai meiyou gonghan", "公务接待没有公函"),
        ("tufa shijian 怎么办", "突发事件 怎么办"),
        ("几年一jie换", "几年一届换"),
    ],
)
def test_pinyin_is_read(reader, typed, meant):
    assert reader.read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("szf的cwhy几天一次", "市政府的常务会议几天一次"),
        ("cwhy duojiu kai yici", "常务会议 duojiu kai yici"),
        ("gz由谁定", "gz由谁定"),  # 工作 or 规则
        ("qthy几次", "qthy几次"),  # stands too rarely
        ("ppt谁做", "ppt谁做"),
        ("SZF", "SZF"),
    ],
)
def test_initials_are_read_where_they_stand_for_one_word(tokenizer, typed, meant):
    texts = ["常务会议和市政府的工作规则"] * 5 + ["全体会议"] * 4
    assert PinyinReader(Sounds.build(texts, tokenizer), tokenizer).read(typed) == meant


@pytest.mark.parametrize(
    "typed", ["PPT", "OA系统", "python", "hello world", "a", "第67条", "", "SELECT * FROM a", "v2.0"]
)
def test_what_is_no_pinyin_stays(reader, typed):
    assert reader.read(typed) == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("常物会议多久开", "常务会议多久开"),
        ("权则清单要向社会公部吗", "权责清单要向社会公布吗"),
        ("市审记局归谁管", "市审计局归谁管"),
        ("公物借待有没有公涵", "公务接待有没有公函"),
        ("突发时间多久报告", "突发事件多久报告"),
    ],
)
def test_what_sounds_the_same_is_mended(reader, typed, meant):
    assert reader.mend(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "常务会议",
        "大家公认的事",
        "会议时间是几点",
        "上位法是哪部",
        "一基地三区",
        "收到的全部要求",
        "里有什么由谁",
        "实习生能参加吗",
        "",
    ],
)
def test_ordinary_words_are_left_alone(reader, typed):
    assert reader.mend(typed) == typed
