"""The command line as a user has it, for tests of whole runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


class Command:
    """The command `engagelib` as a user runs it, and what a run left on record."""

    root = Path(__file__).parents[1]

    def __call__(self, *arguments):
        env = {k: v for k, v in os.environ.items() if not k.startswith("ENGAGELIB_")} | {"COLUMNS": "200"}
        return subprocess.run(
            [sys.executable, "-m", "engagelib", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=env,
            cwd=self.root,
        )

    def copied(self, name, folder):
        """A copy of a shipped study elsewhere, made somebody's own: not illustrative, with another title."""
        shutil.copytree(self.root / "data" / "raw" / name, folder)
        declared = (folder / "study.toml").read_text(encoding="utf-8")
        own = declared.replace("illustrative = true\n", "").replace('title.id = "', 'title.id = "Salinan: ')
        own = own.replace('title.en = "', 'title.en = "Copy: ')
        (folder / "study.toml").write_text(own, encoding="utf-8")
        return folder

    def records(self, study):
        """Each notebook with its record in the manifest."""
        manifest = study / "processed" / "manifest.json"
        return json.loads(manifest.read_text(encoding="utf-8"))["notebooks"]
