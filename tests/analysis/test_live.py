"""A report that is drawn while a sweep is trained: marked interim and loading itself again, until
every trial has its result.
"""

from pathlib import Path
from types import SimpleNamespace

import fake_results
import pytest

from analysis import live

AXES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.10, 0.11, 0.13], [0.08, 0.09, 0.10]]
MISSING = [(1, 1), (1, 2)]


@pytest.fixture
def options(tmp_path):
    return SimpleNamespace(results=tmp_path, metric=None, tasks=None, live=7)


def draw_to(folder, seen):
    def draw(dataset, summary):
        seen.append((summary.done, summary.interim))
        page = folder / "report.html"
        page.write_text(f"<head>\n{live.MARK}\n</head>", encoding="utf-8")
        return page

    return draw


def test_it_draws_until_every_trial_has_its_result(tmp_path, options, capsys):
    seen, pages = [], []

    def pause(seconds):
        assert seconds == 7
        pages.append((tmp_path / "report.html").exists() and (tmp_path / "report.html").read_text())
        missing = MISSING if len(pages) == 1 else []
        fake_results.write(tmp_path, AXES, ERRORS, missing=missing)

    assert live.follow(options, draw_to(tmp_path, seen), pause) == 0
    assert seen == [(4, True), (6, False)]
    assert pages[0] is False  # nothing was there yet
    assert '<meta http-equiv="refresh" content="7">' in pages[1]
    assert "refresh" not in (tmp_path / "report.html").read_text()
    said = capsys.readouterr()
    assert "4 of 6 trials" in said.out and "every trial has ended" in said.out
    assert "nothing to draw yet" in said.err


def test_the_program_collects_where_it_is_known(tmp_path, options, monkeypatch):
    told = tmp_path / "told"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
    program.chmod(0o755)
    monkeypatch.setenv(live.PROGRAM, str(program))
    live.collect(options.results)
    assert told.read_text() == f"collect {tmp_path}\n"
    monkeypatch.delenv(live.PROGRAM)
    live.collect(options.results)
    live.collect(Path("results.h5"))
    assert told.read_text() == f"collect {tmp_path}\n"
