import pytest

from eval.calibrate import calibrate
from eval.commands import TUNING
from retriever.calibration import Logistic, load_calibration


@pytest.mark.slow
def test_the_calibration_in_the_repository_is_what_dev_gives(service):
    """A changed feature, question or setting must be followed by `python -m eval calibrate`."""
    fitted = calibrate(service.retriever, TUNING)
    stored = load_calibration()
    assert stored.fitted_on == fitted.fitted_on
    assert stored.thresholds.model_dump() == pytest.approx(fitted.thresholds.model_dump(), abs=1e-3)
    for model in ("answerable", "confident", "on_topic", "clause"):
        assert getattr(stored, model).weights == pytest.approx(getattr(fitted, model).weights, rel=1e-2, abs=1e-2)


def test_a_logistic_by_hand():
    model = Logistic(intercept=-1.0, weights={"a": 2.0, "b": 0.5})
    assert model.probability({"a": 1.0, "b": 0.0, "unused": 9.0}) == pytest.approx(0.731059, abs=1e-6)
    assert model.probability({"a": -1e9, "b": 0.0}) == pytest.approx(0, abs=1e-20)
    with pytest.raises(KeyError):
        model.probability({"a": 1.0})
