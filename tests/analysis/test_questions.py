"""The commands that answer one question: exit codes and words."""

import fake_results
import pytest

from analysis import ResultsError
from analysis.cli import main
from analysis.metrics import metric
from analysis.questions import difference_of

RATES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.100, 0.110, 0.105], [0.200, 0.215, 0.205]]
CLAIM = {
    "name": "helps",
    "says": "It helps",
    "expect": {"metric": "test.error", "of_variant": 1, "against_variant": 0, "is": "lower"},
}


def test_claims_exit_with_1_if_one_fails(tmp_path, capsys):
    fake_results.write(tmp_path / "a", RATES, ERRORS, claims=[CLAIM], pairing="seed")
    assert main(["claims", str(tmp_path / "a")]) == 1
    assert "fails" in capsys.readouterr().out
    fake_results.write(tmp_path / "b", RATES, ERRORS[::-1], claims=[CLAIM], pairing="seed")
    assert main(["claims", str(tmp_path / "b")]) == 0
    fake_results.write(tmp_path / "c", RATES, ERRORS)
    assert main(["claims", str(tmp_path / "c")]) == 0
    assert "has no claims" in capsys.readouterr().out


def test_power_from_a_pilot(tmp_path, capsys):
    # differences 0.100, 0.105, 0.100: sd 0.00289
    fake_results.write(tmp_path, RATES, ERRORS, pairing="seed")
    assert main(["power", str(tmp_path), "--detect", "0.3points"]) == 0
    said = capsys.readouterr().out
    assert "Spread of a difference within seeds: 0.289 points" in said
    # statsmodels TTestPower().solve_power(0.3 / 0.288675, None, 0.05, 0.8) = 9.39
    assert "A difference of 0.3 points needs 10 seeds per variant" in said
    fake_results.write(tmp_path / "one", RATES, [[0.1], [0.2]])
    assert main(["power", str(tmp_path / "one")]) == 3


def test_differences_are_points_or_in_the_metrics_own_units():
    error, loss = metric({}, "test.error"), metric({}, "test.loss")
    assert difference_of("0.3points", error) == pytest.approx(0.003)
    assert difference_of("0.003", error) == difference_of("0.003", loss) == 0.003
    for text, shown in (("0.3points", loss), ("much", error), ("0", error), ("-1", error)):
        with pytest.raises(ResultsError):
            difference_of(text, shown)


def test_compare_prints_both(tmp_path, capsys):
    for name in "ab":
        fake_results.write(tmp_path / name, RATES, ERRORS)
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert "identical" in capsys.readouterr().out
