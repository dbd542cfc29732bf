"""Building the retriever from settings: the one place where its parts are put together."""

import logging

from corpus import load_corpus
from retriever.calibration import Calibration, load_calibration
from retriever.encoder import load_encoder
from retriever.index import open_index
from retriever.retriever import Retriever
from retriever.settings import Settings

log = logging.getLogger(__name__)


def build_retriever(
    settings: Settings, *, calibration: Calibration | None = None, rebuild: bool = False
) -> Retriever:
    """Load corpus, encoder, index and calibration; builds the index where it must.

    Args:
        settings: the whole tree.
        calibration: instead of the one that comes with the product.
        rebuild: build the index also when the one on disk is good.
    """
    regulations = load_corpus(settings.corpus)
    encoder = load_encoder(settings.encoder)
    index = open_index(regulations, encoder, settings.index, rebuild=rebuild)
    if calibration is None:
        calibration = load_calibration()
        if calibration.encoder != encoder.id:
            log.warning(
                "calibration: fitted with encoder %s, but %s is used: run `python -m eval calibrate`",
                calibration.encoder,
                encoder.id,
            )
    return Retriever(regulations, index, calibration, settings.search)
