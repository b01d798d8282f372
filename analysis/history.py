"""What was declared when: the words "declared before the run" rest on the history of a sweep.

The history is a list of what was planned before how many results were there, oldest first, as
lib/results/FORMAT.md says. A key of the analysis counts as declared before the run if it has had
its present value in every entry since the last one that was frozen before the first result; seeds
and variants that came later, or were left out later, are told.
"""

import json
from dataclasses import dataclass
from pathlib import Path

NOT_DECLARED = ("time", "finished", "variants", "trials", "seeds")  # of an entry: no declaration
# of the analysis: what follows from the other keys and the list of variants
DERIVED = ("baseline_variant", "baseline_given")


@dataclass(frozen=True)
class Declaration:
    """`changes`: sentences on what of the analysis was changed after results; `additions`: on seeds
    and variants; `badge`: in two or three words; `late`: the keys that have had their present value
    only since there were results.
    """

    badge: str
    changes: tuple = ()
    additions: tuple = ()
    late: tuple = ()

    def words_for(self, key: str) -> str:
        """What a sentence that rests on this key of the analysis may call it."""
        return "declared when results were there" if key in self.late else "as declared"

    @property
    def sentences(self) -> list:
        return [*self.changes, *self.additions]


def read_history(kept: list | None, plan: dict | None, folder: Path) -> list:
    """The one that results.h5 has kept, else that of the plan, else (directories of programs that
    kept none) the plans that are still there; [] if nothing is known.
    """
    if kept is not None:
        return kept
    if plan is None:
        return []
    if "history" in plan:
        return plan["history"]
    entries, finished = [], 0  # the first plan was frozen before anything ran
    for number in range(1, 10_000):
        file = folder / f"plan.before-{number}.json"
        if not file.exists():
            break
        try:
            entries.append(_entry(json.loads(file.read_text(encoding="utf-8")), finished))
        except ValueError:  # damaged: what it declared is unknown
            pass
        finished = -1
    return [*entries, _entry(plan, finished)]


def _entry(plan: dict, finished: int) -> dict:
    return {
        "finished": finished,
        "variants": len(plan.get("variants", [])),
        "trials": len(plan.get("trials", [])),
        "seeds": plan.get("seeds", []),
        "analysis": plan.get("analysis", {}),
    }


def declaration(history: list) -> Declaration:
    """Of a history of read_history()."""
    if not history:
        return Declaration("not known when declared")
    before = [i for i, entry in enumerate(history) if entry["finished"] == 0]
    first = before[-1] if before else 0
    changes, additions, late, earliest = [], [], [], None
    if not before:
        earliest = history[0]
        late += _declared(earliest)
        said = f"The analysis was declared when {_results(earliest)} were there already."
        changes.append(said)
    for old, new in zip(history[first:], history[first + 1 :]):
        made = _changes(old, new)
        changes += made
        late += _changed_keys(old, new)
        earliest = earliest or (new if made else None)
        additions += _additions(old, new)
    badge = f"changed after {_results(earliest)}" if earliest else "declared before the run"
    return Declaration(badge, tuple(changes), tuple(additions), tuple(late))


def _declared(entry: dict) -> dict:
    """Key -> value of everything that an entry declares."""
    others = {key: value for key, value in entry.items() if key not in (*NOT_DECLARED, "analysis")}
    own = {key: value for key, value in entry["analysis"].items() if key not in DERIVED}
    return {**others, **own}


def _changed_keys(old: dict, new: dict) -> list:
    was, now = _declared(old), _declared(new)
    return [key for key in {**was, **now} if was.get(key) != now.get(key)]


def _changes(old: dict, new: dict) -> list:
    was, now = _declared(old), _declared(new)
    return [
        f"The declared {key} {'were' if key == 'claims' else 'was'} changed after {_results(new)}:"
        f" {_text(was.get(key))} before, {_text(now.get(key))} since then."
        for key in _changed_keys(old, new)
    ]


def _additions(old: dict, new: dict) -> list:
    said = []
    for one, other, done in (
        (new["seeds"], old["seeds"], "added"),
        (old["seeds"], new["seeds"], "left out"),
    ):
        seeds = [seed for seed in one if seed not in other]
        if seeds:
            were = "was" if len(seeds) == 1 else "were"
            said.append(f"{_seeds(seeds)} {were} {done} after {_results(new)}.")
    was, now = old["variants"], new["variants"]
    if was != now:
        more, done = (now - was, "added") if now > was else (was - now, "left out")
        words = "variant was" if more == 1 else "variants were"
        said.append(f"{more} {words} {done} after {_results(new)}.")
    return said


def _results(entry: dict) -> str:
    count = entry["finished"]
    if count < 0:
        return "an unknown number of results"
    return "1 result" if count == 1 else f"{count} results"


def _seeds(seeds: list) -> str:
    """Seeds 5 to 6; seeds 1, 4, 7."""
    first, last = min(seeds), max(seeds)
    if len(seeds) == 1:
        return f"Seed {first}"
    if sorted(seeds) == list(range(first, last + 1)):
        return f"Seeds {first} to {last}"
    return f"Seeds {', '.join(map(str, seeds))}"


def _text(value) -> str:
    if value is None:
        return "none"
    if isinstance(value, list) and all(isinstance(each, dict) and "name" in each for each in value):
        return ", ".join(each["name"] for each in value) or "none"  # claims are long
    return json.dumps(value, ensure_ascii=False).replace('"', "")
