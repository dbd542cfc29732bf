"""Building the retriever from settings: the one place where its parts are put together."""

import logging
from collections.abc import Sequence

from corpus import Regulation, load_corpus
from retriever.calibration import load_calibration
from retriever.encoder import load_encoder
from retriever.index import open_index
from retriever.retriever import Retriever
from retriever.settings import Settings

log = logging.getLogger(__name__)


def build_retriever(
    settings: Settings, regulations: Sequence[Regulation] | None = None, *, rebuild: bool = False
) -> Retriever:
    """Load corpus, encoder, index and calibration; builds the index where it must.

    Args:
        settings: the whole tree.
        regulations: instead of those in `settings.corpus`.
        rebuild: build the index also when the one on disk is good.
    """
    regulations = tuple(regulations or load_corpus(settings.corpus))
    encoder = load_encoder(settings.encoder)
    index = open_index(regulations, encoder, settings.index, rebuild=rebuild)
    calibration = load_calibration()
    if calibration.encoder != encoder.id:
        log.warning(
            "calibration: fitted with encoder %s, but %s is used: run `python -m eval calibrate`",
            calibration.encoder,
            encoder.id,
        )
    return Retriever(regulations, index, calibration, settings.search)
