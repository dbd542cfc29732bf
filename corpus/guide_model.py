"""The records of what stands beside a text to read it by; `corpus.guides` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.citation import ArticleNumber


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure.

    Attributes:
        actor: who acts, in the words of the article; empty where the text names nobody.
        label: what is done, short.
        limit: a deadline or limit, in the words of the clause; empty where there is none.
        clauses: ids of the clauses that it stands on.
    """

    actor: str
    label: str
    limit: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """How a thing is done, step by step."""

    id: str
    title: str
    steps: tuple[Step, ...]

    @property
    def clauses(self) -> frozenset[str]:
        """Ids of all clauses that it stands on."""
        return frozenset(clause for step in self.steps for clause in step.clauses)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are compared, and what a question calls it."""

    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One respect in which things are compared: a clause id for each side, empty where a side has none."""

    title: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Things that people compare."""

    id: str
    sides: tuple[Side, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that the text fixes and a question can be compared with.

    Attributes:
        clause: id of the clause.
        kind: at most, at least, exactly (a figure), actor, forbidden or allowed.
        text: the clause's own words that decide.
        words: that may stand in a question about it.
        needs: of these, one must.
        acts: of an actor, or what is forbidden or allowed, in the words of questions.
        others: words with which a figure leaves out the one who asks or leads.
    """

    clause: str
    kind: str
    text: str
    words: tuple[str, ...]
    needs: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guides:
    """What stands beside a text to read it by; none of it is the text's own words.

    Attributes:
        titles: a short title for each article.
        procedures: of `procedures.toml`.
        comparisons: of `comparisons.toml`.
        rules: of `rules.toml`.
    """

    titles: Mapping[ArticleNumber, str] = field(default_factory=dict)
    procedures: tuple[Procedure, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    rules: tuple[Rule, ...] = ()
