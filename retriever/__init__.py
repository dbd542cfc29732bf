"""Finding the clauses that answer a question."""
