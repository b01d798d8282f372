"""How sphinx makes pages of this folder: sphinx-build -b html experiments/docs build/docs (Debian:
python3-sphinx, python3-myst-parser).
"""

project = "regsweep"
extensions = ["myst_parser"]
exclude_patterns = ["CITATION.cff"]
html_theme = "alabaster"
html_theme_options = {"description": "Ablation sweeps of regularizers", "page_width": "1000px"}
myst_heading_anchors = 3
# Pages also link to files of the clone, which are no pages of this folder.
suppress_warnings = ["myst.ref", "myst.xref_missing", "myst.header", "ref.myst"]
highlight_language = "none"
