"""Which questions ask for the whole course of a procedure, as labellers say: `questions/courses.jsonl`.

It holds the items of dev, test and extra that at least one labeller calls so. The same two labelled dev and test; extra
was shared out among several pairs. Of its first 4,575 items, what one of a pair calls so and what the model was in
doubt of was given to two more, with others mixed in. All saw the questions and the steps of the procedures only.
"""

from collections.abc import Mapping
from pathlib import Path

from eval.questions import QUESTIONS_DIR, Record, load_records

COURSES = QUESTIONS_DIR / "courses.jsonl"


class CourseLabels(Record):
    """Whether each labeller says that one item asks for a course, and for which.

    Attributes:
        more: what two more say, of items of extra that were in doubt.
        procedures: ids of those that labellers named; empty where nobody was asked which.
    """

    first: bool
    second: bool
    more: tuple[()] | tuple[bool, bool] = ()
    procedures: tuple[str, ...] = ()

    @property
    def asks(self) -> bool | None:
        """What both of two say, or three of four; None where there is no such majority."""
        votes = (self.first, self.second, *self.more)
        share = sum(votes) / len(votes)
        return None if 0.25 < share < 0.75 else share > 0.5


def load_courses(path: Path = COURSES) -> Mapping[str, CourseLabels]:
    """Read the labels of the items; whoever is not in it asks for no course.

    Raises:
        QuestionFileError: for a line that is no label, or an id for the second time.
    """
    return {labels.id: labels for labels in load_records(path, CourseLabels)}


def labels_of(item: str, courses: Mapping[str, CourseLabels]) -> CourseLabels:
    """The labels of an item; those of one that is not in the file say that it asks for no course."""
    return courses.get(item) or CourseLabels(id=item, first=False, second=False)
