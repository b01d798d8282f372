"""The kinds of figures and their captions, for who needs the names without matplotlib."""

CAPTIONS = {
    "dose_response": "Dose and response",
    "heat_map": "Two axes at once",
    "main_effects": "Main effects",
    "comparisons": "Comparisons",
    "profiles": "Profiles and ranks over tasks",
    "curves": "Training",
    "learning": "Learning curves",
    "gap": "Generalization gap",
    "positions": "Loss by position",
    "calibration": "Calibration",
    "budget": "What a budget of tuning buys",
    "response": "Settings that were tried",
    "probe_doses": "What probes measured",
    "probe_curves": "Curves of probes",
    "reliability": "Reliability",
    "attention_maps": "Attention weights",
}
KINDS = list(CAPTIONS)
