"""No byte of any output names anybody: secrets in many written forms behind every door, whole runs, every byte searched."""

from itertools import count

import pandas as pd
import pytest

from engagelib.study.folder import FILES
from engagelib.study.study import Study
from engagelib.text.masks import masked
from tests.people import scan
from tests.people.secrets_planted import FORMS, NAMES, secret


def test_there_are_forms_and_doors_enough():
    assert len(FORMS) >= 40 and sum(map(len, scan.DOORS.values())) * len(FORMS) >= 600


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "around", ["{}", "Hubungi {} ya kak", "enak, {}. Porsi 2 10.000", "lihat {} jam 08.30", "{}\nlalu {}"]
)
def test_every_form_is_masked_wherever_it_stands_and_the_length_stays(form, around):
    for n in range(3, 999, 83):
        one = secret(form, n)
        text = around.replace("{}", one.text)
        found = masked(text, NAMES)
        assert one.needle.casefold() not in found.casefold() and len(found) == len(text), text
        assert masked(found, NAMES) == found


@pytest.mark.slow
@pytest.mark.parametrize("name", scan.DOORS)
def test_no_door_lets_a_secret_in(name, tmp_path):
    planted = scan.planted(name, tmp_path / "copy", count())
    needles = {
        one.needle.casefold(): (door, one.form) for door, every in planted.secrets.items() for one in every
    }
    _, raw = scan.found_in([planted.folder], needles)
    assert {needle for _, needle in raw} == needles.keys()  # the search knows them where they are
    study = Study(planted.folder)
    read = [pd.DataFrame({"said": list(map(str, study.problems()))})]
    read += [table for known in FILES if (table := study.given(known)) is not None]
    whole = "\n".join(table.to_csv() for table in read).casefold()
    assert [where for needle, where in needles.items() if needle in whole] == []


@pytest.mark.long
def test_no_byte_of_any_output_holds_a_secret_before_and_after_somebody_is_forgotten(tmp_path):
    found = scan.scanned(tmp_path)
    assert found["secrets"] >= 600 and found["outputs"] > 300
    assert found["found before"] == {} and found["found after forget"] == {}
