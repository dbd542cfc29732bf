"""From a Retrieval to an Answer: a status, the regulation's own sentences, and citations that were checked."""
