"""The tables of test examples, of ExampleRows of examples.py: both intervals, McNemar's test, the
most different examples.
"""

from .cells import EMPTY, Align, Column, Number, NumberInRange, PValue, Range, Table, TableRow, Text
from .examples import ExampleRow
from .number_text import number_text

SHOWN = 3  # of the examples that differ most
COLUMNS = [
    Column("variant", "variant", Align.LEFT),
    Column("mean", "mistakes (%) or loss"),
    Column("seeds", "interval over seeds"),
    Column("examples", "interval over examples"),
    Column("both", "interval over both"),
    Column("difference", "difference, over both"),
    Column("only", "only this : only baseline right"),
    Column("p", "p (McNemar)"),
    Column("most", "examples that differ most (loss)", Align.LEFT),
]


def example_table(rows: list) -> Table:
    """A row per ExampleRow: mistakes in percent where there are classes that were compared, losses
    elsewhere.
    """
    classes = any(row.only is not None for row in rows)
    scale, digits = (100, 2) if classes else (1, 3)
    return Table(COLUMNS, [_row(each, scale, digits) for each in rows])


def _row(row: ExampleRow, scale: float, digits: int) -> TableRow:
    difference, made = Text("baseline"), row.difference_both
    if made:
        number = Number(scale * made.mean, digits, signed=True)
        difference = NumberInRange(number, Range(scale * made.low, scale * made.high, digits))
    most = [f"{example} ({number_text(size, 2, True)})" for example, size in row.most or []]
    _, low, high = row.examples
    tested = row.mcnemar_p == row.mcnemar_p  # not NaN
    return TableRow(
        [
            Text(row.row.label),
            Number(scale * row.seeds.mean, digits),
            Range(scale * row.seeds.low, scale * row.seeds.high, digits),
            Range(scale * low, scale * high, digits),
            Range(scale * row.both.low, scale * row.both.high, digits),
            difference,
            Text(f"{row.only[0]:.0f} : {row.only[1]:.0f}") if row.only else EMPTY,
            PValue(row.mcnemar_p, 3) if tested else EMPTY,
            Text(", ".join(most[:SHOWN])),
        ]
    )


def example_records(rows: list) -> list:
    """A dict per ExampleRow, for CSV; unrounded."""
    return [_record(each) for each in rows]


def _record(row: ExampleRow) -> dict:
    difference, only = row.difference or (None,) * 3, row.only or (None,) * 2
    both = row.difference_both
    return {
        "variant": row.row.variant,
        "label": row.row.label,
        "mean": row.seeds.mean,
        "seeds_low": row.seeds.low,
        "seeds_high": row.seeds.high,
        "examples_low": row.examples[1],
        "examples_high": row.examples[2],
        "both_low": row.both.low,
        "both_high": row.both.high,
        "difference": difference[0],
        "difference_examples_low": difference[1],
        "difference_examples_high": difference[2],
        "difference_both_low": both and both.low,
        "difference_both_high": both and both.high,
        "only_variant_right": only[0],
        "only_baseline_right": only[1],
        "mcnemar_p": row.mcnemar_p,
        "most_different_examples": " ".join(str(example) for example, _ in row.most or []),
    }
