"""The house, measured: `python -m tests.house` prints its rooms, arrows and sizes.

A room imports the rooms above it in ORDER, never one below; within a room modules form no circle.
"""

import ast
import csv
import io
import re
import statistics
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "engagelib"
FLOORS = {
    "ground": ["exact", "files", "words", "contracts", "text", "people", "intervals"],
    "stages": ["reduction", "coding", "agreement", "survey", "cobit", "itil", "engagement", "sales", "loyalty", "triangulation", "published"],
    "show": ["tables", "prose", "figures"],
    "doors": ["refi", "readers", "study", "coder"],
    "run": ["run", "report", "reproduce", "export", "cli"],
}  # fmt: skip
ORDER = [room for rooms in FLOORS.values() for room in rooms]
#: Rooms that say what other rooms compute, name for name: `figures.gap_bars` and `prose.gap` are about `cobit.gaps`.
MIRRORS = {"prose", "figures"}
#: Where code finds out what happened by reading an English sentence, or looks up what it means by its words.
PARSED = re.compile(
    r"""(?:"[^"]*"|'[^']*') (?:not )?in (?:str\(\w+\)|[\w.]*(?:message|note|why))\b"""
    r"""|\b(?:message|note|why|remark)s?\.(?:startswith|endswith|partition|split|find)\("""
    r"""|(?:match|search)\((?:str\()?(?:[\w.]*\.)?(?:message|note|why|remark)s?\b"""
)

#: A key that is no name but words: a remark, which is a key of its own with its parts.
SENTENCE = re.compile(r"[:;,] |\\{| \\w+ \\w+ \\w+ ")


def modules() -> dict[str, Path]:
    """Each module by its dotted name, without the package's own."""
    named = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] not in ("__init__", "__main__"):
            named[".".join(part for part in parts if part != "__init__")] = path
    return named


def room(module: str) -> str:
    return module.split(".")[0]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _typing_only(parsed: ast.Module) -> set[int]:
    guards = (n for n in ast.walk(parsed) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.dump(n.test))
    return {id(node) for guard in guards for node in ast.walk(guard)}


def imports(path: Path, inside_functions: bool = True) -> Iterator[str]:
    """Dotted names that a module imports when it runs; those under `if TYPE_CHECKING` do not run."""
    parsed = tree(path)
    functions = (n for n in ast.walk(parsed) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    left_out = _typing_only(parsed) | {
        id(node) for function in functions if not inside_functions for node in ast.walk(function)
    }
    for node in ast.walk(parsed):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def arrows() -> dict[str, set[str]]:
    """Module -> modules of the house that it imports, anywhere in it."""
    known = modules()
    found: dict[str, set[str]] = {}
    for name, path in known.items():
        targets = set()
        for dotted in imports(path):
            inner = dotted.removeprefix("engagelib.") if dotted.startswith("engagelib.") else ""
            # `from engagelib.coding.tally import themes` leads to coding.tally, `from engagelib import files` to files
            hit = next(
                (inner.rsplit(".", cut)[0] for cut in range(3) if inner.rsplit(".", cut)[0] in known), ""
            )
            targets |= {hit} - {"", name}
        found[name] = targets
    return found


def upward() -> list[tuple[str, str]]:
    """Arrows to a room below one's own in ORDER, or to one's own room's face."""
    return sorted(
        (module, target)
        for module, targets in arrows().items()
        for target in targets
        if room(module) != room(target) and ORDER.index(room(target)) > ORDER.index(room(module))
    )


def circle() -> list[str]:
    """A circle of modules, the faces of rooms left out; empty where there is none."""
    known = modules()
    faces = {name for name, path in known.items() if path.stem == "__init__"}
    graph = {name: targets - faces for name, targets in arrows().items() if name not in faces}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def code_lines(path: Path) -> int:
    """Lines that hold code: no docstring, comment or blank."""
    source = path.read_text(encoding="utf-8")
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    silent = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {n for t in tokens if t.type not in silent for n in range(t.start[0], t.end[0] + 1)}
    return len(lines - docstrings)


def function_lengths() -> dict[str, int]:
    """Lines of each function without its docstring."""
    lengths = {}
    for name, path in modules().items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                doc = ast.get_docstring(node, clean=False)
                said = (first.end_lineno or 0) - first.lineno + 1 if doc is not None else 0
                lengths[f"{name}.{node.name}"] = (node.end_lineno or 0) - node.lineno + 1 - said
    return lengths


def public(path: Path) -> list[str]:
    """The names in a module's `__all__`."""
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def faces() -> dict[str, list[str]]:
    """Room -> the names that it offers."""
    return {
        name: public(path) for name, path in modules().items() if path.stem == "__init__" or "." not in name
    }


def shared_names() -> dict[str, list[str]]:
    """Public names that two rooms offer, those that say or draw what others compute left out."""
    offered = defaultdict(list)
    for name, names in faces().items():
        for each in names if name not in MIRRORS else ():
            offered[each].append(name)
    return {name: rooms for name, rooms in sorted(offered.items()) if len(rooms) > 1}


def parsed_messages() -> list[str]:
    """Lines that look for words in a sentence to find out what happened; sentences that a catalogue finds by their words."""
    lines = [
        f"{name}:{number}: {line.strip()}"
        for name, path in modules().items()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if PARSED.search(line)
    ]
    catalogues = sorted((PACKAGE / "words").glob("*.csv"))
    keys = [(path.name, row[0]) for path in catalogues for row in csv.reader(path.open(encoding="utf-8"))]
    return lines + [f"{name}: {key}" for name, key in keys if SENTENCE.search(key)]


def main() -> None:
    known, links, lengths = modules(), arrows(), function_lengths()
    ordered = sorted(lengths.values())
    total = sum(code_lines(path) for path in known.values())
    every = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in known.values())
    inner = [name for name, path in known.items() if path.stem != "__init__"]
    print(
        f"{total:,} lines of code of {every:,} lines, {len(inner)} modules, {len({room(m) for m in known})} rooms"
    )
    print(
        f"{sum(map(len, links.values()))} arrows, {len(upward())} upward; circle: {' > '.join(circle()) or 'none'}"
    )
    print(*(f"  upward: {one} > {other}" for one, other in upward()), sep="\n")
    print(
        f"functions: {len(ordered)}, median {statistics.median(ordered):.0f} lines, "
        f"p90 {ordered[int(len(ordered) * 0.9)]}, longest {ordered[-1]} ({max(lengths, key=lengths.__getitem__)})"
    )
    for name, names in faces().items():
        print(
            f"  {name}: {len(names)} names, {sum(code_lines(p) for m, p in known.items() if room(m) == name):,} lines"
        )
    shared = shared_names()
    print(
        f"{len(shared)} public names that two rooms offer:",
        *(f"{n} ({', '.join(r)})" for n, r in shared.items()),
    )
    parsed = parsed_messages()
    print(f"{len(parsed)} lines parse a message", *parsed, sep="\n  ")


if __name__ == "__main__":
    main()
