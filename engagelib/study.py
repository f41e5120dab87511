"""A study: where its files are, what they hold, and a record of what was read.

The only module that knows paths. A shipped study is a folder under ``data/raw``; a study of your own is any
folder with a ``study.toml``. Nothing in the raw folder is ever written.
"""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engagelib.contracts import Problem, ProblemsError
from engagelib.exact import RECOMMENDED, Step, pipeline
from engagelib.words import TERMS, say, worded

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.readers import Reading

__all__ = ["FILES", "MissingTable", "NotYet", "Study", "UnknownStudy", "shipped"]

PROJECT = Path(__file__).resolve().parents[1]

#: Where each table is looked for unless `[files]` of study.toml says otherwise.
FILES = {
    "items": "items.csv",
    "responses": "survey.xlsx",
    "answers": "survey.xlsx",
    "ratings": "ratings.csv",
    "comments": "comments.csv",
    "codebook": "codebook.xlsx",
    "codings": "codings",
    "cases": "cases.csv",
    "interviews": "interviews",
    "reviews": "reviews.csv",
    "videos": "tiktok-studio.zip",
    "accounts": "tiktok-studio.zip",
    "sales": "sales.xlsx",
    "events": "events.csv",
    "tickets": "tickets.csv",
    "observations": "observations.xlsx",
    "documents": "documents.csv",
    "insights": "insights",
    "orders": "orders.csv",
    "member_check": "member_check.csv",
    "citations": "citations.csv",
    "evidence": "evidence.csv",
    "published": "published.csv",
    "wording": "wording.csv",
}


class UnknownStudy(Exception):
    """There is no study of that name and no folder with a study.toml."""


class MissingTable(Exception):
    """The study has no such file; what needs it is left out and the report says so.

    `file` is a file's name, or a key of `words` for something else that is lacking.
    """

    def __init__(self, table: str, file: str) -> None:
        self.table, self.file = table, file
        super().__init__(f"the study has no {say(file, 'en') if file in TERMS else file}")


class NotYet(Exception):
    """A result table that another notebook makes is not there yet."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"table '{table}' has not been made yet; run the notebook that writes it first")


def shipped() -> list[str]:
    """The studies that come with the project."""
    return sorted(path.parent.name for path in (PROJECT / "data" / "raw").glob("*/study.toml"))


def _folder(name: str | Path) -> Path:
    for folder in (PROJECT / "data" / "raw" / str(name), Path(name)):
        if (folder / "study.toml").is_file():
            return folder.resolve()
    if Path(name).is_dir():
        raise UnknownStudy(f"the folder '{name}' has no study.toml, so it is not a study")
    near = difflib.get_close_matches(str(name), shipped(), 1, 0.4)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    raise UnknownStudy(
        f"there is no study '{name}'{hint} Shipped studies: {', '.join(shipped())}; or give a folder that holds a study.toml"
    )


def _config(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProblemsError([Problem(path.name, message=f"cannot be read: {error}")]) from None


@dataclass(frozen=True)
class Study:
    """A study's folder, its declarations (study.toml) and its tables."""

    folder: Path
    config: dict
    lang: str = "id"
    _read: dict = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, name: str | Path, lang: str = "id") -> Study:
        """The shipped study of that name, or the study in that folder; UnknownStudy, with the nearest name, if there is none."""
        from engagelib.declaration import mistakes

        folder = _folder(name)
        config = _config(folder / "study.toml")
        wrong = [Problem("study.toml", message=sentence) for sentence in mistakes(config)]
        if wrong:
            raise ProblemsError(wrong)
        return cls(folder, config, lang)

    # --- what it is
    # --------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.config.get("study", {}).get("name", self.folder.name)

    def _worded(self, value: str | dict) -> str:
        """Words as declared, or those of this study's language where there are two; of one, those."""
        return worded(value, self.lang)

    @property
    def title(self) -> str:
        return self._worded(self.section("study").get("title", "")) or self.name

    @property
    def question(self) -> str:
        """What the study asks."""
        return self._worded(self.section("study").get("question", ""))

    @property
    def limits(self) -> str:
        """What its data cannot say."""
        return self._worded(self.section("study").get("limits", ""))

    @property
    def methods(self) -> dict[str, str]:
        """What the researcher says of how the study was made, for the checklists: fact -> words."""
        declared = {fact: self._worded(words) for fact, words in self.section("methods").items()}
        return {"title": self.title, "question": self.question, "limits": self.limits} | declared

    @property
    def illustrative(self) -> bool:
        return bool(self.config.get("study", {}).get("illustrative", False))

    @property
    def zone(self) -> str:
        return self.config.get("study", {}).get("zone", "Asia/Jakarta")

    @property
    def is_shipped(self) -> bool:
        return self.folder.parent == PROJECT / "data" / "raw"

    def pipeline(self, name: str = "paper") -> tuple[Step, ...]:
        """A rounding pipeline that study.toml declares; the recommended one where it declares none."""
        rows = self.config.get("pipeline", {}).get(name)
        return RECOMMENDED if rows is None else pipeline(rows)

    def section(self, name: str) -> dict:
        """A part of study.toml, empty if it is not there."""
        return self.config.get(name, {})

    @property
    def claims(self) -> dict[str, dict]:
        """The study's claims by id, each with its text in this study's language first, and the rules of its quantitative refs."""
        return self.section("claims")

    @property
    def research(self) -> list[tuple[str, str]]:
        """The stages of the research, each with its particulars, in this study's language."""
        return [tuple(worded(stage, self.lang)) for stage in self.config.get("research", [])]

    @property
    def joint(self) -> list[dict]:
        """The questions of the joint display, in this study's language."""
        chosen = ("question", "meta_inference")
        return [
            {key: self._worded(value) if key in chosen else value for key, value in row.items()}
            for row in self.config.get("joint", [])
        ]

    def entries(self, name: str) -> list[dict]:
        """The entries of a list of study.toml ([[stages]], [[statements]]); none if it is not there."""
        return self.config.get(name, [])

    def declared(self, name: str) -> dict:
        """A part of study.toml that is needed; MissingTable if it is not there."""
        if not self.section(name):
            raise MissingTable(name, f"[{name}] (study.toml)")
        return self.section(name)

    def inference(self, display: str) -> dict[str, dict]:
        """What the researcher wrote beside the rows of a joint display: row -> relation, meta_inference."""
        return self.section("inference").get(display, {})

    # --- where things are
    # ----------------------------------------------------------------------------------------------

    @property
    def processed(self) -> Path:
        """Where results live; ``reproduce --out`` moves it."""
        elsewhere = os.environ.get("ENGAGELIB_PROCESSED")
        if elsewhere:
            return Path(elsewhere)
        return PROJECT / "data" / "processed" / self.name if self.is_shipped else self.folder / "processed"

    @property
    def coding(self) -> Path:
        return PROJECT / "data" / "coding" / self.name if self.is_shipped else self.folder / "coding"

    def _out(self, kind: str) -> Path:
        folder = Path(os.environ.get("ENGAGELIB_OUT") or self.processed) / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def tables(self) -> Path:
        """Where a notebook writes its tables (a staging folder while `reproduce` runs it)."""
        return self._out("tables")

    @property
    def figures(self) -> Path:
        return self._out("figures")

    # --- what people decided
    # ---------------------------------------------------------------------------------------

    def decided(self, file: str) -> Path:
        """A file of the coding folder, there or not; whoever reads it depends on it."""
        self._record({"file": file, "root": "coding"})
        return self.coding / file

    def key(self) -> bytes:
        """The key of the study's pseudonyms; ProblemsError, with what to do, if it lies elsewhere."""
        from engagelib import privacy

        return privacy.key_of(self.name, self.coding, self.illustrative)

    def left_out(self) -> frozenset[str]:
        """Pseudonyms of people who are left out."""
        from engagelib import privacy

        return privacy.excluded(self.decided(privacy.EXCLUDED))

    def overrides(self) -> pd.DataFrame:
        """Farmer codes that people decided otherwise (overrides.csv of the coding folder); none if there is no such file."""
        from engagelib import readers
        from engagelib.contracts import empty

        file = self.decided("overrides.csv")
        if not file.exists():
            return empty("overrides")
        reading = readers.tabular("overrides", file)
        if reading.problems:
            raise ProblemsError(reading.problems)
        return reading.table

    def comments_of(self, authors: Collection[str]) -> frozenset[str]:
        """The ids of these people's comments in the raw export, whether they are left out or not."""
        if not authors:
            return frozenset()
        from engagelib.inputs import imported

        table = imported(self, ()).table
        return frozenset(table.loc[table["author"].isin(set(authors)), "comment_id"])

    def mapped_columns(self, table: str) -> dict[str, str]:
        """Columns that were named for this study: column of the contract -> header of the file."""
        file = self.decided("columns.json")
        return json.loads(file.read_text(encoding="utf-8")).get(table, {}) if file.exists() else {}

    def slang(self) -> dict[str, str]:
        """The study's own slang list, coding/slang.csv (form, word), which goes before the project's; empty without one."""
        from engagelib.lexicon import slang_from
        from engagelib.textfiles import csv_rows

        file = self.decided("slang.csv")
        try:
            return slang_from(csv_rows(file)) if file.exists() else {}
        except ValueError as error:
            raise ProblemsError([Problem(file.name, message=str(error))]) from None

    def map_columns(self, table: str, **headers: str) -> None:
        """Name the headers of a file that no alias covers, once: `map_columns("comments", text="Isi komentar")`."""
        file = self.coding / "columns.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        known[table] = known.get(table, {}) | headers
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        self._read.pop(table, None)

    def files(self) -> list[Path]:
        """Every raw file, processed and coding folders of a study elsewhere left out."""
        own = {self.folder / "processed", self.folder / "coding"}
        return sorted(
            path
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith((".", "~$")) and not own & set(path.parents)
        )

    def path(self, table: str) -> Path:
        """The file or folder of a table; MissingTable if the study has none."""
        file = self.section("files").get(table, FILES[table])
        path = self.folder / file
        if not path.exists():
            self._record({"absent": table})
            raise MissingTable(table, file)
        parts = sorted(path.glob("[!.~]*")) if path.is_dir() else [path]
        if not parts:
            self._record({"absent": table})
        for part in parts:
            self._record({"file": part.relative_to(self.folder).as_posix(), "root": "raw"})
        return path

    def _record(self, line: dict) -> None:
        log = os.environ.get("ENGAGELIB_RECORD")
        if log:
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    # --- tables
    # --------------------------------------------------------------------------------------------------------

    def reading(self, table: str) -> Reading:
        """What the reader of a table found, problems included; read once."""
        from engagelib.inputs import READINGS

        if table not in self._read:
            self._read[table] = READINGS[table](self)
        else:
            self.path(table)  # still recorded as read by whoever asks
        return self._read[table]

    def _table(self, table: str) -> pd.DataFrame:
        from engagelib.sheets import Unreadable

        try:
            reading = self.reading(table)
        except Unreadable as error:
            raise ProblemsError(
                [Problem(self.path(table).name, message=str(error).partition(": ")[2])]
            ) from None
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        if errors:
            raise ProblemsError(errors)
        if reading.table.empty:
            raise MissingTable(table, f"{self.section('files').get(table, FILES[table])} with a row")
        return reading.table.copy()

    def given(self, table: str) -> pd.DataFrame | None:
        """A table, or None if the study has none."""
        try:
            return self._table(table)
        except MissingTable:
            return None

    def items(self) -> pd.DataFrame:
        return self._table("items")

    def responses(self) -> pd.DataFrame:
        return self._table("responses")

    def ratings(self) -> pd.DataFrame:
        """Ratings of activities (N, P, L, F), from which a capability level is assessed."""
        return self._table("ratings")

    def comments(self) -> pd.DataFrame:
        return self._table("comments")

    def codebook(self) -> pd.DataFrame:
        return self._table("codebook")

    def codings(self) -> pd.DataFrame:
        return self._table("codings")

    def answers(self) -> pd.DataFrame:
        return self._table("answers")

    def interviews(self) -> pd.DataFrame:
        return self._table("interviews")

    def units(self) -> pd.DataFrame:
        """Everything that can be coded: what customers and informants said, field notes, notes on documents."""
        from engagelib.inputs import units

        return units(self)

    def clusters(self) -> pd.Series:
        """Whose unit it is: unit -> the person, or the shop where people belong to shops (cases.csv); units of one hang together."""
        units = self.units().drop_duplicates("unit").set_index("unit")["case"]
        try:
            parent = self.cases().drop_duplicates("case").set_index("case")["parent"]
        except MissingTable:
            return units
        return units.map(parent).fillna(units)

    def in_order(self) -> pd.DataFrame:
        """The units by whose cases saturation is judged: open answers as they stand, or interviews by their day."""
        if self.section("coding").get("order", "answers") == "answers":
            return self.answers()
        return self.interviews().sort_values("made_at", kind="stable", ignore_index=True)

    def passages(self) -> pd.DataFrame:
        """Codings, where coders marked passages; MissingTable if they coded whole units only."""
        codings = self.codings()
        if codings["start"].isna().all():
            raise MissingTable("codings", "lacking_passages")
        return codings

    def recommendation(self) -> pd.Series:
        """Answers to "would you recommend us", from 0 to 10; MissingTable if it was not asked."""
        responses = self.responses()
        asked = responses["construct"].str.casefold() == "nps"
        if not asked.any():
            raise MissingTable("responses", "lacking_nps")
        return responses.loc[asked, "value"]

    def videos(self) -> pd.DataFrame:
        return self._table("videos")

    def accounts(self) -> pd.DataFrame:
        return self._table("accounts")

    def sales(self) -> pd.DataFrame:
        return self._table("sales")

    def events(self) -> pd.DataFrame:
        return self._table("events")

    def tickets(self) -> pd.DataFrame:
        return self._table("tickets")

    def cases(self) -> pd.DataFrame:
        """Shops, informants and what else is compared, with their attributes."""
        return self._table("cases")

    def reviews(self) -> pd.DataFrame:
        return self._table("reviews")

    def orders(self) -> pd.DataFrame:
        """Orders, buyers by pseudonym."""
        return self._table("orders")

    def insights(self) -> pd.DataFrame:
        """What the platforms count, month by month."""
        return self._table("insights")

    def member_check(self) -> pd.DataFrame:
        return self._table("member_check")

    def citations(self) -> pd.DataFrame:
        return self._table("citations")

    def observations(self) -> pd.DataFrame:
        return self._table("observations")

    def documents(self) -> pd.DataFrame:
        return self._table("documents")

    def evidence(self) -> pd.DataFrame:
        return self._table("evidence")

    def published(self) -> pd.DataFrame:
        return self._table("published")

    def wording(self) -> pd.DataFrame:
        """Claims in words: names, ranks, words that claim a test; laid out as `published` is."""
        return self._table("wording")

    def table(self, name: str) -> pd.DataFrame:
        """A result that an earlier notebook wrote; NotYet if it is not there or is being made anew."""
        import pandas as pd

        self._record({"table": name})
        pending = os.environ.get("ENGAGELIB_PENDING")
        if pending and name in json.loads(Path(pending).read_text(encoding="utf-8")):
            raise NotYet(name)
        path = self.processed / "tables" / f"{name}.parquet"
        if not path.exists():
            raise NotYet(name)
        return pd.read_parquet(path)

    def results(self, *names: str) -> dict[str, pd.DataFrame]:
        """Several results at once; those that no notebook of this study makes are left out."""
        found = {}
        for name in names:
            try:
                found[name] = self.table(name)
            except NotYet:
                if os.environ.get("ENGAGELIB_RECORD") and not os.environ.get("ENGAGELIB_LAST"):
                    raise  # it may still be made: the runner comes back to this notebook
        return found

    def sources(self) -> dict[str, pd.DataFrame]:
        """The raw tables that claims end in, those that the study has; of codings the main coder's, with
        their theme.
        """
        names = (
            *("units", "observations", "documents", "tickets", "reviews", "cases", "orders", "insights"),
            *("responses", "codings", "codebook", "sales", "videos", "citations", "member_check"),
        )
        found = {}
        for name in names:
            try:
                found[name] = getattr(self, name)()
            except MissingTable:
                continue
        if {"codings", "codebook"} <= found.keys():
            theme = found["codebook"].set_index("code")["theme"]
            coded = found["codings"].assign(theme=found["codings"]["code"].map(theme))
            primary = self.section("coding").get("primary")
            found["codings"] = coded[coded["coder"] == primary] if primary else coded
        return found

    def inventory(self) -> pd.DataFrame:
        """What the study holds: table, file, rows, first and last day."""
        import pandas as pd

        rows = []
        for name in FILES:
            try:
                table = self._table(name)
            except MissingTable:
                continue
            stamps = [c for c in ("date", "created_at", "made_at", "opened_at", "posted_at") if c in table]
            days = table[stamps[0]].dropna() if stamps else None
            if days is not None and days.dt.tz is not None:
                days = days.dt.tz_convert(self.zone)
            span = (
                (days.min().date().isoformat(), days.max().date().isoformat())
                if days is not None and len(days)
                else (None, None)
            )
            rows.append((name, self.section("files").get(name, FILES[name]), len(table), *span))
        return pd.DataFrame(rows, columns=["table", "file", "rows", "first", "last"])

    def problems(self) -> list[Problem]:
        """Everything that is wrong in the raw files, all at once: cell by cell, then what two files say differently."""
        from engagelib.sheets import Unreadable

        found: list[Problem] = []
        for table in FILES:
            try:
                found += self.reading(table).problems
            except MissingTable:
                continue
            except ProblemsError as error:
                found += error.problems
            except Unreadable as error:
                file, _, message = str(error).partition(": ")
                found.append(Problem(file, message=message))
            except (ValueError, TypeError, KeyError, OverflowError, OSError, RuntimeError) as error:
                file = self.section("files").get(table, FILES[table])
                found.append(
                    Problem(file, message=f"cannot be read ({error}); save it again in its usual format")
                )
        from engagelib.crosschecks import problems

        return list(dict.fromkeys([*found, *problems(self)]))
