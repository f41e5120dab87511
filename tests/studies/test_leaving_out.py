"""What `check` passes, runs: without a file, a column or a part of study.toml, one at a time and in pairs."""

import random

import pytest

from tests.studies.leaving_out import Whole, pairs

STUDIES = ("kia-metro", "umkm-loyalty")


@pytest.fixture(scope="module", params=STUDIES)
def whole(request, tmp_path_factory):
    return Whole(request.param, tmp_path_factory.mktemp("whole"))


def stops(whole, every, tmp_path):
    """What stopped, by what was taken away; and how much `check` let pass."""
    found, passed = {}, 0
    for number, taken in enumerate(every):
        stopped = whole.stopped_without(taken, tmp_path / f"{number}" / whole.folder.name)
        passed += stopped is not None
        if stopped:
            found[" + ".join(map(str, taken))] = stopped
    return found, passed


@pytest.mark.long
def test_a_study_without_any_of_its_parts_runs(whole, tmp_path):
    found, passed = stops(whole, [(part,) for part in whole.parts], tmp_path)
    assert found == {} and passed > 50


@pytest.mark.long
def test_a_study_without_two_of_its_parts_runs(whole, tmp_path):
    assert stops(whole, pairs(whole), tmp_path)[0] == {}


@pytest.mark.long
def test_reproduce_runs_what_check_passes(whole, command, tmp_path):
    """Twelve, by the command itself and its kernels."""
    order = random.Random(12).sample(whole.parts, len(whole.parts))
    ran = 0
    for number, part in enumerate(order):
        if ran == 12:
            break
        study = command.copied(whole.folder.name, tmp_path / f"{number}" / whole.folder.name)
        part.take_away(study)
        if command("check", study, "--lang", "en").returncode:
            continue
        done = command("reproduce", study, "--lang", "en")
        assert done.returncode == 0, (str(part), done.stdout, done.stderr)
        ran += 1
    assert ran == 12
