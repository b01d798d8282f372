"""The paragraph of a methods section on how settings were chosen, written from the plan."""

import xarray as xr

from .axes import axis_title, number
from .summary import Summary
from .tuned import Tuned
from .tuned_table import lower, rungs_words, shown_value

COUNTS = "no one two three four five six seven eight nine ten eleven twelve".split()
SAMPLERS = {
    "random": "drawn independently at random",
    "halton": "from a Halton sequence",
}


def methods(dataset: xr.Dataset, summary: Summary) -> str:
    """Of a dataset of load() that is tuned."""
    tuned: Tuned = dataset.attrs["tuned"]
    labels = [arm.label for arm in tuned.pooled]
    by, judged = lower(tuned.by.title), lower(summary.metric.title)
    best = "lowest" if tuned.by.lower_is_better else "highest"
    replicates = len(tuned.replicates)
    said = [
        f"We compare {_count(len(labels))} arms ({_list(labels)}), each at settings that were"
        f" searched for it with the same budget of {tuned.budget} points, {_sampler(tuned)}.",
        *_searched(tuned),
        f"Each point was trained with {_count(replicates)} seed"
        f"{'s that serve' if replicates > 1 else ' that serves'} no other purpose, and each arm"
        f" takes the point with the {best} {'mean ' * (replicates > 1)}{by}; no test data took"
        " part in the choice.",
        f"The chosen setting of each arm was then trained anew with {_count(len(tuned.seeds))}"
        f" fresh seeds, and {judged} of these alone is reported and tested.",
    ]
    if tuned.rungs:
        said.append(
            f"Points were dropped by successive halving within each arm: {rungs_words(tuned)}."
        )
    if tuned.searches > 1:
        said.append(
            f"All of this was done {_count(tuned.searches)} times with other points and other"
            " seeds; the value of a search is the mean over its fresh seeds, and arms are compared"
            " over searches, in pairs."
        )
    edges = [
        f"{pooled.label} ({_list(edge_words)})"
        for pooled in tuned.pooled
        if (edge_words := _edges(tuned, pooled.label))
    ]
    if edges:
        said.append(f"The choice lies at the edge of the values tried for {_list(edges)}.")
    same = [f"{arm.label} and {arm.same_as}" for arm in tuned.arms if arm.same_as]
    if same:
        said.append(f"The same setting was chosen for {'; '.join(same)}.")
    hours = dataset.attrs["core_seconds"]
    if hours.tuning == hours.tuning and hours.results == hours.results:
        said.append(
            f"Tuning took {_hours(hours.tuning)} core-hours, the reported trials"
            f" {_hours(hours.results)}."
        )
    return " ".join(said)


def _edges(tuned: Tuned, name: str) -> list:
    """Searched keys of an arm whose choice lies at an edge, with the share of its searches."""
    searches = [arm for arm in tuned.arms if arm.name == name]
    words = []
    for key in tuned.keys:
        count = sum(key in arm.edges for arm in searches)
        share = f" in {count} of {len(searches)} searches" if len(searches) > 1 else ""
        words += [f"{lower(axis_title(key))}{share}"] if count else []
    return words


def _sampler(tuned: Tuned) -> str:
    several = len(tuned.pooled) > 1
    return SAMPLERS[tuned.sampler] + (", the same for keys that arms share" if several else "")


def _searched(tuned: Tuned) -> list:
    """A sentence on the keys of every arm, and one on those of single arms."""
    everywhere, single = [], []
    for key, search in tuned.keys.items():
        having = [arm.label for arm in tuned.pooled if key in tuned.keys_of(arm)]
        words = f"the {lower(axis_title(key))} {range_words(search)}"
        if len(having) == len(tuned.pooled):
            everywhere.append(words)
        else:
            single.append(f"for {_list(having)}: {words}")
    said = []
    if everywhere:
        said.append(f"For every arm we searched {_list(everywhere)}.")
    if single:
        said.append(f"{'Besides, ' if everywhere else 'We searched '}{'; '.join(single)}.")
    return said


def range_words(search) -> str:
    """log-uniformly in [0.001, 0.1]; among 1, 2, 4."""
    if isinstance(search, list):
        return f"among {', '.join(map(shown_value, search))}"
    ((scale, ends),) = search.items()
    words = "log-uniformly" if scale == "log" else "uniformly"
    return f"{words} in [{number(ends[0])}, {number(ends[1])}]"


def _count(n: int) -> str:
    return COUNTS[n] if n < len(COUNTS) else str(n)


def _list(words) -> str:
    words = list(words)
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.2g}"
