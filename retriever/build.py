"""Building the retriever from settings: the one place where its parts are put together."""

import logging

from corpus import load_corpus
from retriever.calibration import Calibration, load_calibration
from retriever.encoder import load_encoder
from retriever.index_folder import open_index
from retriever.reading import QueryReader
from retriever.retriever import Retriever
from retriever.settings import Settings

log = logging.getLogger(__name__)


def build_retriever(
    settings: Settings, *, corpus: str | None = None, calibration: Calibration | None = None, rebuild: bool = False
) -> Retriever:
    """Load corpus, encoder, index and calibration; builds the index where it must.

    Args:
        settings: the whole tree.
        corpus: id of the only regulation to search, with an index of its own; all where it is not given.
        calibration: instead of the one that comes with the product.
        rebuild: build the index also when the one on disk is good.

    Raises:
        ValueError: when there is no regulation of that id.
    """
    regulations = load_corpus(settings.corpus)
    index_settings = settings.index
    if corpus is not None:
        known = [regulation.id for regulation in regulations]
        regulations = tuple(regulation for regulation in regulations if regulation.id == corpus)
        if not regulations:
            raise ValueError(f"no regulation {corpus!r}; there are: {', '.join(known)}")
        if len(known) > 1:
            folder = settings.index.folder / f"only-{corpus}"
            index_settings = settings.index.model_copy(update={"folder": folder})
    encoder = load_encoder(settings.encoder)
    index = open_index(regulations, encoder, index_settings, rebuild=rebuild)
    if calibration is None:
        calibration = load_calibration()
        if calibration.encoder != encoder.id:
            log.warning(
                "calibration: fitted with encoder %s, but %s is used: run `python -m eval train`",
                calibration.encoder,
                encoder.id,
            )
    reader = QueryReader(regulations, index.sounds, index.tokenizer)
    return Retriever(regulations, index, reader, calibration, settings.search)
