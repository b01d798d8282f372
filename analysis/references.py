"""What a paper on a sweep must cite: for the noises, rules, optimizers, models and data that its
variants use, and for the statistics of its comparisons. Entries are in references.bib.

Sources of noises and rules are those that lib/regularizers declares; a test goes over its files.
"""

import re
from functools import lru_cache
from pathlib import Path

from .summary import Summary

FILE = Path(__file__).resolve().parent / "references.bib"
NOISES = {
    "bernoulli": ["srivastava2014dropout"],
    "gaussian": ["srivastava2014dropout"],
    "additive_gaussian": ["bishop1995training"],
    "additive_uniform": ["jain2023neftune"],
    "alpha": ["klambauer2017self"],
    "block": ["ghiasi2018dropblock"],
    "concrete": ["gal2017concrete"],
    "drop_key": ["li2022dropkey"],
    "regular": ["song2018approximate"],
}
RULES = {
    "activation_l2": ["merity2017revisiting"],
    "confidence_penalty": ["pereyra2017regularizing"],
    "decay_to_initialization": ["li2018explicit"],
    "decov": ["cogswell2016reducing"],
    "early_stopping": ["prechelt1998early"],
    "gradient_noise": ["neelakantan2015adding"],
    "kl_sparsity": ["hinton2010practical"],
    "l1": ["tibshirani1996regression"],
    "l2": ["krogh1991simple"],
    "label_smoothing": ["szegedy2016rethinking"],
    "max_norm": ["srebro2005rank", "srivastava2014dropout"],
    "mixup": ["zhang2018mixup"],
    "r_drop": ["liang2021rdrop"],
    "sam": ["foret2021sharpness"],
    "slowness": ["merity2017revisiting"],
    "weight_averaging": ["polyak1992acceleration", "izmailov2018averaging"],
    "weight_decay": ["loshchilov2019decoupled"],
}
OPTIMIZERS = {"adam": ["kingma2015adam"], "adamw": ["kingma2015adam", "loshchilov2019decoupled"]}
MODELS = {"transformer": ["vaswani2017attention"]}
DATA = {
    "fashion-mnist": ["xiao2017fashion"],
    "mnist": ["lecun1998gradient"],
    "boston": ["harrison1978hedonic"],
    "digits": ["alpaydin1998optical"],
}


@lru_cache(maxsize=1)
def entries() -> dict:
    """Key -> BibTeX."""
    parts = re.split(r"^(?=@)", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.match(r"@\w+\{([^,]+),", part)[1]: part for part in parts if part.strip()}


def of_trials(configurations: list) -> dict:
    """Word of what is used -> keys, in the order data, model, optimizer, noises, rules."""
    found: dict = {}
    for known, names in (
        (DATA, [_named(each, "data", "name") for each in configurations]),
        (MODELS, [_named(each, "model", "kind") for each in configurations]),
        (OPTIMIZERS, [_named(each, "optimizer", "kind") for each in configurations]),
        (NOISES, [noise for each in configurations for noise in _noises(each)]),
        (RULES, [rule for each in configurations for rule in each.get("regularizers") or {}]),
    ):
        used = set(names)
        found |= {name: keys for name, keys in known.items() if name in used}
    return found


def _named(configuration: dict, block: str, key: str) -> str:
    return str((configuration.get(block) or {}).get(key, ""))


def _noises(configuration: dict) -> list:
    """Of all sites."""
    sites = (configuration.get("dropout") or {}).values()
    return [each["noise"] for each in sites if isinstance(each, dict) and "noise" in each]


def of_tests(summary: Summary) -> dict:
    """Word of a statistic -> keys, of what decides the comparisons of a summary."""
    if not summary.comparisons:
        return {}
    made = {
        "t": ["student1908probable" if summary.method == "paired" else "welch1947generalization"]
    }
    if summary.test == "permutation":
        made["permutation"] = ["janssen1997studentized"]
    if summary.family > 1:
        made["holm"] = ["holm1979simple"]
    if summary.margin is not None:
        made["equivalence"] = ["schuirmann1987comparison"]
    if summary.tasks:
        made["iqm"] = ["agarwal2021deep"]
    return made | {"g": ["hedges1981distribution"], "improvement": ["mann1947test"]}


def bibliography(keys) -> str:
    """BibTeX of these, in the order of their keys."""
    known = entries()
    return "\n".join(known[key].rstrip() + "\n" for key in sorted(set(keys)))
