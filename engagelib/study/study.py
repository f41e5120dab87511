"""A study: what it declares, what its files hold, and what is wrong in them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Collection
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engagelib.contracts import TABLES, ZONE, Problem, ProblemsError, among
from engagelib.contracts.problems import MissingTable, Note, Unreadable, note
from engagelib.exact import RECOMMENDED, Step, pipeline
from engagelib.files import write_whole
from engagelib.study.folder import FILES, located
from engagelib.study.interpretation import misplaced
from engagelib.study.kept import keep, kept
from engagelib.study.lab import watch
from engagelib.study.results import Results
from engagelib.text.bounds import Bounds, bounded, checked, refused
from engagelib.words import LANGUAGES, sentence, worded

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from engagelib.people import People
    from engagelib.readers.conform import Reading
    from engagelib.study.declaration import Settings
    from engagelib.study.kept import Heard

__all__ = ["Study"]

#: The raw tables that claims may end in.
SOURCES = (
    "units", "observations", "documents", "tickets", "reviews", "cases", "orders", "insights",
    "responses", "codings", "codebook", "sales", "videos", "citations", "member_check",
)  # fmt: skip

#: Tables of what people said, and of what else they did, with the column by which a row is known.
SAID = {"comments": "comment_id", "answers": "unit", "interviews": "unit"}
DONE = {"orders": "order_key", "responses": "respondent"}


#: Bytes of a study.toml; more is none that anybody wrote.
_DECLARED = 2_000_000


def _config(path: Path) -> dict:
    try:
        if why := refused(path, path.parent):
            raise Unreadable(path.name, why)
        checked(path, _DECLARED)
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except Unreadable as error:
        raise ProblemsError([error.problem()]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise ProblemsError([Problem(path.name, message=note("cannot_be_read", error=str(error)))]) from None


def _raw(table: str, holds: str) -> Callable[[Study], pd.DataFrame]:
    """A method of `Study` that gives a raw table; its help names the columns."""

    def method(self: Study) -> pd.DataFrame:
        return self._table(table)

    method.__name__ = table
    method.__qualname__ = f"Study.{table}"
    listed = ", ".join(column.name for column in TABLES.get(table, TABLES["units"]))
    method.__doc__ = (
        f"{holds}: {listed}. MissingTable if the study has none, ProblemsError if it cannot be read."
    )
    return method


T = TypeVar("T")


def _needed(found: T, there: Any, table: str, lacks: str, **parts: object) -> T:
    """What a section rests on; MissingTable, which says what the table lacks, where it is not there."""
    if not there:
        raise MissingTable(table, note(lacks, **parts))
    return found


#: Columns that tell of whom a row is, where people are counted before rows.
PEOPLE = ("respondent", "customer", "informant")


class Study(Results):
    """A study: its declarations (study.toml), its tables, and what becomes of its results.

    `Study("kia-metro")` opens the shipped study of that name, `Study("path/to/folder")` the study in that
    folder. `lang` ("id" or "en") is the language in which results are shown.

    Raises UnknownStudy, with the nearest name, where there is none; ProblemsError for mistakes in study.toml.
    """

    def __init__(self, name: str | Path, lang: str = "id") -> None:
        folder = located(name)
        super().__init__(folder, _config(folder / "study.toml"))
        self.lang = lang = str(lang).strip().casefold()
        if lang not in LANGUAGES:
            raise ValueError(sentence("language_unknown", "en", given=lang))
        self._read: dict[str, Heard] = {}
        self._too_dear: dict[str, Unreadable] = {}
        self.units_of: tuple[list[Reading], pd.DataFrame] | None = None
        self.written: dict[str, pd.DataFrame] = {}
        if not self._is_as_last_run():
            self.settings  # noqa: B018 - mistakes are told at once
        watch(self.folder, self.coding, lang)

    def __repr__(self) -> str:
        return f"Study({self.place!r}, lang={self.lang!r}): {self.title}"

    @classmethod
    def open(cls, name: str | Path, lang: str = "id") -> Study:
        """`Study(name, lang)`, by another name."""
        return cls(name, lang)

    # --- what it declares -----------------------------------------------------------------------------

    @cached_property
    def settings(self) -> Settings:
        """What study.toml declares, typed: `study.settings.sales.change` is a date. ProblemsError for its mistakes."""
        from pydantic import ValidationError

        from engagelib.study.declaration import Settings

        try:
            return Settings.of(self.config)
        except ValidationError:
            from engagelib.study.mistakes import mistakes

            found = [Problem("study.toml", message=said) for said in mistakes(self.config)]
            raise ProblemsError(found) from None

    def _is_as_last_run(self) -> bool:
        """Whether the last run read this very study.toml, so that it was found right.

        Then the settings, which take longer to import than a run in which nothing changed, wait until they are
        asked for; a run with another version of the library checks all files, and so asks for them first.
        """
        try:
            known = json.loads((self.processed / "manifest.json").read_text(encoding="utf-8"))["inputs"]
            return known["study.toml"] == sha256((self.folder / "study.toml").read_bytes()).hexdigest()
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return False

    def _worded(self, value: str | dict) -> str:
        """Words as declared, or those of this study's language where there are two; of one, those."""
        return worded(value, self.lang)

    @property
    def title(self) -> str:
        return self._worded(self.config.get("study", {}).get("title", "")) or self.name

    @property
    def question(self) -> str:
        """What the study asks."""
        return self._worded(self.settings.study.question)

    @property
    def limits(self) -> str:
        """What its data cannot say."""
        return self._worded(self.settings.study.limits)

    @property
    def unit(self) -> str:
        """What sales count (portions, pieces); empty where study.toml does not say."""
        return self._worded(self.settings.sales.unit)

    @property
    def methods(self) -> dict[str, str]:
        """What the researcher says of how the study was made, for the checklists: fact -> words."""
        declared = {fact: self._worded(words) for fact, words in self.settings.methods.items()}
        return {"title": self.title, "question": self.question, "limits": self.limits} | declared

    @property
    def illustrative(self) -> bool:
        return self.config.get("study", {}).get("illustrative", False)

    @property
    def zone(self) -> str:
        return self.settings.study.zone or ZONE

    def provenance(self) -> tuple[str, Note | str]:
        """Where the data come from (PROVENANCE.md), as far as it can be read, and what is wrong in how it is written."""
        from engagelib.text.encodings import encoding_of, opening

        path = self.folder / "PROVENANCE.md"
        if not path.exists():
            return "", ""
        try:
            with opening(path):
                if why := refused(path, self.folder):
                    raise Unreadable(path.name, why)
                checked(path)
                data = path.read_bytes()
        except Unreadable as error:
            return "", error.why
        try:
            encoding = encoding_of([data], path.name)
        except Unreadable as error:
            told = error.why.but(form="UTF-8") if isinstance(error.why, Note) else error.why
            return data.decode("utf-8-sig", "replace"), told
        called = {"utf-8-sig": "", "cp1252": "Windows-1252"}.get(encoding, "UTF-16")
        return data.decode(encoding), note("written_in", encoding=called) if called else ""

    def declared_pipeline(self) -> tuple[Step, ...]:
        """The rounding pipeline that study.toml declares; MissingTable where it declares none."""
        self.declared("pipeline")
        return self.pipeline()

    def pipeline(self, name: str = "paper") -> tuple[Step, ...]:
        """A rounding pipeline that study.toml declares; the recommended one where it declares none."""
        rows = self.settings.pipeline.get(name)
        return RECOMMENDED if rows is None else pipeline(row.plain() for row in rows)

    @property
    def claims(self) -> dict[str, dict]:
        """The study's claims by id, each with its text in one language or both, its place and the rules of its quantitative refs."""
        return {name: claim.plain() for name, claim in self.settings.claims.items()}

    @property
    def research(self) -> list[tuple[str, str]]:
        """The stages of the research, each with its particulars, in this study's language."""
        return [tuple(worded(stage.plain(), self.lang)) for stage in self.settings.research]

    @property
    def joint(self) -> list[dict]:
        """The questions of the joint display, in this study's language."""
        chosen = ("question", "meta_inference")
        return [
            {key: self._worded(value) if key in chosen else value for key, value in row.items()}
            for row in (asked.plain() for asked in self.settings.joint)
        ]

    @property
    def stages(self) -> list[dict]:
        """The stages of the study's model, with their themes and measures."""
        return [stage.plain() for stage in self.settings.stages]

    @property
    def outcome(self) -> str | None:
        """The theme that the others are said to lead to, if the study names one."""
        return self.settings.coding.outcome if self.settings.coding else None

    @property
    def saturation(self) -> dict[str, Any]:
        """When nothing new counts as heard any more: base, run, threshold; MissingTable if study.toml says nothing of coding."""
        return dict(self.declared("coding").saturation)

    @property
    def outcome_construct(self) -> str | None:
        """The construct that the others are held against: as declared, else the one that every hypothesis leads to."""
        if self.settings.survey.outcome:
            return self.settings.survey.outcome
        named = {one.outcome for one in self.settings.hypotheses.values()}
        return named.pop() if len(named) == 1 else None

    def code_roles(self) -> dict[str, list[str]]:
        """Which codes are complaints, requests, access, praise; MissingTable if study.toml does not say."""
        roles = self.settings.coding.roles if self.settings.coding else {}
        return _needed(roles, roles, "codings", "lacking_roles")

    def dimensions(self) -> dict[str, list[str]]:
        """The dimensions of engagement, each with the codes that show it; MissingTable if study.toml names none."""
        return _needed(self.settings.engagement, self.settings.engagement, "codings", "lacking_dimensions")

    def engagement_sides(self) -> list[str]:
        """What is known of engagement: "videos" that a platform counted, "dimensions" that study.toml declares.

        MissingTable if neither is.
        """
        known = ["videos"] if self.given("videos") is not None else []
        known += ["dimensions"] if self.settings.engagement else []
        if not known:
            self.videos()  # says what is not there
        return known

    def declared(self, name: str) -> Any:
        """A part of the settings that is needed; MissingTable if study.toml does not have it."""
        if not self.config.get(name):
            raise MissingTable(name, f"[{name}] (study.toml)")
        return getattr(self.settings, name)

    def objectives(self) -> dict[str, dict]:
        """Which codes, processes and measures speak of each COBIT objective; MissingTable if none is declared."""
        return {name: objective.plain() for name, objective in self.declared("objectives").items()}

    def hypotheses(self) -> pd.DataFrame:
        """What the study expects of its constructs, a row per hypothesis; MissingTable if study.toml declares none."""
        import pandas as pd

        rows = [
            (
                name,
                self._worded({"id": one.id, "en": one.en}),
                one.cause,
                one.outcome,
                one.through or "",
                one.sign,
            )
            for name, one in self.declared("hypotheses").items()
        ]
        columns = ["hypothesis", "statement", "cause", "outcome", "through", "sign"]
        return pd.DataFrame(rows, columns=columns)

    def change(self) -> dict[str, date]:
        """The first day of what is compared before and after, and where a ramp-up ends, if declared.

        MissingTable without it, or where either side has too few days to be compared.
        """
        from engagelib.sales.change import short

        dates = self.settings.sales.dates()
        _needed(dates, dates, "sales", "lacking_change")
        return _needed(dates, not short(self.sales(), **dates), "sales", "lacking_sides")

    def concluded(self, display: str, table: pd.DataFrame, *keys: str) -> pd.DataFrame:
        """A joint display with what the researcher concludes from its rows beside it; `keys` name a row."""
        from engagelib.triangulation import inferred

        return inferred(table, list(keys), self.inference(display), self.lang)

    def inference(self, display: str) -> dict[str, dict]:
        """What the researcher wrote beside the rows of a joint display: row -> relation, meta_inference."""
        return {row: said.plain() for row, said in self.settings.inference.get(display, {}).items()}

    # --- what people decided --------------------------------------------------------------------------

    def key(self) -> bytes:
        """The study's own key of pseudonyms; ProblemsError, with what to do, if it lies elsewhere."""
        from engagelib import people as people_module

        return people_module.key_of(self.name, self.coding)

    def left_out(self) -> frozenset[str]:
        """Pseudonyms of people who are left out; ProblemsError if the list was made with another key."""
        from engagelib import people as people_module

        return people_module.excluded(self.decided(people_module.EXCLUDED), self.key)

    def people(self) -> People:
        """How people enter this study: by its key, without those who are left out."""
        from functools import cache

        from engagelib.people import People

        return People(cache(self.key), self.left_out(), self.settings.survey.screening)

    def overrides(self) -> pd.DataFrame:
        """Farmer codes that people decided otherwise (overrides.csv of the coding folder); none if there is no such file."""
        from engagelib.contracts import empty
        from engagelib.readers.several import tabular

        file = self.decided("overrides.csv")
        if not file.exists():
            return empty("overrides")
        reading = tabular("overrides", file)
        if reading.problems:
            raise ProblemsError(reading.problems)
        return reading.table

    def with_left_out(self, people: Collection[str]) -> Study:
        """The study as it is when just these people are left out, whatever its list says."""
        return _LeftOut(self, frozenset(people))

    def gone(self) -> frozenset[str]:
        """The ids of what people who are left out wrote, answered and told."""
        if not self.left_out():
            return frozenset()
        everybody = self.with_left_out(())
        return frozenset().union(*(everybody.ids(table) - self.ids(table) for table in SAID))

    def origin(self, ref: str) -> str:
        """Where the raw row stands that a reference leads to: `units:owner:12` -> "owner.docx, paragraf 31"; empty if nowhere."""
        from engagelib.study.sources import origin

        found = origin(self, ref)
        return found.place(self.lang) if found else ""

    def ids(self, table: str) -> frozenset[str]:
        """The ids of the rows of a table of what people did and said, whatever else is wrong in it; none without one."""
        try:
            found = self.reading(table).table
        except (MissingTable, Unreadable):
            return frozenset()
        return frozenset(found[SAID.get(table) or DONE[table]].dropna().astype(str))

    def mapped_columns(self, table: str) -> dict[str, str]:
        """Columns that were named for this study: column of the contract -> header of the file."""
        file = self.decided("columns.json")
        try:
            known = json.loads(file.read_text(encoding="utf-8")).get(table, {}) if file.exists() else {}
            return {str(column): str(header) for column, header in known.items()}
        except (ValueError, AttributeError, RecursionError) as error:
            why = note("cannot_be_read", error=str(error))
            raise ProblemsError([Problem(file.name, message=why)]) from None

    def slang(self) -> dict[str, str]:
        """The study's own slang list, coding/slang.csv (form, word), which goes before the project's; empty without one."""
        from engagelib.contracts.values import Refused
        from engagelib.text import slang_from
        from engagelib.text.encodings import csv_rows

        file = self.decided("slang.csv")
        try:
            return slang_from(csv_rows(file)) if file.exists() else {}
        except Refused as error:
            raise ProblemsError([Problem(file.name, message=error.note)]) from None
        except Unreadable as error:
            raise ProblemsError([error.problem()]) from None

    def map_columns(self, table: str, **headers: str) -> None:
        """Name the headers of a file that no alias covers, once: `map_columns("comments", text="Isi komentar")`.

        ProblemsError if there is no such column in the table, or no such header in the file.
        """
        from engagelib.study.sources import misnamed

        if wrong := misnamed(self, table, headers):
            raise ProblemsError(wrong)
        file = self.coding / "columns.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        known[table] = known.get(table, {}) | headers
        write_whole(file, json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        self._read.pop(table, None)

    # --- tables ---------------------------------------------------------------------------------------

    @cached_property
    def _bounds(self) -> Bounds:
        """What files may cost, and how they are read where they leave it open."""
        said = self.settings.reading
        dates = {"": said.dates} if isinstance(said.dates, str) else said.dates
        return Bounds(said.gigabytes, said.seconds, said.encoding, dates)

    def reading(self, table: str) -> Reading:
        """What the reader of a table found, problems included; read once."""
        from engagelib.study.sources import READINGS

        if table not in self._read and (known := self._kept(table)):
            self._read[table] = known
        if table in self._read:
            reading, lines = self._read[table]
            for line in lines:  # still recorded as read by whoever asks
                self._record(line)
            return reading
        if table in self._too_dear:  # not once more for each table that needs it
            raise self._too_dear[table]
        self._listening.append([])
        try:
            with bounded(self._bounds, self.file(table)):
                reading = self._inside(table, READINGS[table](self))
            self._read[table] = reading, self._listening[-1]
        except Unreadable as error:
            if isinstance(error.why, Note) and error.why.key == "too_dear":
                self._too_dear[table] = error
            raise
        finally:
            self._listening.pop()
        return reading

    def anew(self, table: str) -> None:
        """Read a table again when it is next asked for: its file is being written."""
        self._read.pop(table, None)

    def keep(self, before: tuple[Any, ...], folder: Path) -> None:
        """Keep what has been read of the files for the notebooks of a run (`kept`)."""
        keep(self._read, before, folder)

    def _kept(self, table: str) -> Heard | None:
        return kept(self, table)

    def _inside(self, table: str, reading: Reading) -> Reading:
        """A reading as it may be shown: without the names that study.toml lists, which no reader of a file knows."""
        from dataclasses import replace

        from engagelib.people import unnamed
        from engagelib.text.masks import at_the_door

        names = self.settings.people.names
        named = at_the_door(table, reading.table, names) if names else reading.table
        return replace(reading, table=named, problems=[unnamed(p, names) for p in reading.problems])

    def _table(self, table: str) -> pd.DataFrame:
        try:
            reading = self.reading(table)
        except Unreadable as error:
            raise ProblemsError([error.problem()]) from None
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        if errors:
            raise ProblemsError(errors)
        if reading.table.empty:
            lacks = "lacking_profile" if table == "profile" else "lacking_rows"  # a sheet of questions alone
            raise MissingTable(table, note(lacks, file=self.file(table)))
        return reading.table.copy()

    def given(self, table: str) -> pd.DataFrame | None:
        """A table, or None if the study has none."""
        try:
            return self._table(table)
        except MissingTable:
            return None

    items = _raw("items", "What was asked")
    responses = _raw("responses", "What was answered, an answer a row")
    answers = _raw("answers", "Answers to open questions, as units")
    profile = _raw("profile", "What is told of respondents")
    ratings = _raw("ratings", "Ratings of activities (N, P, L, F), from which a capability level is assessed")
    design = _raw(
        "design",
        "The COBIT design workbook, a cell a row: the firm, design factors, mapping, RACI, recommendations",
    )
    maturity = _raw(
        "maturity", "Ratings and yes/no answers on service processes, from which a maturity level is assessed"
    )
    comments = _raw("comments", "Comments as imported, people by pseudonym")
    interviews = _raw("interviews", "Turns of informants, as units")
    observations = _raw("observations", "Field notes")
    documents = _raw("documents", "Documents and what was noted of them")
    reviews = _raw("reviews", "Customers' reviews")
    codebook = _raw("codebook", "Themes and codes")
    cases = _raw("cases", "Shops, informants and what else is compared, with their attributes")
    videos = _raw("videos", "Videos with what the platform counts")
    accounts = _raw("accounts", "Accounts by day")
    insights = _raw("insights", "What the platforms count, month by month")
    tickets = _raw("tickets", "Complaints and requests")

    def sampling(self) -> pd.DataFrame:
        """How the sample came about, stage by stage as study.toml tells: stage, n, note; MissingTable if it does not."""
        import pandas as pd

        from engagelib.contracts import typed
        from engagelib.contracts.tables import SAMPLED

        told = self.declared("sampling")
        rows = [
            (stage, told[stage].n, self._worded(told[stage].note) or None)
            for stage in SAMPLED
            if stage in told
        ]
        return typed("sampling", pd.DataFrame(rows, columns=["stage", "n", "note"]))

    def sales(self) -> pd.DataFrame:
        """Sales by day, of the outlet that study.toml names; MissingTable where there are several and it names none."""
        from engagelib.sales.change import of_outlet, outlets

        daily = of_outlet(self._table("sales"), self.settings.sales.outlet)
        return _needed(daily, len(outlets(daily)) <= 1, "sales", "lacking_outlet")

    orders = _raw("orders", "Orders, buyers by pseudonym")
    events = _raw("events", "Dated events")
    evidence = _raw("evidence", "Who says what of which claim, and where it stands")
    member_check = _raw("member_check", "What informants said of the findings")
    citations = _raw("citations", "Which finding cites which source, and how they relate")
    published = _raw("published", "Printed numbers")
    wording = _raw("wording", "Claims in words: names, ranks, words that claim a test")

    def logged(self, *names: str, hours: bool = False) -> pd.DataFrame:
        """The ticket log, if it has these columns; MissingTable if its file lacks one, or knows no hours where they count."""
        from engagelib.contracts import by_day, knows

        tickets = self.tickets()
        for name in names:
            told = knows(tickets, name) and (name != "channel" or tickets[name].notna().any())
            _needed(tickets, told, "tickets", f"lacking_{name}")
        timed = not hours or not by_day(tickets, "opened_at", *names)
        return _needed(tickets, timed, "tickets", "lacking_hours")

    def units(self) -> pd.DataFrame:
        """Everything that can be coded: what customers and informants said, field notes, notes on documents."""
        from engagelib.study.sources import units

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
        """The units by whose cases saturation is judged: open answers as they stand, or interviews by their day.

        MissingTable if the main coder coded none of them.
        """
        if not self.settings.coding or self.settings.coding.order == "answers":
            units = self.answers()
        else:
            units = self.interviews().sort_values("made_at", kind="stable", ignore_index=True)
        self._coded(units, "lacking_coded_order")
        return units

    @property
    def case_order(self) -> list[str]:
        """The cases in the order in which they were read, for saturation."""
        return list(dict.fromkeys(self.in_order()["case"]))

    def coded_units(self) -> pd.DataFrame:
        """The units that the main coder coded; MissingTable if no file has any of them."""
        return self._coded(self.units(), "lacking_coded_units")

    def attributes(self) -> pd.DataFrame:
        """Of each unit that the main coder coded what codes are crossed with: unit, kind, and a column for each of [coding] attributes.

        An informant has what is told of him, else of his shop.
        """
        from engagelib.study.sources import attributes

        units = self.coded_units()
        found, shops = units[["unit", "kind"]].copy(), units["unit"].map(self.clusters())
        for name, part in attributes(self).groupby("attribute", sort=False, observed=True):
            values = part.drop_duplicates("case").set_index("case")["value"]
            found[str(name)] = units["case"].map(values).fillna(shops.map(values))
        return found

    def _coded(self, units: pd.DataFrame, lacks: str) -> pd.DataFrame:
        codings = self.codings()
        primary = self.settings.coding.primary if self.settings.coding else ""
        read = codings.loc[codings["coder"] == primary, "unit"] if primary else codings["unit"]
        coded = units[among(units["unit"], read)]
        return _needed(coded, len(coded), "codings", lacks)

    def codings(self) -> pd.DataFrame:
        """Who gave which unit which code; codings of units that no file has any more are left out.

        MissingTable if the study has none of its units.
        """
        codings = self._table("codings")
        try:
            known = self.units()["unit"]
        except MissingTable:
            return codings
        kept = codings[among(codings["unit"], known)]
        return _needed(kept.reset_index(drop=True), len(kept), "codings", "lacking_coded_units")

    def suggestions(self) -> pd.DataFrame:
        """What programs marked on coding sheets, by which (`source`); never counted. MissingTable if there is none."""
        from engagelib.study.sources import suggestions

        return suggestions(self)

    def double_coded(self) -> pd.DataFrame:
        """The codings of two coders or more; MissingTable if there is one."""
        codings = self.codings()
        # what was settled is no coder's reading
        codings = codings[codings["source"] == "human"].reset_index(drop=True)
        return _needed(codings, codings["coder"].nunique() > 1, "codings", "lacking_second_coder")

    def primary(self) -> pd.DataFrame:
        """The codings of the main coder: as declared, else of whoever read most."""
        codings = self.codings()
        codings = codings[codings["source"] == "human"]
        read = codings.groupby("coder", sort=False)["unit"].nunique()
        return codings[
            codings["coder"] == (self.settings.coding.primary if self.settings.coding else read.idxmax())
        ]

    def passages(self) -> pd.DataFrame:
        """Codings of two coders or more who marked passages; MissingTable if there is one, or whole units only."""
        codings = self.double_coded()
        return _needed(codings, codings["start"].notna().any(), "codings", "lacking_passages")

    def stated(self) -> pd.DataFrame:
        """Answers on how something is and on how it should be; MissingTable if no group was asked both of it."""
        responses = self.responses()
        stated = responses[responses["state"].isin(("as_is", "to_be"))]
        states = (
            stated.dropna(subset="value").groupby(["group", "construct"], observed=True)["state"].nunique()
        )
        return _needed(stated, (states == 2).any(), "responses", "lacking_states")

    def asked_once(self) -> pd.DataFrame:
        """Answers to questions without an as-is and a to-be; MissingTable if there are none."""
        responses = self.responses()
        once = responses[responses["state"] == "none"]
        return _needed(once, once["value"].notna().any(), "responses", "lacking_once")

    def in_groups(self) -> pd.DataFrame:
        """Answers of several groups; MissingTable if there is only one."""
        responses = self.responses()
        return _needed(responses, responses["group"].nunique() > 1, "responses", "lacking_groups")

    def recommendation(self) -> pd.Series:
        """Answers to "would you recommend us", from 0 to 10; MissingTable if it was not asked."""
        responses = self.responses()
        asked = responses["construct"].str.casefold() == "nps"
        return _needed(responses.loc[asked, "value"], asked.any(), "responses", "lacking_nps")

    def sources(self) -> dict[str, pd.DataFrame]:
        """The raw tables that claims end in, those that the study has; codings with their theme and whether they
        are the main coder's (`primary`).
        """
        found = {}
        for name in SOURCES:
            try:
                found[name] = getattr(self, name)()
            except MissingTable:
                continue
        if {"codings", "codebook"} <= found.keys():
            codings = found["codings"]
            found["codings"] = codings.assign(
                theme=codings["code"].map(found["codebook"].set_index("code")["theme"]),
                primary=codings.index.isin(self.primary().index),
            )
        return found

    def known(self, made: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """What claims may rest on: results of other notebooks, raw tables, and what this notebook has written so far."""
        return made | self.sources() | self.written

    def informants(self) -> pd.DataFrame:
        """Who told of the cases: those rows of cases.csv; MissingTable if it names none."""
        cases = self.cases()
        people = cases[cases["kind"] == "informant"]
        return _needed(people, len(people), "cases", "lacking_rows", file=self.file("cases"))

    def participants(self) -> pd.DataFrame:
        """Who took part: kind (respondent, informant), role (group of respondents, role of informants), n.

        MissingTable if nobody answered a questionnaire, was interviewed, or stands in cases.csv.
        """
        import pandas as pd

        found = {}
        if (answered := self.given("responses")) is not None:
            found["respondent"] = answered.drop_duplicates("respondent")["group"]
        if (cases := self.given("cases")) is not None and (cases["kind"] == "informant").any():
            found["informant"] = cases.loc[cases["kind"] == "informant", "role"]
        elif (spoken := self.given("interviews")) is not None:
            found["informant"] = spoken.drop_duplicates("case")["role"]
        if not found and not self.settings.sampling:
            self.responses()  # says which file is not there
        rows = [
            (kind, role, n)
            for kind, roles in found.items()
            for role, n in roles.astype("str").value_counts(sort=False).items()
            if n
        ]
        return pd.DataFrame(rows, columns=["kind", "role", "n"])

    def inventory(self) -> pd.DataFrame:
        """What the study holds: table, file, rows, how many people they are of, first and last day."""
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
            who = next((column for column in PEOPLE if column in table), None)
            people = table[who].nunique() if who else None
            rows.append((name, self.file(name), len(table), people, *span))
        named = ["table", "file", "rows", "people", "first", "last"]
        return pd.DataFrame(rows, columns=named).astype({"people": "Int64"})

    def printed(self) -> pd.DataFrame:
        """What was printed, numbers and words alike; MissingTable if the study has neither."""
        import pandas as pd

        names = ("published", "wording")
        found = [table for name in names if (table := self.given(name)) is not None]
        _needed(found, found, "published", "lacking_print", files=[self.file(name) for name in names])
        return pd.concat(found, ignore_index=True)

    def audited(self) -> pd.DataFrame:
        """Every printed number of the study with its verdict; MissingTable if it has no published.csv."""
        from engagelib.study.audit import audit

        return audit(self)

    def scale(self) -> tuple[int, int] | None:
        """The answers' scale, from its lowest to its highest; None where items have several."""
        from engagelib.study.audit import scale

        return scale(self)

    def axis(self, table: pd.DataFrame) -> tuple[int, int] | None:
        """The scale of the constructs or objectives of a result, from its lowest answer to its highest, for an axis."""
        from engagelib.study.audit import axis

        return axis(self, table)

    def worded(self) -> pd.DataFrame:
        """Every claim in words with its verdict; MissingTable if the study has no wording.csv."""
        from engagelib.study.audit import wording

        return wording(self)

    def explained(self) -> pd.DataFrame:
        """Which roundings reproduce the study's printed gap analysis."""
        from engagelib.study.audit import explained

        return explained(self)

    def problems(self) -> list[Problem]:
        """Everything that is wrong in the raw files, all at once: cell by cell, then what two files say differently."""
        self.settings  # noqa: B018 - what study.toml says comes first
        found: list[Problem] = []
        lacking: dict[str, MissingTable] = {}
        for table in FILES:
            try:
                found += self.reading(table).problems
            except MissingTable as error:
                lacking[table] = error
                if error.table != table and (self.folder / self.file(table)).exists():
                    why = note("unread_lacking_other", why=error.note)
                    found.append(Problem(self.file(table), message=why, severity="warning"))
            except ProblemsError as error:
                found += error.problems
            except Unreadable as error:
                found.append(Problem(error.file, message=error.why))
            except (ValueError, TypeError, KeyError, OverflowError, OSError, RuntimeError) as error:
                why = note("cannot_be_read_save_again", error=str(error))
                found.append(Problem(self.file(table), message=why))
        from engagelib.people import unnamed
        from engagelib.study.checks import problems, unread

        lost = misplaced(self.folder, self.notebooks)
        every = [*found, *unread(self, lacking, found), *problems(self), *lost]
        every.sort(key=lambda problem: problem.kind != "named_file_not_there")
        return list(dict.fromkeys(unnamed(problem, self.settings.people.names) for problem in every))


class _LeftOut(Study):
    """A study without these people."""

    def __init__(self, study: Study, people: frozenset[str]) -> None:
        self.folder, self.config, self.lang = study.folder, study.config, study.lang
        self._read, self._listening, self._people, self.written = {}, [], people, {}
        self._too_dear, self.units_of, self._noted = {}, None, set()

    def _kept(self, table: str) -> None:
        """Nothing: what a run keeps was read with these people."""

    def left_out(self) -> frozenset[str]:
        return self._people
