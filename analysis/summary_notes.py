"""What must be said below every table and figure of a Summary: that the sweep is not finished,
which trials have no number and why, where the seeds do not vary, over which seeds pairs are.

Why a trial has no number is told by its status, never by the number that is absent.
"""

from . import looks
from .notes import About, Note, reading
from .summary import Summary

NAMED = 4  # variants in a sentence; of more, their number
LACKING = {
    "diverged": "diverged",
    "failed": "failed",
    "missing": "missing",
    "unrecorded": "without this metric",
}  # attribute of a Row -> words
UNPROVEN = ", content unknown"  # ends data_content in results.h5


def interim(summary: Summary) -> list:
    """A Note if planned trials still lack a result, or seeds may still be added."""
    if summary.looks:
        said = looks.interim(summary.looks, summary.comparisons)
        return [Note(About.INTERIM, said)] if said else []
    if not summary.interim:
        return []
    counts = ((summary.missing, "missing"), (summary.failed, "failed"))
    lacking = " and ".join(f"{count} {word}" for count, word in counts if count)
    said = "numbers and verdicts may change, and p-values do not count that one has looked"
    return [Note(About.INTERIM, f"Interim: {lacking} of {summary.planned} trials; {said}.")]


def of_data(frame) -> list:
    """A Note if trials were made by a program that kept no trace of what their data files held."""
    contents = [str(each) for each in frame.get("data_content", ())]
    unproven = sum(each.endswith(UNPROVEN) for each in contents)
    if not unproven:
        return []
    said = "nothing shows which data they saw, since the program of then did not record it"
    return [Note(About.HISTORY, f"Of {unproven} of {len(contents)} trials {said}.")]


def of_trials(summary: Summary) -> list:
    """Notes on common seeds, on variants without spread, on incomplete variants."""
    return _common(summary) + _without_spread(summary) + _incomplete(summary)


def _common(summary: Summary) -> list:
    """With pairs, a variant that lacks a trial is compared over fewer seeds than its mean is of."""
    if summary.method != "paired" or summary.looks:
        return []
    fewer = []
    for each in summary.comparisons:
        first, second = summary.rows[each.first], summary.rows[each.second]
        common = summary.common_seeds(each)
        if len(common) < max(len(first.values), len(second.values)):
            said = _seeds(common, summary)
            fewer.append(f"{first.label} against {second.label} {said}")
    if not fewer:
        return []
    said = f"Paired differences are over the common {summary.units}, means over all"
    return [reading(f"{said}: {_several(fewer, 'comparisons')}.")]


def _without_spread(summary: Summary) -> list:
    alike = [row.label for row in summary.rows if row.mean.n > 1 and row.mean.error == 0]
    if not alike:
        return []
    said = "No spread over seeds, so no interval and no t test"
    return [reading(f"{said}: {_several(alike, 'variants')}.")]


def _incomplete(summary: Summary) -> list:
    """A Note for every variant of which a trial has no number."""
    notes = []
    for row in summary.rows:
        lacking = [(getattr(row, kind), words) for kind, words in LACKING.items()]
        parts = [
            f"{len(each)} {words} ({_seeds(each, summary)})" for each, words in lacking if each
        ]
        if parts:
            finished = len(row.values) + len(row.unrecorded)
            counts = f"{finished} of {row.planned} {summary.units} finished"
            sentence = f"{row.label}: {counts}; {', '.join(parts)}."
            notes.append(Note(About.INCOMPLETE, sentence, row.variant))
    return notes


def _several(words: list, what: str) -> str:
    return "; ".join(words) if len(words) <= NAMED else f"{len(words)} {what}"


def _seeds(numbers: list, summary: Summary) -> str:
    if not numbers:
        return f"no {summary.unit}"
    unit = summary.unit if len(numbers) == 1 else summary.units
    return f"{unit} {', '.join(map(str, numbers))}"
