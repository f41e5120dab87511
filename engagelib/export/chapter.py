"""A chapter IV of the tables that a thesis shows, and the appendix that holds the others, each whole.

Theses of the guides in `campus.toml` run: data collected, profile, variables, items, validity, reliability, assumptions,
tests, then what people say and what else was measured, then the discussion. Their text shows a table where it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engagelib.contracts.problems import MissingTable
from engagelib.export.contents import Figure, Part, Section, Sentence, Table, Written
from engagelib.export.word import Block
from engagelib.study.study import Study
from engagelib.tables.workbook import ROWS
from engagelib.words import sentence

__all__ = ["appendix", "chapter", "with_rest"]

#: The parts of the chapter in their order, each with the results that its text shows; a figure's name begins with *.
_TEXT: dict[str, tuple[str, ...]] = {
    "profile": ("sampling", "participants", "profile", "informants"),
    "description": ("description", "score_classes", "categories", "answers"),
    "validity": ("item_statistics",),
    "reliability": ("reliability",),
    "assumptions": ("assumptions", "*residuals"),
    "tests": ("model", "regression", "hypotheses", "mediation", "paired", "groups", "correlations"),
    "coding": (
        "*flow", "code_tally", "*code_tally", "agreement", "*saturation", "*theme_by_shop", "channel_roles", "*channel_roles", "stages",
        "*stages", "*convergence", "joint_display", "objective_display", "member_check_summary",
    ),
    "others": (
        "company", "chosen_objectives", "raci", "respondents_by_role", "practice_levels", "recommendations", "gap", "*dumbbell",
        "capability_levels", "*activity_ladder", "improvements", "service_kpi", "*service", "maturity", "engagement_summary",
        "dimensions", "*sales", "sales_effect", "stage_kpi", "repeat_purchase", "*retention", "segments",
    ),
    "answer": ("main_results", "*main_results"),
}  # fmt: skip


#: Parts whose results are discussed where no hypotheses are.
_DISCUSSED = ("description", "tests", "coding", "others")


def _name(part: Part) -> str:
    return part.name if isinstance(part, Table) else f"*{part.name}" if isinstance(part, Figure) else ""


def _is_shown(part: Part) -> bool:
    return bool(part.rows) if isinstance(part, Table) else isinstance(part, Figure)


def _is_read(part: Part) -> bool:
    """Whether a part is words that tell more than how many rows a table has."""
    if isinstance(part, Sentence):
        return not part.links or not all("/tables_rows" in address for *_, address in part.links)
    return isinstance(part, Written)


def _placed(sections: Sequence[Section]) -> dict[str, list[tuple[Section, list[Part]]]]:
    """Part of the chapter -> its sections, each with what its text shows; one that its author wrote about is there, too."""
    placed: dict[str, list[tuple[Section, list[Part]]]] = {}
    for section in sections:
        names = {_name(part) for part in section.parts if _is_shown(part)}
        if section.notebook[:2] == "11":
            names |= {"main_results"}
        place = next((place for place, known in _TEXT.items() if names & {*known}), "")
        if not place and any(isinstance(part, Written) for part in section.parts):
            place = {"02": "coding", "03": "tests", "09": "coding", "11": "answer"}.get(
                section.notebook[:2], "others"
            )
        if place:
            read = names & {*_TEXT[place]} or names
            shown = [part for part in section.parts if _name(part) in read or _is_read(part)]
            placed.setdefault(place, []).append((section, shown))
    if "answer" in placed:  # the question first
        placed["answer"].sort(
            key=lambda one: not any(isinstance(p, Sentence) and p.text.endswith("?") for p in one[1])
        )
    return {place: placed[place] for place in _TEXT if place in placed}


def chapter(study: Study, sections: Sequence[Section], lang: str) -> Iterator[Block | list[Part]]:
    """The chapter: each part's results, what she wrote about them, and what is still to be written."""
    placed = _placed(sections)
    yield Block(sentence("export_chapter", lang), 1)
    yield Block(sentence("export_stub_first", lang), stub=True)
    for number, (place, found) in enumerate(placed.items(), start=1):
        yield Block(f"4.{number} {sentence(f'export_part_{place}', lang)}", 2)
        if place == "answer":
            found = [(found[0][0], [part for _, shown in found for part in shown])]
        for inner, (section, shown) in enumerate(found, start=1):
            if len(found) > 1:
                yield Block(f"4.{number}.{inner} {section.heading or section.chapter}", 3)
            yield shown
    yield Block(f"4.{len(placed) + 1} {sentence('export_part_discussion', lang)}", 2)
    try:
        stated = [(row.hypothesis, row.statement) for row in study.hypotheses().itertuples()]
    except MissingTable:
        stated = []
    for name, statement in stated:
        yield Block(sentence("export_stub_hypothesis", lang, hypothesis=name, statement=statement), stub=True)
    for place in [place for place in _DISCUSSED if place in placed] if not stated else ():
        if any(isinstance(part, Written) for _, parts in placed[place] for part in parts):
            continue  # she has discussed it where it stands
        yield Block(sentence("export_stub", lang, heading=sentence(f"export_part_{place}", lang)), stub=True)


#: Notebooks about the folder and about numbers printed elsewhere: no part of a thesis.
_ASIDE = ("00", "10")


def appendix(sections: Sequence[Section], lang: str) -> Iterator[Block]:
    """What the chapter leaves out, section by section, and each table whole that it shortens: tables and figures, no words.

    A table too long to be printed is a file, not an appendix.
    """
    shown = {id(part) for found in _placed(sections).values() for _, parts in found for part in parts}
    yield Block(sentence("export_appendix", lang), 1)
    for section in (section for section in sections if section.notebook[:2] not in _ASIDE):
        left = [
            _whole(part)
            for part in section.parts
            if _is_shown(part) and (id(part) not in shown or _whole(part) is not part)
        ]
        left = [part for part in left if not isinstance(part, Table) or not part.left]
        yield from [Block(section.heading or section.chapter, 2)] if left else []
        yield from map(Block, left)


def _whole(part: Part) -> Part:
    return part.whole or part if isinstance(part, Table) else part


def with_rest(sections: Sequence[Section], lang: str) -> list[Section]:
    """The sections, each shortened table saying so and where all of its rows are: in the appendix, else in a file."""
    held = [block.part for block in appendix(sections, lang) if isinstance(block.part, Table)]
    numbers = {id(part): number for number, part in enumerate(held, start=1)}

    def told(part: Part) -> Part:
        if not isinstance(part, Table) or not part.left:
            return part
        if not part.name:
            return replace(part, below=(*part.below, sentence("tables_more_rows", lang, n=part.left)))
        number, rows = numbers.get(id(part.whole)), len(part.rows)
        kind = "xlsx" if rows + part.left <= ROWS else "csv"
        where = (
            sentence("export_in_appendix", lang, number=number)
            if number
            else sentence("export_in_file", lang, file=f"tables/{part.name}.{kind}")
        )
        rest = sentence("export_rest", lang, shown=rows, rows=rows + part.left, where=where)
        return replace(part, below=(*part.below, rest))

    return [replace(section, parts=tuple(map(told, section.parts))) for section in sections]
