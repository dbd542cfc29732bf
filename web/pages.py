"""The pages around the chat, rendered on the server: the regulations, the procedures, what this is, and asking without
a script.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from answer import texts
from answer.checks import usable_turns
from answer.model import Answer, Status
from answer.service import Service
from corpus import Article, ArticleNumber, Clause, Procedure, Regulation, Step, format_citation
from corpus.numerals import to_chinese
from web.accuracy import load_accuracy
from web.audit import AuditedService, AuditLog
from web.chat import options
from web.reading import (
    article_asked,
    by_chapter,
    digest,
    find_words,
    grouped,
    procedures_of,
    questions_of,
    related,
)
from web.render import Renderer, answer_html

T = TypeVar("T")
_METHODS = ["GET", "HEAD"]
_PLACE = re.compile(r"[1-9][0-9]{0,3}/[1-9][0-9]{0,3}")
MOST_TURNS = 3
"""Earlier turns that a link carries: as many as a question is read with."""


def build_pages(service: Service, renderer: Renderer, audit: AuditLog | None = None) -> APIRouter:
    """The routes.

    Args:
        service: answers, and holds the regulations.
        renderer: of the templates.
        audit: keeps a line for each question; None where none is kept.
    """
    router = APIRouter(include_in_schema=False)
    _add_regulations(router, service.regulations, renderer)
    _add_procedures(router, service.regulations, renderer)
    _add_about(router, service.regulations, renderer)
    _add_ask(router, service, AuditedService(service, audit), renderer)
    return router


def _add_regulations(router: APIRouter, regulations: Sequence[Regulation], renderer: Renderer) -> None:
    by_id = {regulation.id: regulation for regulation in regulations}

    @router.api_route("/r", methods=_METHODS)
    def index(request: Request) -> Response:
        return renderer.page(request, "regulations", regulations=regulations)

    @router.api_route("/r/{regulation_id}", methods=_METHODS)
    def whole(request: Request, regulation_id: str, q: str = Query("", max_length=100)) -> Response:
        regulation = _found(by_id.get(regulation_id))
        query = q.strip()
        if query and (asked := article_asked(query, regulation)):
            return RedirectResponse(f"{regulation_id}/{asked.number}", 303)
        return renderer.page(
            request,
            "regulation",
            regulation=regulation,
            titles=regulation.guides.titles,
            groups=grouped(regulation),
            query=query,
            found=find_words(query, regulation),
        )

    @router.api_route("/r/{regulation_id}/{number}", methods=_METHODS)
    def one(request: Request, regulation_id: str, number: str, c: str = Query("", max_length=200)) -> Response:
        regulation = _found(by_id.get(regulation_id))
        article = _found(_article(number, regulation))
        at = regulation.articles.index(article)
        cited = format_citation(regulation.meta.title, article.number)
        return renderer.page(
            request,
            "article",
            regulation=regulation,
            titles=regulation.guides.titles,
            article=article,
            marked={f"{article.id}/{place}" for place in _PLACE.findall(c)},
            ordinal=lambda paragraph: texts.ORDINAL_PARAGRAPH.format(to_chinese(paragraph)),
            citation=f"{cited}：“{''.join(paragraph.text for paragraph in article.paragraphs)}”",
            mentions=related(article, regulation),
            procedures=procedures_of(article, regulation),
            questions=questions_of(article, regulation),
            before=regulation.articles[at - 1] if at else None,
            after=regulation.articles[at + 1] if at + 1 < len(regulation.articles) else None,
        )


def _add_procedures(router: APIRouter, regulations: Sequence[Regulation], renderer: Renderer) -> None:
    procedures = {(r.id, p.id): (r, p) for r in regulations for p in r.guides.procedures}

    @router.api_route("/procedures", methods=_METHODS)
    def index(request: Request) -> Response:
        having = [(r, by_chapter(r)) for r in regulations if r.guides.procedures]
        return renderer.page(request, "procedures", regulations=having)

    @router.api_route("/procedures/{regulation_id}/{procedure_id}", methods=_METHODS)
    def one(request: Request, regulation_id: str, procedure_id: str) -> Response:
        regulation, procedure = _found(procedures.get((regulation_id, procedure_id)))
        steps = list(_with_clauses(procedure, regulation))
        return renderer.page(request, "procedure", regulation=regulation, procedure=procedure, steps=steps)


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

    @router.api_route("/about", methods=_METHODS)
    def about(request: Request) -> Response:
        return renderer.page(request, "about", regulations=regulations, hashes=hashes, counts=counts, accuracy=accuracy)


def _add_ask(router: APIRouter, service: Service, audited: AuditedService, renderer: Renderer) -> None:
    examples = [e.question for r in service.regulations for e in r.examples if e.welcome]

    @router.api_route("/ask", methods=_METHODS)
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
            body=answer_html(answer.markdown) if answer else "",
            offers=[(offer["label"], offer["value"]) for offer in options(service, answer)] if answer else [],
            offers_heading=texts.CHOOSE if answer and answer.status is Status.ASK_BACK else texts.SUGGESTIONS_HEADING,
            typed="" if asked else question,
            passed=[*turns, question][-MOST_TURNS:] if asked else list(turns),
            examples=examples,
        )
        page.headers["Cache-Control"] = "no-store"
        return page


def _keeps_typed(answer: Answer) -> bool:
    """Whether the question goes back into the form, so that nothing typed is lost."""
    return answer.status.value.startswith("refused") or answer.status is Status.FAILED


def _article(written: str, regulation: Regulation) -> Article | None:
    try:
        return regulation.article(ArticleNumber.parse(written))
    except ValueError:
        return None


def _found(thing: T | None) -> T:
    if thing is None:
        raise HTTPException(404)
    return thing
