"""The pages around the chat, rendered on the server: the procedures, what this is, and asking without a script."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from answer import texts
from answer.checks import MAX_CHARS, usable_turns
from answer.model import Answer, Status
from answer.service import Service
from corpus import Article, Clause, Procedure, Regulation, Step
from web.accuracy import load_accuracy
from web.addresses import found, readable
from web.answer_html import answer_html
from web.audit import AuditedService, AuditLog
from web.chat import options
from web.links import Links
from web.reading import by_chapter, digest
from web.regulation_pages import add_regulations
from web.render import Renderer

MOST_TURNS = 3
"""Earlier turns that a link carries: as many as a question is read with."""
MOST_TURN_BYTES = 2400
"""Bytes of an address for the earlier turns: with the longest question it stays below the 8 KiB that nginx reads."""


def build_pages(service: Service, renderer: Renderer, audit: AuditLog | None = None) -> APIRouter:
    """The routes.

    Args:
        service: answers, and holds the regulations.
        renderer: of the templates.
        audit: keeps a line for each question; None where none is kept.
    """
    router = APIRouter(include_in_schema=False)
    add_regulations(router, service.regulations, renderer)
    _add_procedures(router, service.regulations, renderer)
    _add_about(router, service.regulations, renderer)
    _add_ask(router, service, AuditedService(service, audit), renderer)
    return router


def _add_procedures(router: APIRouter, regulations: Sequence[Regulation], renderer: Renderer) -> None:
    procedures = {(r.id, p.id): (r, p) for r in regulations for p in r.guides.procedures}

    @readable(router, "/procedures")
    def index(request: Request) -> Response:
        having = [(r, by_chapter(r)) for r in regulations if r.guides.procedures]
        return renderer.kept_page(request, "procedures", regulations=having)

    @readable(router, "/procedures/{regulation_id}/{procedure_id}")
    def one(request: Request, regulation_id: str, procedure_id: str) -> Response:
        regulation, procedure = found(procedures.get((regulation_id, procedure_id)))
        steps = list(_with_clauses(procedure, regulation))
        return renderer.kept_page(request, "procedure", regulation=regulation, procedure=procedure, steps=steps)


def _with_clauses(
    procedure: Procedure, regulation: Regulation
) -> Iterator[tuple[Step, list[tuple[Clause | None, Article, str]]]]:
    """The steps, each with its clauses, their articles and places; a clause that was shown before is not repeated."""
    article_of = {clause.id: article for article in regulation.articles for clause in article.clauses}
    shown: set[str] = set()
    for step in procedure.steps:
        yield (
            step,
            [
                (None if c in shown else regulation.clause(c), article_of[c], "/".join(c.split("/")[2:]))
                for c in step.clauses
            ],
        )
        shown.update(step.clauses)


def _add_about(router: APIRouter, regulations: Sequence[Regulation], renderer: Renderer) -> None:
    hashes = {regulation.id: digest(regulation) for regulation in regulations}
    counts = {
        r.id: (sum(len(a.paragraphs) for a in r.articles), sum(len(a.clauses) for a in r.articles)) for r in regulations
    }
    accuracy = load_accuracy()

    @readable(router, "/about")
    def about(request: Request) -> Response:
        return renderer.kept_page(
            request, "about", regulations=regulations, hashes=hashes, counts=counts, accuracy=accuracy
        )


def _add_ask(router: APIRouter, service: Service, audited: AuditedService, renderer: Renderer) -> None:
    examples = [e.question for r in service.regulations for e in r.examples if e.welcome]

    @readable(router, "/ask")
    def ask(request: Request, q: str | None = None, h: list[str] = Query([])) -> Response:  # noqa: B008 - FastAPI's way
        turns = usable_turns(h)[-MOST_TURNS:]
        question = (q or "").strip()
        answer = audited.ask(question, turns, request) if q is not None else None
        asked = answer is not None and not _keeps_typed(answer)
        page = renderer.page(
            request,
            "ask",
            question=question if asked else "",
            turns=turns,
            answer=answer,
            body=answer_html(answer.markdown, Links(request).within) if answer else "",
            offers=[(offer["label"], offer["value"]) for offer in options(service, answer)] if answer else [],
            offers_heading=texts.CHOOSE if answer and answer.status is Status.ASK_BACK else texts.SUGGESTIONS_HEADING,
            typed="" if asked else question,
            passed=_passed([*turns, question] if asked else turns),
            most=MAX_CHARS,
            # Room to shorten what is too long; more would not fit into an address.
            most_typed=2 * MAX_CHARS,
            examples=examples,
        )
        page.headers["Cache-Control"] = "no-store"
        return page


def _keeps_typed(answer: Answer) -> bool:
    """Whether the question goes back into the form, so that nothing typed is lost."""
    return answer.status.value.startswith("refused") or answer.status is Status.FAILED


def _passed(turns: Sequence[str]) -> list[str]:
    """The newest turns, as many as an address has room for beside a question; the one that does not fit is cut."""
    passed: list[str] = []
    room = MOST_TURN_BYTES
    for turn in reversed(turns[-MOST_TURNS:]):
        # quote never makes a character shorter.
        fits = turn[: max((n for n in range(len(turn) + 1) if len(quote(turn[:n])) <= room), default=0)]
        if not fits:
            break
        passed.insert(0, fits)
        room -= len(quote(fits))
    return passed
