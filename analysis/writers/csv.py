"""Records as CSV for other programs: unrounded values, one line each.

What is unknown (NaN, None) is an empty cell.
"""

import io
import math
from csv import DictWriter


def text(records: list) -> str:
    """`records`: dicts with the same keys in the same order, which are the header."""
    out = io.StringIO()
    writer = DictWriter(out, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: _cell(value) for name, value in record.items()})
    return out.getvalue()


def _cell(value):
    unknown = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if unknown else value
