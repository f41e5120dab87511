"""Names of months against CLDR, as Babel has it (JupyterLab brings it)."""

import pytest

from engagelib.words import LANGUAGES, say


@pytest.mark.parametrize("lang", LANGUAGES)
def test_months_are_called_as_cldr_calls_them(lang):
    dates = pytest.importorskip("babel.dates")
    names = dates.get_month_names("abbreviated", locale=lang)
    assert [say(f"month_{month}", lang) for month in range(1, 13)] == list(names.values())
