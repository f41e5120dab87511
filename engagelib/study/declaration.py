"""What study.toml may say, as typed models: each field with its kind and what it means.

pydantic holds a file against these models; their JSON Schema, which ships as study.schema.json, tells an editor
the same. `python -m engagelib.study.declaration` prints it. What a kind is called in a sentence stands in the
schema, too (`x-expected`, a key of the sentences): `study.mistakes` reads it there.

Nothing is imported here that brings pandas: names that only such modules hold are repeated, and a test holds
them against those modules.
"""

import codecs
import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from pathlib import PureWindowsPath
from string import Formatter
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    WrapValidator,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from engagelib.contracts import RESULT_KEYS, columns
from engagelib.contracts.results import conditions
from engagelib.contracts.tables import LAYOUTS, PROCESSES, RELATIONS, SAMPLED, STANCES
from engagelib.exact import MODES, SOURCES, STAGES, Step
from engagelib.files import shipped
from engagelib.study.folder import FILES

__all__ = ["FACTS", "KPIS", "MEASURES", "TABLES", "Settings", "schema"]

#: What a ref may name: results, those without keys of their own, raw tables.
TABLES = tuple(dict.fromkeys([*RESULT_KEYS, "saturation", "quotes", "funnel", *FILES, "units"]))
#: Measures of stages (`stage_model.KPIS`).
KPIS = (
    "largest_segment_share", "interaction_share", "posts_per_week", "reply_share", "reply_minutes", "reviews",
    "rating", "photo_share", "review_reply_share", "on_time_share", "complaint_share", "repeat_share",
    "third_month_share", "loyal_share",
)  # fmt: skip
#: Measures of a change in sales (`sales.MEASURES`, and the one where there is a comparison).
MEASURES = (
    "difference", "ratio", "median_difference", "median_ratio", "hodges_lehmann", "cliffs_delta",
    "difference_in_differences",
)  # fmt: skip


#: What checklists ask about, whether it can be counted or has to be told.
FACTS = tuple(dict.fromkeys(row["fact"] for row in shipped("triangulation", "checklists.csv")))


# --- kinds of values ----------------------------------------------------------------------------------------------


def _expected(key: str, **schema: Any) -> Any:
    """What a kind is called in a sentence, as part of its schema."""
    return Field(json_schema_extra={"x-expected": key, **schema})


def _kind(key: str, fits: Callable[[Any], bool]) -> tuple[Any, Any]:
    """A kind that no type of pydantic's tells: what it is called, and whether a value is one."""

    def checked(value: Any) -> Any:
        if not fits(value):
            raise PydanticCustomError("unfit", "not fit")
        return value

    return AfterValidator(checked), _expected(key)


def _number(key: str, **bounds: Any) -> Any:
    """A number within bounds, whole or not as it was written; neither nan nor inf nor beyond all that is counted."""
    return Annotated[
        float,
        Field(allow_inf_nan=False, **({"ge": -1e15, "le": 1e15} | bounds)),
        WrapValidator(lambda value, check: value if check(value) is not None else None),
        _expected(key),
    ]


def _is_zone(value: str) -> bool:
    try:
        return bool(ZoneInfo(value))
    except (KeyError, ValueError, OSError):
        return False


def _is_codec(value: str) -> bool:
    try:
        return bool(codecs.lookup(value)._is_text_encoding)
    except (LookupError, ValueError):
        return False


def _as_date(value: object) -> object:
    """A date in quotation marks as a date; a time of day is none."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime):
        raise ValueError("a time")
    return value


def _is_inside(value: str) -> bool:
    path = PureWindowsPath(value)
    return bool(path.parts) and not path.anchor and not path.drive and ".." not in path.parts


def _is_ref(value: str) -> bool:
    table, colon, key = value.partition(":")
    parts = key.split("/", max(len(RESULT_KEYS.get(table, ())) - 1, 0))
    return table in TABLES and bool(colon) and all(parts) and len(parts) >= len(RESULT_KEYS.get(table, ()))


_VALUE = re.compile(r"[-+]?\d+(\.\d+)?")
_WORD = re.compile(r"""[^\W\d][\w./-]*|\d+=|'[^'"]+'|"[^'"]+\"""")


def _is_condition(rule: str) -> bool:
    try:
        parts = conditions(rule)
    except ValueError:
        return False
    return bool(parts) and all(
        _VALUE.fullmatch(wanted) or (sign in ("=", "!=") and _WORD.fullmatch(wanted))
        for _, sign, wanted in parts
    )


_FORMAT = re.compile(r"\+?(,?d?|,?(\.\d{1,2})?[f%])")


def _is_template(template: str) -> bool:
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return False
    return bool(parts) and all(
        name is None or (re.fullmatch(r"[^\W\d]\w*", name) and not how and _FORMAT.fullmatch(spec or ""))
        for _, name, spec, how in parts
    )


def _form(value: object) -> str:
    return (
        "<table>"
        if isinstance(value, Mapping | BaseModel)
        else "<list>"
        if isinstance(value, list)
        else "<text>"
    )


def _written(usual: str, other: str) -> Discriminator:
    """Tell forms apart by how a value is written, so that a mistake is told of the form that was meant."""
    return Discriminator(lambda value: other if _form(value) == other else usual)


def _either(**forms: Any) -> Any:
    """One of two forms; what is written as neither is held against the first."""
    (usual, one), (other, two) = ((f"<{form}>", of) for form, of in forms.items())
    return Annotated[Annotated[one, Tag(usual)] | Annotated[two, Tag(other)], _written(usual, other)]


def _table(*names: str, of: Any = str) -> Any:
    """A table of these keys, one of them at least."""
    return Annotated[dict[Literal[*names], of], Field(min_length=1)]  # type: ignore[valid-type]


if TYPE_CHECKING:  # what a reader of the settings gets
    from builtins import float as Above0
    from builtins import float as Cost
    from builtins import float as Share
    from builtins import str as Codec
    from builtins import str as CommentColumn
    from builtins import str as Display
    from builtins import str as Fact
    from builtins import str as File
    from builtins import str as FolderName
    from builtins import str as Kept
    from builtins import str as Kpi
    from builtins import str as Layout
    from builtins import str as Measure
    from builtins import str as Mode
    from builtins import str as Name
    from builtins import str as Part
    from builtins import str as Process
    from builtins import str as Ref
    from builtins import str as Related
    from builtins import str as Relation
    from builtins import str as Role
    from builtins import str as Rounded
    from builtins import str as Some
    from builtins import str as Source
    from builtins import str as Stages
    from builtins import str as State
    from builtins import str as Template
    from builtins import str as Zone
    from datetime import date as Date

    Limits = list[float]
    Words = str | dict[str, str]
    SomeWords = Words
    Templates = Words
    Rule = Words
    Files = str | list[str]
    Titles = str | list[str]
    DayOrders = str | dict[str, str]
    ScaleWords = list[str] | dict[str, Any]
    NoAnswer = list[Any] | dict[str, Any]
else:
    Some = Annotated[str, StringConstraints(pattern=r"\S"), _expected("some_text")]
    Name = Annotated[str, *_kind("a_name", lambda key: bool(key.strip()))]
    FolderName = Annotated[
        str, *_kind("a_folder", lambda name: bool(re.fullmatch(r"[\w-]([\w.-]*[\w-])?", name)))
    ]
    Zone = Annotated[str, *_kind("a_zone", _is_zone)]
    File = Annotated[str, *_kind("a_file", _is_inside)]
    Ref = Annotated[str, *_kind("a_ref", _is_ref)]
    Template = Annotated[str, *_kind("a_template", _is_template)]  # as `words.filled` takes it
    Condition = Annotated[str, *_kind("a_condition", _is_condition)]  # as `evidence.holds` reads it
    Rule = _either(text=Condition, table=_table(*STANCES, of=Condition))
    Date = Annotated[dt.date, BeforeValidator(_as_date), _expected("a_date")]
    Share, Above0 = _number("a_share", ge=0, le=1), _number("above_zero", gt=0)
    Cost = _number("above_zero", gt=0, le=36_000)
    Limits = Annotated[
        list[_number("a_number")],
        *_kind("four_rising", lambda row: len(row) == 4 and all(low < high for low, high in pairwise(row))),
    ]
    #: Words in one language, or in both: "…" or { id = "…", en = "…" }.
    Words = _either(text=str, table=_table("id", "en"))
    SomeWords = _either(text=Some, table=_table("id", "en", of=Some))
    Templates = _either(text=Template, table=_table("id", "en", of=Template))
    #: A file or folder, or several: "a.csv" or ["a.csv", "b.csv"].
    Files = _either(text=File, list=Annotated[list[File], Field(min_length=1)])
    Titles = _either(text=Some, list=Annotated[list[Some], Field(min_length=1)])
    DayOrder = Literal["day first", "month first"]
    DayOrders = _either(text=DayOrder, table=dict[Literal[*FILES], DayOrder])
    Codec = Annotated[str, *_kind("an_encoding", _is_codec)]
    ScaleWords = _either(list=list[Some], table=dict[Name, Any])
    NoAnswer = _either(list=list[Any], table=dict[Name, Any])
    Relation = Literal["confirms", "expands", "contradicts", "silent", ""]
    Display = Literal["convergence", "scores_by_theme", "themes_by_score", "crosstab", "objective_display"]
    CommentColumn, Kept, Fact = Literal[*columns("comments")], Literal[*FILES], Literal[*FACTS]
    Layout, Process, Related = Literal["auto", *LAYOUTS], Literal[*PROCESSES], Literal[*RELATIONS]
    Rounded, Source, Mode = Literal[*STAGES], Literal[*SOURCES], Literal[*MODES]
    State, Stages = Literal["as_is", "to_be"], Literal[*SAMPLED]
    Role = Literal["complaint", "request", "access", "praise"]
    Part = Literal["recency", "frequency", "monetary"]
    Measure, Kpi = Literal[*MEASURES], Literal[*KPIS]


def _untitled(schema: dict[str, Any]) -> None:
    """A name that only repeats the key says nothing."""
    for one in schema["properties"].values():
        one.pop("title", None)


class Table(BaseModel):
    """A table of study.toml: known keys only, never changed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, defer_build=True, json_schema_extra=_untitled
    )

    def plain(self) -> dict[str, Any]:
        """Give what was declared, as a plain mapping for the stages."""
        return self.model_dump(exclude_unset=True)


class Told(Table):
    """Something that says its words in one language or in both; of one, that is shown in the other, too."""

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse an entry that says nothing in either language."""
        if not {"id", "en"} & self.model_fields_set:
            raise PydanticCustomError("lacks_words", "no words")
        return self


# --- sections ---------------------------------------------------------------------------------------------------------


class About(Table):
    """What the study is."""

    name: FolderName = Field(
        "", description="The study's name, that of the folder of its results; without it, the folder's own"
    )
    title: Words = Field("", description="Title, shown above every page and report")
    question: Words = Field("", description="What the study asks")
    answers: list[Ref] = Field(
        [], description="Results that answer the question, the first one first: correlations:customer/KR/LO"
    )
    limits: Words = Field("", description="What its data cannot say: whom they stand for, and whom not")
    illustrative: bool = Field(False, description="true if the data were made up: every page says so")
    zone: Zone | None = Field(
        None, description="Time zone in which days are counted: Asia/Jakarta unless it is said"
    )
    consent: str = Field("", description="How those who took part agreed to it")
    ethics: str = Field("", description="Number of the ethics approval, or why none is needed")


class People(Table):
    """Whom the study's texts may name."""

    names: list[Some] = Field(
        [], description="Names that are masked wherever somebody is called by them in free text"
    )


class Survey(Table):
    """The questionnaire."""

    respondent: Some | None = Field(None, description="Header of the column that tells who answered")
    sheets: dict[Name, Some] | None = Field(
        None, description="Group (owner, customer, …) -> the sheet of its answers"
    )
    states: dict[State, Some] | None = Field(
        None, description="How headers mark an answer on how it is, and on how it should be"
    )
    open: dict[Name, Some] = Field({}, description="Short name -> an open question, worded as in the sheet")
    profile: dict[Name, Some] = Field(
        {}, description="Attribute (age, sex, …) -> header of a column that tells of respondents"
    )
    screening: dict[Some, list[Some]] = Field(
        {}, description="Header of a question on consent or on whom is meant -> the answers of those who stay"
    )
    smallest_cell: Annotated[int, Field(ge=1)] = Field(
        1, description="Answers on themselves that fewer respondents gave are shown together, as others"
    )
    group: Some | None = Field(None, description="Header of the column that tells a respondent's group")
    words: ScaleWords | None = Field(
        None, description="Words of the answer scale, from lowest to highest, or word -> number"
    )
    missing: NoAnswer | None = Field(None, description="Codes that stand for no answer, such as 99")
    duplicates: Literal["error", "first", "last"] | None = Field(
        None, description="Which answer counts of somebody who answered twice"
    )
    layout: Literal["auto", "wide", "long"] | None = Field(
        None, description="A row per respondent (wide) or per answer (long)"
    )
    outcome: Some | None = Field(
        None,
        description="Construct that the others are held against; without it, the one that all hypotheses lead to",
    )


class Sampled(Table):
    """A stage of the sample."""

    n: Annotated[int, Field(ge=0)] = Field(description="How many people")
    note: Words = Field("", description="How they were found, or why they left")


class Comments(Table):
    """The comment export."""

    sellers: list[Some] = Field(
        [], description="Accounts of the shop itself: their comments are not customers'"
    )
    columns: dict[CommentColumn, Some] = Field({}, description="Column of the table -> header of the file")
    zone: Zone | None = Field(None, description="Time zone of the export's times, if it is not the study's")
    low_coverage: Share = Field(
        0.8, description="Below this share of a video's comments, its export is called incomplete"
    )


class Saturation(Table):
    """When nothing new is heard any more (base, run and threshold of Guest, Namey and Chen)."""

    base: Annotated[int, Field(ge=1)] = Field(description="Cases whose codes are the base")
    run: Annotated[int, Field(ge=1)] = Field(description="Cases looked at together after it")
    threshold: Share = Field(description="Share of new codes at or below which it counts as reached")


class Coding(Table):
    """How coding was done."""

    primary: Some = Field(description="The coder whose codings are counted")
    saturation: Saturation = Field(description="When nothing new is heard any more")
    layout: Layout = Field("auto", description="Layout of the coding sheets")
    outcome: Some | None = Field(None, description="Theme that is what the others lead to")
    order: Literal["answers", "interviews"] = Field(
        "answers", description="By whose cases saturation is judged"
    )
    roles: dict[Role, list[Some]] = Field(
        {}, description="Complaint, request, access, praise -> the codes that are that"
    )
    attributes: list[Some] = Field(
        [],
        description="What codes are crossed with: headers of cases.csv, or attributes of respondents (age, sex, …)",
    )
    double: Share | None = Field(None, description="Share of the units that two coders code, blind")
    seed: int = Field(0, description="By which the units that two coders code are drawn")
    machines: list[Some] = Field(
        [], description="Coders that are programs and whose marks are counted all the same"
    )

    @field_validator("primary")
    @classmethod
    def is_a_coder(cls, name: str, info: ValidationInfo) -> str:
        """Refuse somebody whom [coders], in the context, does not name."""
        known = (info.context or {}).get("coders", ())
        if known and name not in known:
            raise PydanticCustomError("no_coder", "no coder", {"name": name, "known": known})
        return name


class Sales(Table):
    """What sales are compared before and after."""

    change: Date | None = Field(None, description="First day of the new way")
    established: Date | None = Field(
        None, description="Day on which the ramp-up after it ends; the days between belong to neither side"
    )
    outlet: str | None = Field(
        None, description="The outlet whose sales are compared, where there are several"
    )
    unit: Words = Field("", description="What is counted, as in 20 pieces a day; without it, units")

    def dates(self) -> dict[str, dt.date]:
        """Give the dates that are declared, by their names."""
        return self.model_dump(include={"change", "established"}, exclude_unset=True)

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Refuse a ramp-up without a change, or before it."""
        days = {"change": str(self.change), "established": str(self.established)}
        if self.established and not self.change:
            raise PydanticCustomError("lacks_change", "no change", days)
        if self.established and self.change and self.established < self.change:
            raise PydanticCustomError("before_change", "before change", days)
        return self


class Read(Table):
    """How files are read, where they leave it open, and what one may cost."""

    dates: DayOrders = Field(
        {},
        description="Whether 03/04/2025 is the third of April (day first) or the fourth of March; of all tables, or by table",
    )
    encoding: dict[Name, Codec] = Field(
        {}, description="File -> what its letters are written in, such as shift_jis"
    )
    gigabytes: Cost = Field(1, description="Memory that a file may cost")
    seconds: Cost = Field(30, description="Seconds that a file may cost")


class Service(Table):
    """What service aims at."""

    target_hours: Above0 = Field(24, description="Hours within which a first reply is meant to come")
    process: Process | None = Field(
        None, description="What every row of the log is, where it has no column that says so"
    )


class Rounding(Table):
    """One rounding of the print."""

    stage: Rounded = Field(description="What is rounded")
    source: Source = Field("exact", description="From exact values, from printed ones, or from printed gaps")
    mode: Mode = Field("half_up", description="How it is rounded")
    digits: Annotated[int, Field(ge=0, le=15)] = Field(2, description="To how many decimals")

    @model_validator(mode="after")
    def is_a_step(self) -> Self:
        """Refuse what `exact.Step` refuses: printed gaps as the source of another stage than theirs."""
        try:
            self.step()
        except ValueError:
            raise PydanticCustomError("gaps_elsewhere", "gaps", {"stage": self.stage}) from None
        return self

    def step(self) -> Step:
        """Give it as a step of a rounding pipeline."""
        return Step(self.stage, self.source, self.mode, self.digits)


class Claim(Told):
    """Something that the study claims."""

    id: Some = Field("", description="The claim in Indonesian")
    en: Some = Field("", description="The claim in English")
    place: str = Field("", description="Where it is said")
    rules: dict[Ref, Rule] = Field(
        {}, description="Result -> the condition under which it supports the claim, or a condition per stance"
    )
    relation: bool | None = Field(
        None,
        description="Whether it claims that one thing goes with another; judged by its words if not said",
    )
    no_numbers: Words = Field("", description="Why no number can speak to it")


class Hypothesis(Told):
    """One construct leads to another, as the study expects before it looks."""

    id: Some = Field("", description="The hypothesis in Indonesian")
    en: Some = Field("", description="The hypothesis in English")
    cause: Some = Field(description="Construct that is said to lead to the outcome")
    outcome: Some = Field(description="Construct that follows")
    through: Some | None = Field(
        None, description="Construct by way of which it does, if the hypothesis says so"
    )
    sign: Literal["positive", "negative", "any"] = Field("positive", description="Which way it goes")


class Inference(Table):
    """What the researcher concludes; empty is flagged."""

    relation: Relation = Field("", description="How numbers and words relate")
    meta_inference: Words = Field("", description="What follows from both, in the researcher's words")


class Objective(Inference):
    """A COBIT objective in its joint display."""

    codes: list[Some] = Field([], description="Codes whose words speak of it")
    processes: list[Process] = Field([], description="ITIL processes that speak of it")
    sales: list[Measure] = Field([], description="Measures of sales that speak of it")


class Shown(Table):
    """A number of a joint display."""

    ref: Ref = Field(description="The row of a result, such as scores:customer/none/KR")
    show: Templates = Field(description='How it is told, such as "gap {gap_printed}"')


class Quoted(Table):
    """Words of a unit."""

    unit: Some = Field(description="The unit that holds them")
    text: Some = Field(description="The words as they stand there")


class Joint(Inference):
    """A question of the joint display."""

    question: SomeWords = Field(description="The question")
    codes: list[Some] = Field([], description="Codes that answer it")
    quotes: list[
        Annotated[
            Annotated[Some, Tag("<text>")] | Annotated[Quoted, Tag("<table>")], _written("<text>", "<table>")
        ]
    ] = Field([], description="Units whose words answer it, or {unit, text}")
    quan: list[Shown] = Field([], description="Numbers that answer it")


class Stage(Told):
    """A stage of the study's model."""

    id: Some = Field("", description="Its name in Indonesian")
    en: Some = Field("", description="Its name in English")
    theme: str = Field("", description="The theme that feeds it")
    measures: list[Kpi] = Field([], description="What can be counted of it")


class Statement(Table):
    """The same thing as different places of the text tell it."""

    topic: Some = Field(description="What they tell of")
    at: Annotated[dict[Name, list[Some]], Field(min_length=2)] = Field(
        description="Place of the text -> what it names"
    )


class Research(Told):
    """A stage of the research with its particulars, in the order of the work."""

    id: Annotated[list[Some], Field(min_length=1)] = Field(
        [], description="Its name and particulars in Indonesian"
    )
    en: Annotated[list[Some], Field(min_length=1)] = Field(
        [], description="Its name and particulars in English"
    )


class Loyalty(Table):
    """What is asked of orders and channels."""

    tactics: list[Some] = Field([], description="Tactics that field notes look for")
    rfm: dict[Part, Limits] = Field(
        {},
        description="Where recency (days), frequency (orders) and monetary value are cut into five; without it, fifths",
    )
    wash_out: Annotated[int, Field(ge=0, le=36_500)] = Field(
        0, description="Days from the beginning in which buyers seen first are mostly old ones"
    )


class Literature(Table):
    """What the discussion promises of the literature."""

    heading: str = Field("", description="Heading of the discussion")
    promised: list[Related] = Field([], description="How findings are said to relate to it")


class Settings(Table):
    """Everything that study.toml declares: what the researchers decided. Whatever is left out has its usual value."""

    model_config = ConfigDict(defer_build=False, title="study.toml of engagelib")

    study: About = Field(About.model_construct(), description="What the study is")
    files: dict[Kept, Files] = Field(
        {}, description="Table -> its file or folder, where it is not called as usual, or several of them"
    )
    sheets: dict[Kept, Titles] = Field({}, description="Table -> the sheet of its workbook, or several")
    map: dict[Kept, dict[Name, Some | list[Some]]] = Field(
        {},
        description="Table -> its column -> the header in the file, where that is not known; of several files each one's",
    )
    reading: Read = Field(Read.model_construct(), description="How files are read, and what one may cost")
    people: People = Field(People.model_construct(), description="Whom the study's texts may name")
    survey: Survey = Field(Survey.model_construct(), description="The questionnaire")
    sampling: dict[Stages, Sampled] = Field({}, description="Stage of the sample -> how many people")
    comments: Comments = Field(Comments.model_construct(), description="The comment export")
    coders: dict[Name, Some] = Field(
        {}, description="File of the codings folder, without its ending -> the coder's name"
    )
    coding: Coding | None = Field(None, description="How coding was done")
    engagement: dict[Name, list[Some]] = Field(
        {},
        description="Dimension of engagement -> the codes that show it; a construct of that name is what people answer on it",
    )
    sales: Sales = Field(Sales.model_construct(), description="What sales are compared before and after")
    service: Service = Field(Service.model_construct(), description="What service aims at")
    pipeline: dict[Name, list[Rounding]] = Field(
        {}, description="Name -> how the print rounds, stage by stage"
    )
    claims: dict[Name, Claim] = Field({}, description="Id -> a claim")
    hypotheses: dict[Name, Hypothesis] = Field({}, description="Id -> what the questionnaire is to bear out")
    steps: dict[Name, Words] = Field({}, description="Objective -> the step that is proposed")
    videos: dict[Name, Any] = Field({}, description="Kept for notes on videos")
    channels: dict[Name, list[Some]] = Field({}, description="Channel -> what it is said to be for")
    loyalty: Loyalty | None = Field(None, description="What is asked of orders and channels")
    frameworks: dict[Name, Some] = Field(
        {}, description="Framework -> the edition that the study says it uses"
    )
    literature: Literature = Field(
        Literature.model_construct(), description="What the discussion promises of the literature"
    )
    methods: dict[Fact, Words] = Field({}, description="For the checklists: what cannot be counted")
    objectives: dict[Name, Objective] = Field({}, description="COBIT objectives for their joint display")
    inference: dict[Display, dict[Name, Inference]] = Field(
        {}, description="Display -> its row -> what the researcher concludes"
    )
    research: list[Research] = Field([], description="The stages of the research, in order")
    joint: list[Joint] = Field([], description="The questions of the joint display")
    stages: list[Stage] = Field([], description="The stages of the study's model")
    statements: list[Statement] = Field(
        [], description="The same thing as different places of the text tell it"
    )

    @classmethod
    def of(cls, config: Mapping[str, Any], broken: Collection[str] = ()) -> Self:
        """Hold a file against the models; sections that are `broken` were left out of it. ValidationError for any mistake."""
        coders = config.get("coders", {})
        names = (
            [name for name in coders.values() if isinstance(name, str)] if isinstance(coders, Mapping) else []
        )
        return cls.model_validate(config, context={"coders": list(dict.fromkeys(names)), "broken": broken})

    @model_validator(mode="after")
    def agrees(self, info: ValidationInfo) -> Self:
        """Refuse sections that say differently of coders and claims."""
        if found := [*self._coders((info.context or {}).get("broken", ())), *self._concluded()]:
            raise PydanticCustomError("disagrees", "disagrees", {"found": found})
        return self

    def _coders(self, broken: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        names = list(self.coders.values())
        for name, count in Counter(names).items():
            if count > 1:
                own = [file for file, coder in self.coders.items() if coder == name]
                yield "one_coder", {"files": own, "name": name}
        if names and not self.coding and "coding" not in broken:
            yield "lacks_primary", {"name": names[0]}

    def _concluded(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Conclusions beside claims that there are not."""
        for claim in self.inference.get("convergence", ()) if self.claims else ():
            if claim not in self.claims:
                yield "no_claim", {"name": claim, "known": list(self.claims)}


def schema() -> str:
    """Write the JSON Schema of study.toml, for editors."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(head | Settings.model_json_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    print(schema(), end="")
