"""Keys of the tests lie in a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def configuration(tmp_path, monkeypatch):
    """The folder of keys, which no test shares with another."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("WIN_PD_OVERRIDE_APPDATA", str(tmp_path / "config"))
    monkeypatch.delenv("ENGAGELIB_KEY_FILE", raising=False)
    return tmp_path / "config" / "engagelib" / "keys"
