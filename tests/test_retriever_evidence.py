def test_how_rare_words_are_does_not_depend_on_their_order(service):
    evidence = service.retriever._evidence
    words = sorted(evidence._held_by)[:200]
    assert evidence._rarity(words) == evidence._rarity(words[::-1]) == evidence._rarity(words[::2] + words[1::2])
