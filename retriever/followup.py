"""The features of a clause for a question that follows others: those for each way to read it.

A follow-up may ask of the same thing another point, of another thing the same, or begin something new: none of the ways
to read it is right for all. So each of them is searched, and a model of its own weighs what they give for a clause.
"""

from retriever import features
from retriever.reading import BEFORE, READINGS

NAMES = tuple(f"{reading}.{name}" for reading in READINGS for name in features.NAMES)
"""Of the features, reading by reading, as in `retriever.features`."""
LEVELS = tuple(name for name in NAMES if name.partition(".")[2] in features.LEVELS)
"""See `retriever.features.LEVELS`."""
DIRECTIONS = {
    f"{reading}.{name}": 0 if reading == BEFORE else direction
    for reading in READINGS
    for name, direction in features.DIRECTIONS.items()
}
"""See `retriever.features.DIRECTIONS`. That a clause answers the turn before may speak for it or against it."""
