from retriever.sounds import Sounds
from retriever.words import Bm25Searcher

TEXTS = ("会议由市长主持", "会意一笑", "会议多久开一次")


def test_the_most_frequent_phrase_of_a_sound_comes_first(tokenizer):
    sounds = Sounds.build(TEXTS, tokenizer)
    assert list(sounds.phrases["hui yi"].items()) == [("会议", 2), ("会意", 1)]
    assert "yi shi" not in sounds.phrases
    assert sounds.characters == sum(map(len, TEXTS))


def test_words_are_told_from_mere_stretches(tokenizer):
    sounds = Sounds.build(TEXTS, tokenizer)
    assert "you shi" in sounds.phrases
    assert "you shi" not in sounds.words
    assert next(iter(sounds.words["hui yi"])) == "会议"


def test_what_is_saved_is_loaded_in_the_same_order(tokenizer, tmp_path):
    sounds = Sounds.build(TEXTS, tokenizer)
    sounds.save(tmp_path / "sounds.json")
    loaded = Sounds.load(tmp_path / "sounds.json")
    assert loaded == sounds
    assert [list(counts) for counts in loaded.phrases.values()] == [list(c) for c in sounds.phrases.values()]


def test_the_word_index_gives_back_the_words_of_its_texts(tokenizer):
    texts = [*TEXTS, "？！", "PPT 怎么交 *"]
    held = Bm25Searcher.build(tokenizer, texts).words_of_rows()
    assert {row: held.get(row, frozenset()) for row in range(len(texts))} == {
        row: frozenset(tokenizer.words(text)) for row, text in enumerate(texts)
    }
