"""The seeds of a trial's sources of randomness, where its seed has one for each in its digits:
initialization + 1,000 order + 1,000,000 masks (lib/random/seed_parts.hpp)."""

SOURCES = {"initialization": "initial weights", "order": "order of examples", "masks": "masks"}


def parts_of(seed: int) -> dict:
    """Source -> its seed."""
    return {
        "initialization": seed % 1_000,
        "order": seed // 1_000 % 1_000,
        "masks": seed // 1_000_000,
    }


def levels_of(seeds, training: dict) -> dict:
    """Source -> its seeds, ascending; {} where seeds are plain. `training`: the block of a
    configuration."""
    if (training or {}).get("randomness") != "by_source":
        return {}
    parts = [parts_of(int(seed)) for seed in seeds]
    return {name: sorted({each[name] for each in parts}) for name in SOURCES}


def combinations_text(levels: dict) -> str:
    """For example 5 of initial weights x 5 of masks; sources with one seed are left out."""
    several = {name: each for name, each in levels.items() if len(each) > 1}
    return " x ".join(f"{len(each)} of {SOURCES[name]}" for name, each in several.items())
