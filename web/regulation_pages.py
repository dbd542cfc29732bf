"""The pages of a regulation: all of it, with the search, and each article."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from answer import texts
from corpus import Article, ArticleNumber, Regulation
from corpus.numerals import to_chinese
from web.addresses import found, readable
from web.find import MAX_QUERY_CHARS, find_words, reference_in
from web.links import Links
from web.reading import citation_of, grouped, mentions_in, procedures_of, questions_of, related
from web.render import Renderer


def add_regulations(router: APIRouter, regulations: Sequence[Regulation], renderer: Renderer) -> None:
    """Add their routes."""
    by_id = {regulation.id: regulation for regulation in regulations}
    mentions = {regulation.id: mentions_in(regulation) for regulation in regulations}

    @readable(router, "/r")
    def index(request: Request) -> Response:
        return renderer.kept_page(request, "regulations", regulations=regulations)

    @readable(router, "/r/{regulation_id}")
    def whole(request: Request, regulation_id: str, q: str = "") -> Response:
        regulation = found(by_id.get(regulation_id))
        query = q.strip()
        is_too_long = len(query) > MAX_QUERY_CHARS
        reference = None if is_too_long else reference_in(query, regulation)
        if reference and (articles := regulation.resolve(reference)):
            there = Links(request).to(f"r/{regulation.id}/{articles[0].number}")
            return RedirectResponse(f"{there}#k{reference.paragraph}" if reference.paragraph else there, 303)
        return renderer.kept_page(
            request,
            "regulation",
            regulation=regulation,
            titles=regulation.guides.titles,
            groups=grouped(regulation),
            query=query,
            most=MAX_QUERY_CHARS,
            is_too_long=is_too_long,
            missing=reference,
            hits=[] if is_too_long else find_words(query, regulation),
        )

    @readable(router, "/r/{regulation_id}/{number}")
    def one(request: Request, regulation_id: str, number: str, c: str = "") -> Response:
        regulation = found(by_id.get(regulation_id))
        article = found(_article(number, regulation))
        at = regulation.articles.index(article)
        marked = {f"{article.id}/{place}" for place in c.split(",")}
        return renderer.kept_page(
            request,
            "article",
            regulation=regulation,
            titles=regulation.guides.titles,
            article=article,
            marked=marked,
            ordinal=lambda paragraph: texts.ORDINAL_PARAGRAPH.format(to_chinese(paragraph)),
            citation=citation_of(article, regulation, marked),
            mentions=related(article, regulation, mentions[regulation.id]),
            procedures=procedures_of(article, regulation),
            questions=questions_of(article, regulation),
            before=regulation.articles[at - 1] if at else None,
            after=regulation.articles[at + 1] if at + 1 < len(regulation.articles) else None,
        )


def _article(written: str, regulation: Regulation) -> Article | None:
    try:
        return regulation.article(ArticleNumber.parse(written))
    except ValueError:
        return None
