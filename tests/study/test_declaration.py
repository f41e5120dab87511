"""Every mistake in study.toml is a sentence when the study is opened; none is found later by accident."""

import copy
import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from importlib.resources import files

import jsonschema
import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from engagelib import cli
from engagelib.contracts import ProblemsError
from engagelib.contracts.problems import MissingTable
from engagelib.sales.effects import MEASURES
from engagelib.study import declaration
from engagelib.study.folder import shipped
from engagelib.study.mistakes import mistakes
from engagelib.study.study import Study
from engagelib.triangulation.rigour import FACTS, checklists

CLAIM = '[claims.P01]\nid = "a"\nen = "b"\n'
JOINT = '[[joint]]\nquestion = "q"\n'


def told(config, lang="en"):
    return [note.said(lang) for note in mistakes(config)]


RULE = "<column> <= <number>, joined by 'and'"


def rule(condition, ref="stage_kpi:rating"):
    return f'{CLAIM}rules = {{ "{ref}" = {condition} }}'


def shows(template):
    return f'{JOINT}quan = [{{ ref = "gap:customer/APO02", show = "{template}" }}]'


MISTAKES = [
    ('study = "x"', "[study] is expected to be a section"),
    ('survey = "x"', "[survey] is expected"),
    ('research = "x"', "[[research]] is expected"),
    ("joint = [1]", "[[joint]] is expected"),
    ("[joint]\nx = 1", "[[joint]] is expected"),
    ('[sale]\nchange = "2024-10-01"', "did you mean 'sales'"),
    ("[[stage]]", "did you mean 'stages'"),
    # study, files, survey, comments
    ('[study]\nnam = "x"', "[study] has a key 'nam' that is not known; known are name, title", "did you mean 'name'?"),
    ('[study]\nname = "../escaped"', '[study] name = "../escaped": a plain folder name', "letters, digits"),
    ('[study]\nname = "a/b"', "a plain folder name"),
    ('[study]\nname = "a\\\\b"', "a plain folder name"),
    ('[study]\nname = ".hidden"', "a plain folder name"),
    ('[study]\nname = "a b"', "a plain folder name"),
    ('[study]\nname = ""', "a plain folder name"),
    ("[study]\nname = 5", "a plain folder name"),
    ("[study]\ntitle = 5", "[study] title = 5: text in quotation marks or a table {id = …, en = …} with 1 entry or more"),
    ("[study]\ntitle = {}", "[study] title = {}"),
    ('[study]\ntitle = { id = "x", em = "y", en = "z" }', "[study] title has a key 'em'", "known are id, en"),
    ('[study]\nillustrative = "yes"', '[study] illustrative = "yes": true or false'),
    ('[study]\nzone = "Mars/Olympus"', "Asia/Jakarta"),
    ("[study]\nzone = 7", "[study] zone = 7", "Asia/Jakarta"),
    ('[comments]\nzone = "WIB+7"', "[comments] zone", "Asia/Jakarta"),
    ('[files]\nsales = "/etc/passwd"', "inside the study's folder"),
    ('[files]\nsales = "../x.xlsx"', "inside the study's folder"),
    ("[files]\nsales = '..\\x.xlsx'", "inside the study's folder"),
    ("[files]\nsales = 'C:\\x.xlsx'", "inside the study's folder"),
    ('[files]\nsales = ""', "inside the study's folder"),
    ("[files]\nsales = 5", "[files] sales = 5", "inside the study's folder"),
    ('[files]\nsale = "x.xlsx"', "[files] has a key 'sale'", "did you mean 'sales'?"),
    ('[survey]\nsheets = "Pelanggan"', "a table {…} is expected"),
    ("[survey]\nsheets = { customer = 5 }", "[survey] sheets.customer = 5: some text in quotation marks"),
    ('[survey]\nopen = "x"', "a table {…} is expected"),
    ('[survey]\nstates = {as_is = "a", later = "b"}', "[survey] states has a key 'later'", "as_is, to_be"),
    ('[survey]\nduplicates = "frist"', "error, first, last", "did you mean 'first'?"),
    ('[survey]\nlayout = "tall"', "auto, wide, long"),
    ("[survey]\nwords = [1, 2]", "[survey] words number 1 = 1: some text"),
    ('[comments]\nsellers = "contoh"', '[comments] sellers = "contoh": a list […]'),
    ("[comments]\nsellers = [5]", "[comments] sellers number 1 = 5: some text in quotation marks"),
    ('[comments]\ncolumns = { txt = "Isi" }', "[comments] columns has a key 'txt'", "did you mean 'text'?"),
    ("[comments]\nlow_coverage = 80", "[comments] low_coverage = 80: a number from 0 to 1"),
    # coders and coding
    ('[coders]\na = "A"\nb = "A"\nc = "C"', '[coders] a and b have one name, "A"'),
    ("[coders]\na = 5", "[coders] a = 5: some text"),
    ('[coders]\na = "A"', "[coding] lacks primary"),
    ('[coders]\na = "Pengode 1"\n[coding]\nprimary = "Pengode1"', '[coding] primary = "Pengode1"', "[coders]", "did you mean 'Pengode 1'?"),
    ('[coding]\noutcome = "L"', "[coding] lacks primary"),
    ('[coding]\nprimary = "A"', "[coding] lacks saturation"),
    ("[coding]\nprimary = 5", "[coding] primary = 5: some text"),
    ("[coding]\noutcome = 5", "[coding] outcome = 5: some text"),
    ('[coding]\norder = "interview"', "[coding] order", "answers, interviews", "did you mean 'interviews'?"),
    ('[coding]\nlayout = "lang"', "[coding] layout", "did you mean 'long'?"),
    ('[coding]\nsaturation = { base = "4", run = 2, threshold = 0.05 }', '[coding] saturation.base = "4": a whole number from 1 on'),
    ("[coding]\nsaturation = { base = 4, run = 0, threshold = 0.05 }", "[coding] saturation.run = 0"),
    ("[coding]\nsaturation = { base = 4, run = 2, threshold = nan }", "[coding] saturation.threshold = NaN: a number from 0 to 1"),
    ("[coding]\nsaturation = { base = 4, run = 2, treshold = 0.05 }", "[coding] saturation has a key 'treshold'", "did you mean 'threshold'?"),
    ("[coding]\nsaturation = { base = 4, run = 2 }", "[coding] saturation lacks threshold"),
    ("[coding]\nsaturation = 4", "[coding] saturation = 4: a table {base = …, run = …, threshold = …}"),
    # sales, service, pipeline
    ('[[sales]]\nchange = "2024-03-01"', "[sales] is expected to be a section"),
    ('[sales]\nchange = "soon"', '[sales] change = "soon": a date such as "2024-03-01"'),
    ("[sales]\nchange = 2024", "a date"),
    ('[sales]\nchange = "20240301"', "a date such as"),
    ("[sales]\nchange = 2024-03-01T00:00:00", "a date such as"),
    ('[sales]\nestablished = "2024-10-01"', "lacks change"),
    ('[sales]\nchange = "2024-10-01"\nestablished = "2024-03-01"', "lies before change"),
    ('[service]\ntarget_hours = "24 jam"', "[service] target_hours", "a number above 0"),
    ("[service]\ntarget_hours = true", "a number above 0"),
    ("[service]\ntarget_hours = inf", "a number above 0"),
    ("[service]\ntarget_hours = { 1 = 4 }", "a number above 0"),
    ('[[pipeline.paper]]\nstage = "overal"', '[[pipeline.paper]] number 1: stage = "overal"', "did you mean 'overall'?"),
    ('[[pipeline.paper]]\nstage = "overall"\ndigits = 99999999', "digits = 99999999: a whole number from 0 to 15"),
    ('[[pipeline.paper]]\nstage = "overall"\nround = "up"', "[[pipeline.paper]] number 1 has a key 'round'"),
    ('[[pipeline.paper]]\nmode = "half_up"', "[[pipeline.paper]] number 1 lacks stage"),
    ('[[pipeline.paper]]\nstage = "domain"\nsource = "gaps"', "[[pipeline.paper]]", "belongs to the stage 'overall gap'"),
    ("[pipeline]\npaper = 5", "[pipeline] paper = 5: a list […]"),
    # claims
    ('[claims]\nP99 = "x"', '[claims] P99 = "x": a table {id = …, en = …'),
    ('[claims.P01]\nplace = "x"', "[claims.P01] lacks its words"),
    ('[claims.P01]\nid = 5\nen = "b"', "[claims.P01] id = 5: some text"),
    ('[claims.P01]\nid = " "\nen = "b"', "[claims.P01] id", "some text"),
    (f'{CLAIM}rule = "x"', "[claims.P01] has a key 'rule'", "id, en, place, rules", "did you mean 'rules'?"),
    (f"{CLAIM}place = 5", "[claims.P01] place = 5: text"),
    (f"{CLAIM}rules = 5", "[claims.P01] rules = 5: a table {…}"),
    (f'{CLAIM}rules = ["a"]', '[claims.P01] rules = ["a"]: a table {…}'),
    (rule("5"), '[claims.P01] rules."stage_kpi:rating" = 5: a condition', RULE),
    (rule('["value > 1"]'), RULE, "or a table {supports"),
    (rule("{}"), "with 1 entry or more"),
    (rule("{ supports = 1 }"), '[claims.P01] rules."stage_kpi:rating".supports = 1: a condition', RULE),
    (rule('{ supprts = "value > 1" }'), "has a key 'supprts'", "supports, contradicts, silent", "did you mean 'supports'?"),
    *(
        (rule(f'"{condition}"'), "[claims.P01]", "stage_kpi:rating", condition, RULE, "decimal point", "number or a word")
        for condition in (
            "value >= 0,8", ">= banyak", "value == 0.8", "a > 1 or n > 5", "value >= banyak", "value", "", "value > 1 and",
            "value > 80%", "value = 0,8", "value = two words", "value > nan", "value => 1", "value >= 1e400",
        )
    ),
    (rule('"gap > 1"', "gap:customer"), '[claims.P01] rules has a key "gap:customer"', "gap:<group>/<objective>"),
    (rule('"gap > 1"', "gap"), "a ref <table>:<key>"),
    (rule('"gap > 1"', "stage_kpis:rating"), "did you mean 'stage_kpi'?"),
    # the joint display
    ('[[joint]]\ncodes = ["A"]', "[[joint]] number 1 lacks question"),
    ('[[joint]]\nquestio = "x"', "[[joint]] number 1 has a key 'questio'", "did you mean 'question'?"),
    ("[[joint]]\nquestion = 5", "[[joint]] number 1: question = 5"),
    (f'{JOINT}codes = "INFO"', '[[joint]] number 1: codes = "INFO": a list […]'),
    (f"{JOINT}codes = [5]", "[[joint]] number 1: codes number 1 = 5: some text"),
    (f'{JOINT}relation = "confrms"', "confirms, expands, contradicts, silent", "did you mean 'confirms'?"),
    (f"{JOINT}relation = 5", "[[joint]] number 1: relation = 5"),
    (f"{JOINT}meta_inference = 5", "[[joint]] number 1: meta_inference = 5: text in quotation marks or a table"),
    (f'{JOINT}quan = "gap:customer/APO02"', "[[joint]] number 1: quan = ", "a list […] (each: a table {ref = …, show = …})"),
    (f'{JOINT}quan = ["gap:customer/APO02"]', "[[joint]] number 1: quan number 1 = ", "a table {ref = …, show = …}"),
    (f'{JOINT}quan = [{{ ref = "gap:customer/APO02" }}]', "[[joint]] number 1: quan number 1 lacks show"),
    (f'{JOINT}quan = [{{ ref = "gap", show = "x" }}]', '[[joint]] number 1: quan number 1: ref = "gap": a ref <table>:<key>'),
    *(
        (shows(template), "[[joint]] number 1: quan number 1: show = ", template, "a column in braces", ".1f, .0%, d")
        for template in (
            "{}", "{0}", "{value.__class__}", "{value[0]}", "{value!r}", "{value", "value}", "{value:>9}", "{value:{width}}",
            "{value:.999999999f}", "{two words}", "{value:.1d}", "",
        )
    ),
    # stages, statements, research
    ('[[stages]]\ntheme = "T1"', "[[stages]] number 1 lacks its words"),
    ('[[stages]]\nid = "x"\nen = "x"\ntheem = "T1"', "[[stages]] number 1 has a key 'theem'", "did you mean 'theme'?"),
    ('[[stages]]\nid = "x"\nen = "x"\ntheme = ["T1"]', "[[stages]] number 1: theme = "),
    ('[[stages]]\nid = "x"\nen = "x"\nmeasures = "rating"', '[[stages]] number 1: measures = "rating": a list […]'),
    ('[[stages]]\nid = "x"\nen = "x"\nmeasures = ["repeat_shar"]', 'measures number 1 = "repeat_shar": one of', "did you mean 'repeat_share'?"),
    ('[[statements]]\nat = { A = ["x"], B = ["y"] }', "[[statements]] number 1 lacks topic"),
    ('[[statements]]\ntopic = "x"\nat = { Metode = "perdagangan", Hasil = ["y"] }', '[[statements]] number 1: at.Metode = "perdagangan": a list […]'),
    ('[[statements]]\ntopic = "x"\nat = { Metode = ["y"] }', "[[statements]] number 1: at = ", "with 2 entries or more"),
    ('[[statements]]\ntopic = "x"\nat = ["Metode"]', "[[statements]] number 1: at = ", "a table"),
    ('[[statements]]\ntopic = "x"\nplaces = {}', "[[statements]] number 1 has a key 'places'", "topic, at"),
    ("[[research]]", "[[research]] number 1 lacks its words"),
    ('[[research]]\nid = "x"\nen = ["x"]', '[[research]] number 1: id = "x": a list […]'),
    ('[[research]]\nid = []\nen = ["x"]', "[[research]] number 1: id = []", "with 1 entry or more"),
    # objectives, inference
    ('[objectives]\nAPO02 = "x"', '[objectives] APO02 = "x": a table'),
    ('[objectives.APO02]\ncodes = "INFO"', '[objectives.APO02] codes = "INFO": a list […]'),
    ('[objectives.APO02]\ncode = ["INFO"]', "[objectives.APO02] has a key 'code'", "did you mean 'codes'?"),
    ('[objectives.APO02]\nprocesses = ["incidents"]', "[objectives.APO02] processes number 1", "did you mean 'incident'?"),
    ('[objectives.APO02]\nsales = ["ratios"]', "[objectives.APO02] sales number 1", "did you mean 'ratio'?"),
    ('[objectives.APO02]\nrelation = "agrees"', "[objectives.APO02] relation", "confirms, expands, contradicts, silent"),
    ('[inference.convergenc]\nP01 = { relation = "silent" }', "[inference] has a key 'convergenc'", "did you mean 'convergence'?"),
    ('[inference.convergence]\nP01 = "x"', "[inference.convergence] P01"),
    ('[inference.convergence]\nP01 = { relatio = "silent" }', "[inference.convergence] P01 has a key 'relatio'", "did you mean 'relation'?"),
    ('[inference.scores_by_theme]\n"none/a/T1" = { relation = "x" }', '[inference.scores_by_theme] "none/a/T1".relation'),
    (f'{CLAIM}[inference.convergence]\nP02 = {{ relation = "silent" }}', "[inference.convergence] P02 is no claim", "did you mean 'P01'?"),
    # the rest
    ('[literature]\npromised = "sync"', '[literature] promised = "sync": a list […]'),
    ('[literature]\npromised = ["sinc"]', "sync, extend, contrast", "did you mean 'sync'?"),
    ('[literature]\nheadin = "x"', "[literature] has a key 'headin'", "did you mean 'heading'?"),
    ('[loyalty]\ntactics = "voucher"', '[loyalty] tactics = "voucher": a list […]'),
    ("[loyalty]\ntactics = [5]", "[loyalty] tactics number 1 = 5: some text"),
    ("[loyalty]\nwash_out = -1", "[loyalty] wash_out = -1: a whole number from 0"),
    ("[loyalty]\nwash_out = true", "[loyalty] wash_out = true: a whole number"),
    ("[loyalty]\nrfm = { recency = [1, 2, 3] }", "[loyalty] rfm.recency = [1, 2, 3]: a list of four rising numbers"),
    ("[loyalty]\nrfm = { recency = [1, 2, 2, 3] }", "four rising numbers"),
    ('[loyalty]\nrfm = { recency = ["1", 2, 3, 4] }', "four rising numbers"),
    ("[loyalty]\nrfm = { money = [1, 2, 3, 4] }", "[loyalty] rfm has a key 'money'", "did you mean 'monetary'?"),
    ('[methods]\naproach = "x"', "[methods] has a key 'aproach'", "did you mean 'approach'?"),
    ("[methods]\nsampling = 5", "[methods] sampling = 5: text in quotation marks or a table"),
    ("[frameworks]\nCOBIT = 2019", "[frameworks] COBIT = 2019: some text in quotation marks"),
    ('[channels]\ntiktok = "awareness"', '[channels] tiktok = "awareness": a list […]'),
    ("[steps]\nAPO02 = 5", "[steps] APO02 = 5: text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), [(text, says) for text, *says in MISTAKES])
def test_a_mistake_is_a_sentence(text, says, tmp_path):
    found = told(tomllib.loads(text))
    assert any(all(part in sentence for part in says) for sentence in found), found
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"study\.toml"):
        Study.open(tmp_path)


def test_every_mistake_is_told_in_indonesian_too():
    for text, *_ in MISTAKES:
        config = tomllib.loads(text)
        for said, english in zip(told(config, "id"), told(config), strict=True):
            assert said != english and not re.search(
                r"\b(expected|lacks|is not known|entry|whole number)\b", said
            ), said
            assert ("maksudnya" in said) == ("did you mean" in english), said


@pytest.mark.parametrize(
    "text",
    [
        *map(rule, ('"rank = 1="', '"verdict != \'not tested\'"', '"level = 3 and n >= 30"', '"gap > -0.5"', '"rule = interval_a"')),
        *map(shows, ("words", "{a}", "{a:.1f} {b:.0%} {c:,} {d:d} {e:,.0f}", "{{a}}")),
        rule('"value > 1"', "units:owner:12"),
        '[study]\nname = "kia-metro_2.0"\ntitle = "x"',
        '[study]\ntitle = { id = "satu bahasa cukup" }\n[claims.P01]\nid = "begitu"\n[[stages]]\nen = "so"',
        '[sales]\nchange = 2024-03-01\nestablished = "2024-10-01"',
        "[sales]",
        '[files]\ndocuments = "texts/deep"',
        "[service]\ntarget_hours = 0.5",
        "[survey]\nmissing = [99, '-']",
        "[loyalty]\nrfm = { recency = [30, 60, 90, 180.5] }",
        "",
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(text):
    assert told(tomllib.loads(text)) == []


def test_names_are_those_of_the_modules_that_make_them():
    from engagelib import triangulation
    from engagelib.loyalty import stage_model

    assert tuple(stage_model.KPIS) == declaration.KPIS
    assert (*MEASURES, "difference_in_differences") == declaration.MEASURES
    assert set(triangulation.RESULTS) <= set(declaration.TABLES)
    assert set(FACTS) | set(checklists()["fact"]) == set(declaration.FACTS)


@pytest.mark.parametrize("name", shipped())
def test_opening_a_study_brings_no_pandas(name):
    code = f"import sys; from engagelib.study.study import Study; import engagelib.study.declaration; Study.open({name!r}); print({{'pandas', 'numpy'}} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_what_a_section_lacks_does_not_hide_what_two_sections_say():
    found = told({
        "claims": {"P01": {"id": "a"}}, "inference": {"convergence": {"P02": {}}}, "sales": {"change": "soon"},
        "coders": {"a": "A", "b": "A"}, "coding": {"primary": "B"},
    })  # fmt: skip
    for part in (
        "P02 is no claim",
        'change = "soon"',
        "a and b have one name",
        'primary = "B"',
        "lacks saturation",
    ):
        assert any(part in sentence for sentence in found), part


def test_settings_are_typed_and_never_changed():
    settings = Study("kia-metro").settings
    assert settings.sales.change == dt.date(2024, 3, 1) and settings.sales.established == dt.date(2024, 10, 1)
    assert settings.coding.saturation.threshold == 0.05 and settings.service.target_hours == 24
    assert settings.joint[0].quan[0].ref == "gap:customer/APO02" and settings.survey.outcome == "loyalty"
    with pytest.raises(ValidationError):
        settings.sales.change = None
    empty = declaration.Settings.of({})
    assert empty.sales.change is None and empty.coding is None and empty.comments.low_coverage == 0.8
    assert [step.step() for step in settings.pipeline["paper"]][1].mode == "truncate"


# --- the schema, for editors --------------------------------------------------------------------------------------

SCHEMA = files("engagelib") / "study" / "study.schema.json"


def test_the_schema_that_ships_is_that_of_the_models():
    assert SCHEMA.read_text(encoding="utf-8") == declaration.schema(), (
        "python -m engagelib.study.declaration > engagelib/study/study.schema.json"
    )


def valid(config):
    plain = json.loads(json.dumps(config, default=str))
    return jsonschema.Draft202012Validator(json.loads(declaration.schema())).is_valid(plain)


def test_an_editor_that_knows_the_schema_says_what_opening_says():
    assert all(valid(Study(name).config) for name in shipped())
    for text in (
        '[sale]\nchange = "2024-10-01"',
        "[study]\ntitle = 5",
        "[coding]\nprimary = 5",
        '[survey]\nlayout = "tall"',
        "[comments]\nlow_coverage = 80",
    ):
        assert not valid(tomllib.loads(text)), text


def described(schema, at="study.toml"):
    for key, one in schema.get("properties", {}).items():
        yield f"{at}.{key}", one.get("description")


def test_every_field_says_what_it_means():
    whole = json.loads(declaration.schema())
    told_of = [
        *described(whole),
        *(pair for name, one in whole["$defs"].items() for pair in described(one, name)),
    ]
    assert len(told_of) > 80 and [at for at, words in told_of if not words] == []


# --- a run in which nothing changed -------------------------------------------------------------------------------


def opened(folder):
    code = f"import sys; from engagelib import Study; study = Study({str(folder)!r}); print(study.title, 'pydantic' in sys.modules)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()


def test_a_file_that_the_last_run_found_right_is_not_held_against_the_models_again(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text('[study]\ntitle = "x"\n', encoding="utf-8")
    assert opened(tmp_path) == "x True"
    known = {"inputs": {"study.toml": hashlib.sha256(file.read_bytes()).hexdigest()}}
    (tmp_path / "processed").mkdir()
    (tmp_path / "processed" / "manifest.json").write_text(json.dumps(known), encoding="utf-8")
    assert opened(tmp_path) == "x False"
    file.write_text('[study]\ntitle = "y"\n', encoding="utf-8")
    assert opened(tmp_path) == "y True"


def test_what_another_version_found_right_is_refused_where_it_is_used(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text('[sales]\nchange = "soon"\n', encoding="utf-8")
    known = {"inputs": {"study.toml": hashlib.sha256(file.read_bytes()).hexdigest()}}
    (tmp_path / "processed").mkdir()
    (tmp_path / "processed" / "manifest.json").write_text(json.dumps(known), encoding="utf-8")
    study = Study(tmp_path)
    for use in (lambda: study.settings, study.problems, study.change):
        with pytest.raises(ProblemsError, match="a date such as"):
            use()


@pytest.mark.parametrize("name", shipped())
def test_shipped_studies_are_declared_well(name):
    assert told(Study.open(name).config) == []


# --- whatever stands there ----------------------------------------------------------------------------------------

STRANGE = (
    5, -1, 10**400, float("nan"), float("inf"), True, "", "x", "\x00", "{", "../..", [], {}, [5], [[]], ["x", {}], [{}],
    {"x": 5}, {"": {}}, {"x": {"y": [{}]}}, {"id": 5}, dt.datetime(2024, 1, 1), dt.time(7), dt.date(2024, 1, 1),
)  # fmt: skip


def places(value, path=()):
    """Every place in a declaration, tables and lists included."""
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        yield from places(part, (*path, key))


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped())
def test_nothing_that_may_stand_there_breaks_the_check(name):
    config = Study.open(name).config
    for path in places(config):
        changed = copy.deepcopy(config)
        table = changed
        for key in path[:-1]:
            table = table[key]
        for strange in STRANGE:
            table[path[-1]] = strange
            found = told(changed)
            assert all(isinstance(sentence, str) and "\n" not in sentence for sentence in found)


FREE = {"survey", "coders", "engagement", "channels", "steps", "frameworks", "pipeline"}


@pytest.mark.parametrize("name", shipped())
def test_a_misspelt_key_gets_its_name_back(name):
    config = Study.open(name).config
    for path in places(config):
        key = path[-1]
        if isinstance(key, int) or not re.fullmatch(r"[a-z_]{5,}", key) or path[0] in FREE:
            continue
        changed = copy.deepcopy(config)
        table = changed
        for part in path[:-1]:
            table = table[part]
        table[key[:-1] + "x"] = table.pop(key)
        assert any(f"did you mean '{key}'?" in sentence for sentence in told(changed)), path


@pytest.mark.parametrize(
    "text", [rule('"value >= 0,8"'), f"{CLAIM}rules = 5", '[[statements]]\ntopic = "x"\nat = { M = "p" }']
)
@pytest.mark.parametrize("command", ["check", "reproduce", "audit"])
def test_a_command_answers_with_the_sentence(command, text, tmp_path):
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(cli.app, [command, str(tmp_path), "--lang", "en"])
    assert answer.exit_code == 1 and isinstance(answer.exception, SystemExit)
    assert "study.toml" in answer.output and "is expected" in answer.output
    assert "Traceback" not in answer.output


def test_hypotheses_are_declared_with_their_constructs(tmp_path):
    (tmp_path / "study.toml").write_text(
        '[hypotheses.H1]\nen = "Content leads to loyalty"\ncause = "content"\noutcome = "loyalty"\nthrough = "image"\n',
        encoding="utf-8",
    )
    found = Study(tmp_path, "id").hypotheses()
    assert found.values.tolist() == [
        ["H1", "Content leads to loyalty", "content", "loyalty", "image", "positive"]
    ]
    (tmp_path / "study.toml").write_text("", encoding="utf-8")
    with pytest.raises(MissingTable, match="hypotheses"):
        Study(tmp_path).hypotheses()
