"""The service: one question in, one Answer out. The page, the API and the evaluation all call `Service.ask`."""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from answer import texts
from answer.checks import MAX_CHARS, check_question, greeting_intro, length_of, usable_turns
from answer.compose import MOST_MENTIONS, Composer, ExtractiveComposer, cite
from answer.layout import Layout, lay_out
from answer.missing import missing_of
from answer.model import Answer, Citation, Status
from answer.outline import asks_for_outline, outlines
from answer.pairs import pairs_of
from answer.render import escape, quote_blocks
from answer.suggest import Suggester
from answer.verify import verify
from corpus import BankQuestion, Regulation
from retriever.build import build_retriever
from retriever.mentions import Mention
from retriever.model import Retrieval
from retriever.references import only_asks_for
from retriever.retriever import Retriever
from retriever.settings import Settings

log = logging.getLogger(__name__)

_MOST_CANDIDATES = {Status.ASK_BACK: 3, Status.NOT_IN_REGULATION: 1}
"""Nearest articles that are shown: to choose from, or to see what comes nearest."""
_MOST_FOUND = 10
"""Clauses found that may be asked for next."""


class Service:
    """Answers questions about regulations. Built once; threads may share it."""

    def __init__(
        self, retriever: Retriever, regulations: Sequence[Regulation], composer: Composer | None = None
    ) -> None:
        """Put the stages together.

        Args:
            retriever: over these regulations.
            regulations: at least one; the first lends its title to the fixed phrases.
            composer: proposes citations; the extractive one where none is given.
        """
        self.retriever, self._composer = retriever, composer or ExtractiveComposer()
        self._by_id: Mapping[str, Regulation] = {regulation.id: regulation for regulation in regulations}
        self.regulations = tuple(regulations)
        self._suggesters = {regulation.id: Suggester(regulation) for regulation in regulations}

    @property
    def index_manifest(self) -> Mapping[str, Any]:
        """What the index was built from, and with."""
        return self.retriever.index.manifest

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question. Never raises: an error is logged, and answered with the failed status.

        Args:
            question: as the user typed it.
            history: the user's earlier turns, oldest first.
        """
        started = time.perf_counter()
        try:
            answer = self._ask(question, history)
        except Exception:
            # The one broad except: whatever breaks in one answer, the service answers the next.
            log.exception("ask: failed")
            answer = Answer(Status.FAILED, texts.ANSWER_INTRO[Status.FAILED])
        return replace(answer, latency_ms=(time.perf_counter() - started) * 1000)

    def _ask(self, question: str, history: Sequence[str]) -> Answer:
        turns = usable_turns(history)
        asked = (*turns, question)
        if status := check_question(question):
            return self._unsearched(status, question, asked)
        retrieval = self.retriever.search(question, turns)
        if retrieval.references and not retrieval.names_an_article:
            return self._without_rule(Status.NOT_IN_REGULATION, retrieval, asked)
        # What lies nearest to a question that the regulation leaves open is about it, however unlikely it sounds.
        if not retrieval.is_on_topic and retrieval.unanswered is None:
            return self._without_rule(Status.OFF_TOPIC, retrieval, asked)
        if not retrieval.is_answerable:
            # That the regulation does not say is said only where that is more likely than not, and never of its words.
            is_unlikely = retrieval.answerable < 0.5 or retrieval.unanswered is not None
            is_left_open = is_unlikely and not retrieval.is_wording
            status = Status.NOT_IN_REGULATION if is_left_open else Status.ASK_BACK
            return self._without_rule(status, retrieval, asked)
        if not retrieval.is_confident:
            # Only who has more likely than not asked about the regulation is asked back.
            is_related = retrieval.on_topic >= 0.5 or retrieval.is_wording
            return self._without_rule(Status.ASK_BACK if is_related else Status.OFF_TOPIC, retrieval, asked)
        return self._answered(retrieval, asked)

    def _answered(self, retrieval: Retrieval, asked: Sequence[str]) -> Answer:
        citations = verify(self._composer.compose(retrieval), self._by_id)
        if not citations:
            log.error("ask: no citation of the composer held; nothing is answered")
            return Answer(Status.FAILED, texts.ANSWER_INTRO[Status.FAILED], retrieval=retrieval)
        missing = missing_of(retrieval.references, shown=True)
        status = Status.PARTLY_ANSWERED if missing else Status.ANSWERED
        layouts = self._laid_out(retrieval, citations)
        shown = tuple(citation for layout in layouts for citation in layout.citations)
        return Answer(
            status,
            "\n\n".join(
                (*missing, *_places(retrieval), *(paragraph for layout in layouts for paragraph in layout.paragraphs))
            ),
            citations=shown,
            verdict=layouts[0].verdict,
            procedure=layouts[0].procedure,
            suggestions=self._suggest(shown, asked, retrieval, layouts[0].procedure),
            confidence=retrieval.confidence,
            retrieval=retrieval,
        )

    def _without_rule(self, status: Status, retrieval: Retrieval, asked: Sequence[str]) -> Answer:
        unanswered = retrieval.unanswered if status is Status.NOT_IN_REGULATION else None
        missing = missing_of(retrieval.references, shown=False)
        most = 0 if _only_names_what_is_not_there(retrieval) else _MOST_CANDIDATES.get(status, 0)
        candidates = verify(nearest_clauses(retrieval, unanswered, most), self._by_id)
        parts = [*missing]
        if not missing or retrieval.names_an_article:
            parts.append(self._intro(texts.ANSWER_INTRO[status]))
        if status is Status.NOT_IN_REGULATION and candidates:
            if unanswered and not missing:
                parts.append(texts.REMARK.format(says=escape(unanswered.says.rstrip("。"))))
            parts.append(texts.NEAREST)
        parts += self._blocks(candidates)
        return Answer(
            status,
            "\n\n".join(parts),
            candidates=candidates,
            suggestions=self._suggest(candidates, asked, retrieval),
            confidence=retrieval.confidence,
            retrieval=retrieval,
        )

    def _unsearched(self, status: Status, question: str, asked: Sequence[str]) -> Answer:
        if status is Status.GREETING and asks_for_outline(question):
            return Answer(status, outlines(self.regulations), suggestions=self._suggest((), asked))
        template = greeting_intro(question) if status is Status.GREETING else None
        intro = self._intro(template or texts.ANSWER_INTRO[status], length=length_of(question), limit=MAX_CHARS)
        return Answer(status, intro, suggestions=self._suggest((), asked))

    def _suggest(
        self,
        citations: Sequence[Citation],
        asked: Sequence[str],
        retrieval: Retrieval | None = None,
        procedure: str = "",
    ) -> tuple[str, ...]:
        regulation = citations[0].regulation if citations else self.regulations[0].id
        found = [hit.clause.id for hit in retrieval.clauses[:_MOST_FOUND]] if retrieval else []
        return self._suggesters[regulation].suggest(citations, asked, found, procedure)

    def _intro(self, template: str, **values: object) -> str:
        regulation = self.regulations[0]
        return template.format(title=escape(regulation.meta.title), count=len(regulation.articles), **values)

    def _laid_out(self, retrieval: Retrieval, citations: Sequence[Citation]) -> tuple[Layout, ...]:
        """A layout for each regulation that is cited, the first one first; what is looked up is only shown."""
        question = "" if retrieval.names_an_article else retrieval.scores.question
        term = next((f.reference.term for f in retrieval.references if isinstance(f.reference, Mention)), "")
        return tuple(
            lay_out(
                question,
                mine,
                regulation,
                courses=retrieval.courses if question and retrieval.asks_for_course else None,
                term=term,
                focus=self.retriever.index.focus.of,
            )
            for regulation in sorted(self.regulations, key=lambda r: r.id != citations[0].regulation)
            if (mine := [c for c in citations if c.regulation == regulation.id])
        )

    def _blocks(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        return tuple(
            block
            for regulation in self.regulations
            for block in quote_blocks([c for c in citations if c.regulation == regulation.id], regulation)
        )


def _only_names_what_is_not_there(retrieval: Retrieval) -> bool:
    """第九十九条 comes near to no clause; a word that stands nowhere may mean one."""
    references = retrieval.references
    return (
        bool(references)
        and not retrieval.names_an_article
        and not any(isinstance(found.reference, Mention) for found in references)
        and only_asks_for(retrieval.scores.question, references)
    )


def _places(retrieval: Retrieval) -> Iterable[str]:
    """In how many places the term stands that is asked for."""
    for found in retrieval.references:
        if isinstance(found.reference, Mention) and found.articles:
            clauses = sum(found.reference.term in clause.text for a in found.articles for clause in a.clauses)
            yield (texts.TERM_STANDS if clauses <= MOST_MENTIONS else texts.TERM_STANDS_CUT).format(
                label=escape(found.reference.label),
                title=escape(found.regulation.meta.title),
                articles=len(found.articles),
                clauses=clauses,
                count=MOST_MENTIONS,
            )


def build_service(settings: Settings, *, corpus: str | None = None) -> Service:
    """Build the service from settings; takes seconds, because it imports torch.

    Args:
        settings: the whole tree.
        corpus: id of the only regulation to answer from; all where it is not given.
    """
    retriever = build_retriever(settings, corpus=corpus)
    return Service(retriever, retriever.regulations)


def nearest_clauses(retrieval: Retrieval, unanswered: BankQuestion | None, most: int) -> Iterable[Citation]:
    """The best clause of each of the nearest articles.

    First comes the article that the bank says to come nearest, with the clause that its remark speaks of.
    """
    near = unanswered.near if unanswered else ""
    nearest = sorted(retrieval.articles, key=lambda hit: hit.article.id != near)  # stable: else in their order
    for hit in nearest[:most]:
        if unanswered and hit.article.id == near:
            remark = pairs_of(unanswered.says)
            spoken_of = max(hit.article.clauses, key=lambda clause: len(remark & pairs_of(clause.text)))
            yield cite(hit.regulation, hit.article, spoken_of)
        elif best := next((clause for clause in retrieval.clauses if clause.article.id == hit.article.id), None):
            yield cite(best.regulation, best.article, best.clause)
