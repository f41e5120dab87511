"""`engagelib new`: a study of one's own out of the files that one has, or out of templates.

Files are copied, never changed; nothing that is there is overwritten. What each file was taken for stands in study.toml
with the reason; what could not be told stands there as a question, in a line that begins with "# ? ", until somebody
answers it (`check` counts those that are open).
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engagelib.contracts import ZONE, Column, columns
from engagelib.contracts.problems import Note, note
from engagelib.contracts.values import is_blank
from engagelib.files import write_whole
from engagelib.readers.aliases import could_hold, found, listed
from engagelib.readers.columns import Columns, coder_columns
from engagelib.readers.conform import SAME
from engagelib.readers.interviews import named_after
from engagelib.readers.interviews import units as interview
from engagelib.readers.recognise import Recognised, recognise
from engagelib.readers.sheets import Sheet, header_key
from engagelib.study.drafts import Draft, Item, draft, owners_items
from engagelib.study.folder import DATA, FILES, QUESTION, RAW, open_questions
from engagelib.words import listed as in_a_row
from engagelib.words import sentence

__all__ = ["Refused", "Started", "new"]

#: What systems leave behind, and what is no data.
_IDLE = re.compile(r"^(?:[.~]|thumbs\.db$|desktop\.ini$)|\.(?:py|toml|md|lock)$", re.IGNORECASE)
_LEFT = re.compile(r"^~\$|^(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE)  # also where a shell names them
#: Kept under version control; everything else is raw data, keys, or made from them.
_KEPT = (".gitignore", "study.toml", "items.csv", "codebook.*", "interpretation/", "notebooks/")
#: Words of a file's or sheet's name -> who was asked.
_GROUPS = {
    "owner": r"pemilik|owner|manajer|manager", "admin": r"admin", "employee": r"karyawan|pegawai|staff",
    "customer": r"pelanggan|customer|konsumen|pembeli|responses|jawaban",
}  # fmt: skip


#: Words of a code or its name -> what the code is.
_ROLES = {
    "complaint": r"keluh|komplain|complain", "access": r"akses|access|akun|account|sandi|password|login",
    "praise": r"puji|praise|thank|terima kasih", "request": r"tanya|minta|permohonan|ask|request|pesan\b",
}  # fmt: skip


class Refused(Exception):
    """A study cannot be begun there; `note` says why."""

    def __init__(self, why: Note) -> None:
        self.note = why
        super().__init__(str(why))


@dataclass
class Started:
    """What was begun: where, what each file was taken for, what is asked, and which templates were written."""

    folder: Path
    found: list[tuple[Recognised, str]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)


def new(
    folder: Path,
    files: Sequence[Path] = (),
    example: str | None = None,
    coding_sheet: bool = False,
    lang: str = "id",
) -> Started:
    """Begin a study in a folder: `files` (or folders of them) are copied into it and recognised.

    Without files Excel templates are written; `example` begins with what a shipped study declares, without its data;
    `coding_sheet` adds a sheet to code in to a study that has texts, with every unit's number. Raises Refused where a
    study lies there already, or a file of another content has the name.
    """
    from engagelib.study import templates

    if coding_sheet and not files and (folder / "study.toml").is_file():
        return Started(folder, templates=[templates.coding_sheet(folder, lang)])
    if (folder / "study.toml").exists():
        raise Refused(note("new_study_there", folder=str(folder)))
    given = [path for one in files for path in _files_in(one) if not _LEFT.search(path.name)]
    if files and not given:
        raise Refused(note("new_no_files", files=[str(one) for one in files]))
    if folder.exists() and not folder.is_dir():
        raise Refused(note("new_no_folder", folder=str(folder)))
    started = Started(folder)
    told = [(path, recognise(path)) for path in given]
    placed = _places(folder, told)
    text, items = _Written(folder, told, placed, lang).whole()
    folder.mkdir(parents=True, exist_ok=True)
    if example:
        _from_example(folder, example, lang)
    _copy(folder, placed)
    started.found = [(what, placed[path]) for path, what in told]
    if not example:
        if items:
            _items_file(folder, items, lang)
        write_whole(folder / "study.toml", text)
    started.questions = open_questions((folder / "study.toml").read_text(encoding="utf-8"))
    if not given:
        started.templates = templates.write(folder, lang)
    if coding_sheet:
        started.templates.append(templates.coding_sheet(folder, lang))
    _ignore(folder)
    return started


def _files_in(path: Path) -> list[Path]:
    """A file, or the files of a folder, without what systems leave behind."""
    if path.is_dir():
        inside = [p for p in sorted(path.rglob("*")) if p.is_file() and not p.is_symlink()]
        return [p for p in inside if not any(_IDLE.search(part) for part in p.relative_to(path).parts)]
    if not path.is_file():  # nor a pipe or a device
        raise Refused(note("new_no_such_file", file=str(path)))
    return [path]


# --- copies -----------------------------------------------------------------------------------------------------------


def _places(folder: Path, told: Sequence[tuple[Path, Recognised]]) -> dict[Path, str]:
    """Where each copy goes; Refused where another file lies there already."""
    names = dict(_names(told))
    doubled = [
        name for name, count in Counter(name.casefold() for name in names.values()).items() if count > 1
    ]
    if doubled:
        raise Refused(note("new_two_of_a_name", names=doubled))
    for path in names:
        if path.resolve().is_relative_to(folder.resolve()):  # hers already
            names[path] = path.resolve().relative_to(folder.resolve()).as_posix()
        elif (there := folder / names[path]).exists() and there.read_bytes() != path.read_bytes():
            raise Refused(note("new_file_there", file=names[path]))
    return names


def _copy(folder: Path, places: Mapping[Path, str]) -> None:
    """Copy each file to where the study looks for it; one that lies there stays."""
    for path, name in places.items():
        if not (target := folder / name).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _names(told: Sequence[tuple[Path, Recognised]]) -> Iterator[tuple[Path, str]]:
    """The name of each copy: its own; interviews and codings in their folders, interviews by no person's name."""
    number = 0
    for path, what in told:
        if what.table == "interviews":
            number += 1
            yield path, f"interviews/{_without_name(path, number)}"
        elif what.table == "codings":
            yield path, f"codings/{path.name}"
        else:
            yield path, path.name


def _without_name(path: Path, number: int) -> str:
    """The name of an interview's file: a number and a role where its own would tell who spoke."""
    try:
        name = interview(path).mapping.get("informant", "")
    except Exception:
        name = ""
    if not named_after(path, name):
        return path.name
    said = next(
        (role for role, words in _GROUPS.items() if re.search(words, path.stem.casefold())), "informan"
    )
    return f"W{number}-{said}{path.suffix.lower()}"


def _ignore(folder: Path) -> None:
    """Keep raw data and keys out of version control, unless the folder has rules of its own."""
    if not (folder / ".gitignore").exists():
        write_whole(folder / ".gitignore", "\n".join(["/*", *(f"!/{name}" for name in _KEPT), ""]))


def _from_example(folder: Path, example: str, lang: str) -> None:
    """What a shipped study declares, with its items and codebook, under a title of its own; not its data."""
    source = RAW / example
    if not (source / "study.toml").is_file():
        raise Refused(
            note(
                "new_no_example",
                name=example,
                shipped=sorted(p.parent.name for p in RAW.glob("*/study.toml")),
            )
        )
    text = (source / "study.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(name|illustrative) = .*\n", "", text, count=2)
    text = re.sub(r"(?m)^(title)\.(?:id|en) = .*\n", "", text)
    text = re.sub(
        r"(?m)(?:^#.*\n)?(?:^\[sampling\b.*\n(?:(?!\[|#).*\n)*)+", "", text
    )  # who was asked is no declaration
    title = f"title = {_toml(folder.name)}\n"
    asked = "".join(f"{line}\n" for line in _ethics(lang))
    write_whole(folder / "study.toml", text.replace("[study]\n", f"[study]\n{title}{asked}", 1))
    for name in ("items.csv", "codebook.xlsx"):
        if (source / name).exists() and not (folder / name).exists():
            shutil.copyfile(source / name, folder / name)


# --- items.csv --------------------------------------------------------------------------------------------------------


def _items_file(folder: Path, items: Sequence[Item], lang: str) -> None:
    """The items as drafted; the last column says what to look at, and is read by nobody."""
    if (folder / "items.csv").exists():
        return
    names = [*columns("items"), "check"]
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    rows.writerow(names)
    for item in items:
        check = "; ".join(said.said(lang) for said in item.check)
        turned = "yes" if item.reversed else "no"
        rows.writerow(
            [
                item.item,
                item.text,
                item.construct,
                item.objective,
                turned,
                item.low,
                item.high,
                item.group,
                check,
            ]
        )
    write_whole(folder / "items.csv", "\ufeff" + lines.getvalue())  # so that Excel reads its letters


# --- study.toml -------------------------------------------------------------------------------------------------------


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _pairs(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_key(name)} = {_toml(value)}" for name, value in pairs.items()) + " }"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)


def _ask(line: str, why: Note, lang: str) -> str:
    return f"{QUESTION}{line}  # {why.said(lang)}"


def _ethics(lang: str) -> list[str]:
    return [_ask('consent = "…"', note("new_consent"), lang), _ask('ethics = "…"', note("new_ethics"), lang)]


@dataclass
class _Written:
    """The study.toml of files that were recognised."""

    folder: Path
    told: Sequence[tuple[Path, Recognised]]
    placed: Mapping[Path, str]
    lang: str
    items: list[Item] = field(default_factory=list)

    def whole(self) -> tuple[str, list[Item]]:
        """The text, and the items that the questionnaires gave."""
        parts = [
            [f"# {sentence(key, self.lang)}" for key in ("new_head", "new_head_questions")],
            self._study(),
            self._files(),
            self._survey(),
            self._comments(),
            self._coding(),
            self._sales(),
            self._tickets(),
        ]
        return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n", self.items

    def _of(self, table: str) -> list[Recognised]:
        return [what for _, what in self.told if what.table == table]

    def _note(self, key: str, **parts: object) -> str:
        return f"  # {sentence(key, self.lang, **parts)}"

    def _ask(self, line: str, key: str, **parts: object) -> str:
        return _ask(line, note(key, **parts), self.lang)

    def _study(self) -> list[str]:
        return [
            "[study]",
            f"title = {_toml(self.folder.resolve().name)}" + self._note("new_title"),
            self._ask('question = "…"', "new_question"),
            *(
                ['# answers = ["correlations:customer/KR/LO"]' + self._note("new_answers")]
                if self._of("responses")
                else []
            ),
            *_ethics(self.lang),
            *(
                [self._ask(f"zone = {_toml(ZONE)}", "new_zone")]
                if self._of("comments") or self._of("tickets")
                else []
            ),
        ]

    def _files(self) -> list[str]:
        """Each table with its files, and why it was taken for that; what was not told as a question."""
        lines = ["[files]"]
        by_table: dict[str, list[tuple[str, Recognised]]] = {}
        for path, what in self.told:
            if what.table and what.table not in ("interviews", "codings"):
                by_table.setdefault(what.table, []).append((self.placed[path], what))
        for table, pieces in by_table.items():
            names = [name for name, _ in pieces]
            why = "; ".join(
                dict.fromkeys(said.said(self.lang) for _, what in pieces for said in what.why[:1])
            )
            for one in (table, "accounts") if table == "videos" else (table,):
                if names != [FILES[one]]:
                    lines.append(f"{one} = {_toml(names if len(names) > 1 else names[0])}  # {why}")
        lines += [
            self._unsure(self.placed[path], what)
            for path, what in self.told
            if not what.table and _is_data(path)
        ]
        sheets = {
            table: [part.sheet for part in what.parts if part.table == table]
            for table, pieces in by_table.items() for _, what in pieces
            if table not in ("responses", "codings") and len(what.parts) > 1
        }  # fmt: skip
        if any(sheets.values()):
            lines += [
                "",
                "[sheets]",
                *(f"{table} = {_toml(names)}" for table, names in sheets.items() if names),
            ]
        return lines if len(lines) > 1 else []

    def _unsure(self, name: str, what: Recognised) -> str:
        """A file of which nothing was told, as a question."""
        why = "; ".join(said.said(self.lang) for said in what.why)
        options = [table for table in what.asked if table in FILES]
        if options[:1] == ["interviews"]:
            return f"{QUESTION}{name}: {sentence('new_no_interview', self.lang)}"
        named = in_a_row([sentence(f"kind_{table}", self.lang) for table in options], self.lang, "or")
        asked = note("new_which", options=named, why=why) if options else note("new_unknown", why=why)
        return _ask(f"{options[0] if options else '…'} = {_toml(name)}", asked, self.lang)

    # --- the questionnaire ---

    def _survey(self) -> list[str]:
        forms = [
            (what, part.sheet)
            for what in self._of("responses")
            for part in what.parts
            if part.table == "responses"
        ]
        if not forms:
            return []
        groups: dict[str, tuple[Recognised, str]] = {}
        for what, title in sorted(forms, key=lambda form: bool(form[0].group)):  # an owner's statements last
            name = _group_of(what, title)
            groups[name if name not in groups else f"{name}{len(groups) + 1}"] = what, title
        drafts = {name: draft(what.sheets[title]) for name, (what, title) in groups.items() if not what.group}
        several, told = len(groups) > 1, {*groups} != {"customer"}
        for name, (what, title) in groups.items():
            own = owners_items(what.sheets[title]) if what.group else drafts[name].items
            known = {item.text for item in self.items}
            new = [_grouped(item, name if several else "") for item in own if item.text not in known]
            self.items += list(_renumbered(new, {item.item for item in self.items}))
        self.items = _in_both(self.items, drafts) if several else self.items
        lines = ["[survey]"]
        if told:
            titles = {name: title or Path(what.file).stem for name, (what, title) in groups.items()}
            lines.append(f"sheets = {_pairs(titles)}" + self._note("new_groups"))
        for form in drafts.values():
            lines += self._form(form)
        asked_openly = {name: header for form in drafts.values() for name, header in form.open.items()}
        attributes = {name: header for form in drafts.values() for name, header in form.profile.items()}
        for title, pairs in (("open", asked_openly), ("profile", attributes)):
            if pairs:
                lines += ["", f"[survey.{title}]" + self._note(f"new_{title}")]
                lines += [f"{_key(name)} = {_toml(header)}" for name, header in pairs.items()]
        if screening := {header: stay for form in drafts.values() for header, stay in form.screening.items()}:
            lines += ["", "[survey.screening]" + self._note("new_screening")]
            lines += [f"{_toml(header)} = {_toml(list(stay))}" for header, stay in screening.items()]
        said = set[str]()
        return [line for line in lines if not line or not (line in said or said.add(line))]  # type: ignore[func-returns-value]

    def _form(self, form: Draft) -> Iterator[str]:
        if form.respondent:
            yield f"respondent = {_toml(form.respondent)}" + self._note(
                "new_respondent", headers=list(form.personal) or ["–"]
            )
        if form.twice:
            rows = [", ".join(map(str, again)) for again in form.twice[:5]]
            yield self._ask('duplicates = "last"', "new_twice", n=len(form.twice), rows=rows)
        if form.states:
            yield f"states = {_pairs(form.states)}"
        if form.words:
            yield self._ask(f"words = {_toml(list(form.words))}", "new_words")
        said = [sentence("new_items", self.lang, n=len(self.items))]
        turned = [item.item for item in self.items if item.reversed]
        maybe = [item.item for item in self.items if item.check and not item.reversed]
        if turned:
            said.append(sentence("new_items_reversed", self.lang, items=turned))
        if maybe:
            said.append(sentence("new_items_maybe", self.lang, items=maybe[:8]))
        if not form.blocks:
            yield f"{QUESTION}items.csv: {sentence('new_blocks', self.lang)}"
        yield from (f"# {line}" for line in said)

    # --- what people wrote and how it was coded ---

    def _comments(self) -> list[str]:
        comments = [(path, what) for path, what in self.told if what.table == "comments"]
        if not comments:
            return []
        seller = _seller([what for _, what in comments])
        sheets = [what.sheet for _, what in comments if what.sheet is not None]
        named = self._columns("comments", sheets, ("text", "author", "created_at"))
        return [
            *([*named, ""] if named else []),
            "[comments]",
            self._ask(f"sellers = {_toml([seller] if seller else ['…'])}", "new_sellers"),
        ]

    def _coding(self) -> list[str]:
        files = [(path, what) for path, what in self.told if what.table == "codings"]
        if not files:
            return []
        coders = [
            title
            for _, what in files
            for title in (
                [part.sheet for part in what.parts if part.table] if len(what.parts) > 1 else _coders(what)
            )
        ]
        return [
            "[coders]" + self._note("new_coders"),
            *(f"{_key(coder)} = {_toml(coder)}" for coder in coders),
            "",
            "[coding]",
            f"primary = {_toml(coders[0])}" + self._note("new_primary"),
            "saturation = { base = 4, run = 2, threshold = 0.05 }" + self._note("new_saturation"),
            *self._roles(),
        ]

    def _roles(self) -> Iterator[str]:
        """Which codes are complaints, requests, access, praise, by what the codebook calls them."""
        roles: dict[str, list[str]] = {}
        for sheet in (what.sheet for what in self._of("codebook") if what.sheet is not None):
            named = found("codebook", sheet)
            if "code" not in named:
                continue
            codes = sheet.column(named["code"])
            names = sheet.column(named["name"]) if "name" in named else codes
            for code, name in zip(codes, names, strict=True):
                words = f"{code} {name}".casefold()
                role = next((role for role, pattern in _ROLES.items() if re.search(pattern, words)), None)
                if role and not is_blank(code):
                    roles.setdefault(role, []).append(str(code).strip())
        if roles:
            yield from ("", "[coding.roles]" + self._note("new_roles"))
            yield from (f"{role} = {_toml(roles[role])}" for role in _ROLES if role in roles)

    # --- what was counted ---

    def _sales(self) -> list[str]:
        sales = self._of("sales")
        if not sales or sales[0].sheet is None:
            return []
        sheet = sales[0].sheet
        lines = []
        if choices := self._columns("sales", [sheet], ("date", "quantity", "amount")):
            lines += [*choices, ""]
        return [
            *lines,
            "[sales]",
            self._ask("change = 2025-01-01", "new_change"),
            self._ask('unit = "…"', "new_unit"),
        ]

    def _tickets(self) -> list[str]:
        tickets = self._of("tickets")
        if not tickets or tickets[0].sheet is None:
            return []
        lines = self._columns(
            "tickets", [tickets[0].sheet], ("process", "channel", "opened_at", "first_reply_at", "closed_at")
        )
        named = {
            *found("tickets", tickets[0].sheet),
            *(line.removeprefix(QUESTION).partition(" = ")[0] for line in lines),
        }
        process = [] if "process" in named else [self._ask('process = "incident"', "new_process")]
        target = "target_hours = 24" + self._note("new_target")
        return [*([*lines, ""] if lines else []), "[service]", *process, target]

    def _columns(self, table: str, sheets: Sequence[Sheet], wanted: Collection[str]) -> list[str]:
        """Headers that no list has, named for the columns that they may be: one for sure, several as a question.

        Where files call a column differently, the header of each is named.
        """
        named = [found(table, sheet) for sheet in sheets]
        lines = []
        for column in wanted:
            each = [
                [known[column]] if column in known else _likely(table, column, _free(sheet, known), sheet)
                for sheet, known in zip(sheets, named, strict=True)
            ]
            some = list(dict.fromkeys(likely[0] for likely in each if likely))
            guessed = [likely for likely, known in zip(each, named, strict=True) if column not in known]
            if not any(guessed):
                continue
            line = f"{column} = {_toml(some[0] if len(some) == 1 else some)}"
            open_ones = [header for likely in each if len(likely) > 1 for header in likely]
            lines.append(
                self._ask(line, "new_columns", headers=open_ones)
                if open_ones
                else line + self._note("new_column")
            )
        return [f"[map.{table}]", *lines] if lines else []


def _allows(column: Column, cells: Sequence[object]) -> bool:
    """Whether the words below a header are those of a column that has words of its own, under whichever name."""
    some = [header_key(cell) for cell in cells if not is_blank(cell)]
    known = {*column.allowed, *(word for word, same in SAME.items() if {*same} & {*column.allowed})}
    return not column.allowed or sum(word in known for word in some) > 0.6 * len(some)


#: Words that headers of many columns share.
_COMMON = {"tanggal", "waktu", "date", "time", "nama", "name", "nomor", "number"}


def _is_data(path: Path) -> bool:
    """Whether a file could have been kept for a table or a text; a picture could not."""
    return path.suffix.lower() in DATA | {".txt"}


def _free(sheet: Sheet, named: Mapping[str, str]) -> list[str]:
    """The headers of a sheet that are taken for nothing."""
    once = [header for header, count in Counter(sheet.header).items() if count == 1]  # one of two is none
    return [header for header in once if header and header not in named.values()]


def _likely(table: str, column: str, free: Sequence[str], sheet: Sheet) -> list[str]:
    """Headers that share a word with what the column may be called, and whose cells could stand there."""
    words = {word for name in listed(table)[column] for word in re.findall(r"[^\W\d_]{4,}", name)} - _COMMON
    named = [header for header in free if words & set(re.findall(r"[^\W\d_]{4,}", header_key(header)))]
    if column == "quantity":  # whatever else is counted
        counted = [count.header for count in Columns(sheet).counts if count.header in free]
        return [header for header in named if header in counted] or counted
    if column == "text":  # what people wrote in sentences
        said = Columns(sheet).said
        return [said.header] if said and said.header in free else []
    if column == "created_at":
        return [time.header for time in Columns(sheet).times if time.header in free]
    if column == "author":
        return [name.header for name in Columns(sheet).names if name.header in free][:1]
    contract = columns(table)[column]
    return [
        header for header in named
        if could_hold(contract.type, sheet.column(header)) and _allows(contract, sheet.column(header))
    ]  # fmt: skip


def _grouped(item: Item, group: str) -> Item:
    return replace(item, group=item.group or group)


def _coders(what: Recognised) -> list[str]:
    """Who coded in a file of one sheet: whoever has a column of her own, or the file's name."""
    columns = coder_columns(Columns(what.sheet)) if what.sheet is not None else []
    return [column.header for column in columns] if len(columns) > 1 else [Path(what.file).stem]


def _renumbered(items: Sequence[Item], taken: Collection[str]) -> Iterator[Item]:
    """Items of a further form, whose names no other form has: "P4" of both is two questions."""
    used = {*taken, *(item.item for item in items if item.item not in taken)}
    for item in items:
        name, number = item.item, 1
        while name in taken or (name != item.item and name in used):
            name, number = f"P{number}", number + 1
        used.add(name)
        yield replace(item, item=name)


def _in_both(items: Sequence[Item], drafts: Mapping[str, Draft]) -> list[Item]:
    """A question that several groups were asked is of no group alone."""
    asked = Counter(item.text for form in drafts.values() for item in form.items)
    return [replace(item, group="") if asked[item.text] > 1 else item for item in items]


def _group_of(what: Recognised, title: str) -> str:
    """Who filled a form in, by the names of sheet and file; customers, where they do not say."""
    if what.group:
        return what.group
    for words in (title, what.file):
        for group, pattern in _GROUPS.items():
            if re.search(pattern, words.casefold()):
                return group
    return "customer"


def _seller(comments: Sequence[Recognised]) -> str:
    """The account that comments address most, or that the file is named after; "" where nothing tells."""
    mentioned: Counter[str] = Counter()
    writers: Counter[str] = Counter()
    for what in comments:
        if what.sheet is None:
            continue
        named = found("comments", what.sheet)
        if "text" in named:
            texts = [str(cell) for cell in what.sheet.column(named["text"]) if cell]
            mentioned.update(
                name.casefold().rstrip(".") for text in texts for name in re.findall(r"@([\w.]+)", text)
            )
        if "author" in named:
            writers.update(str(cell).strip() for cell in what.sheet.column(named["author"]) if cell)
    ranked = sorted(writers, key=lambda name: (-mentioned[name.casefold()], -writers[name]))
    best = ranked[0] if ranked else ""
    return (
        best
        if best and (mentioned[best.casefold()] > 1 or writers[best] > 0.1 * sum(writers.values()))
        else ""
    )
