"""One file per format: each takes a Table of cells.py (csv.py: records of unrounded values) and
gives text.
"""
