"""A question is answered within a time, or told that it was not."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from answer import texts
from answer.model import Answer, Status
from answer.service import Service

log = logging.getLogger(__name__)


class PunctualService(Service):
    """A service that answers on a few threads of its own and does not wait for one that takes too long."""

    def __init__(self, service: Service, *, seconds: float, workers: int) -> None:
        """Take the stages of a service.

        Args:
            service: answers.
            seconds: longest time from the question to the answer, the wait for a thread included.
            workers: questions answered at once.
        """
        super().__init__(service.retriever, service.regulations, service._composer)
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="ask")

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question in time, or say so with the failed status."""
        asked = self._pool.submit(super().ask, question, history)
        try:
            return asked.result(self._seconds)
        except TimeoutError:
            asked.cancel()
            log.error("ask: no answer within %g s", self._seconds)
            said = texts.TIMED_OUT.format(seconds=round(self._seconds))
            return Answer(Status.FAILED, said, latency_ms=self._seconds * 1000)
