"""What every table of a tuned comparison must say."""

from .notes import About, Note, reading
from .tuned import Tuned


def tuned_notes(tuned: Tuned) -> list:
    """Notes for every table of the sweep: what its numbers are conditional on, and which arms are
    one setting.
    """
    said = (
        f"At the chosen settings: one search of {tuned.budget} points for each arm; intervals"
        " cover seeds, not what another search would have chosen."
    )
    if tuned.searches > 1:
        said = (
            f"{tuned.searches} searches of {tuned.budget} points for each arm, each with seeds of"
            " its own: intervals cover seeds and what another search would have chosen."
        )
    notes = [reading(said)]
    same = [
        f"{arm.label} chose the same setting as {arm.same_as}" for arm in tuned.arms if arm.same_as
    ]
    if same:
        said = "they are one variant and are not compared"
        if tuned.searches > 1:
            said = "they have the same value there"
        notes.append(Note(About.READING, f"{'; '.join(same)}: {said}."))
    if not tuned.is_chosen:
        notes.append(Note(About.INTERIM, "The settings are not chosen yet."))
    return notes
