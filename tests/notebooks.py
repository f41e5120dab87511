"""What the notebooks hold, counted: `python -m tests.notebooks` prints a row a notebook and the sums."""

from __future__ import annotations

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "notebooks" / "en"
READS = re.compile(r"data\.(say|answer)\(|prose\.said\(")


def counted(path: Path) -> dict[str, int]:
    """Sections, those that end with a sentence, lines of code, words of prose, formulas, worked instances, exercises."""
    cells = [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    sections: list[list[str]] = []
    for kind, text in cells:
        if kind == "markdown" and text.startswith("## "):
            sections.append([])
        elif kind == "code" and sections:
            sections[-1].append(text)
    prose = "\n".join(text for kind, text in cells if kind == "markdown")
    code = [line for kind, text in cells if kind == "code" for line in text.splitlines() if line.strip()]
    return {
        "sections": len(sections),
        "read": sum(bool(codes and READS.match(codes[-1].splitlines()[-1])) for codes in sections),
        "code_lines": len(code),
        "words": len(re.sub(r"\$\$.*?\$\$", "", prose, flags=re.DOTALL).split()),
        "formulas": len(re.findall(r"\$\$.*?\$\$", prose, flags=re.DOTALL)),
        "by_hand": sum("_by_hand(" in line for line in code),
        "exercises": sum("data.answer(" in line for line in code),
    }


def main() -> None:
    """Print the counts."""
    rows = {path.stem: counted(path) for path in sorted(FOLDER.glob("*.ipynb"))}
    names = next(iter(rows.values()))
    rows["sum"] = {name: sum(row[name] for row in rows.values()) for name in names}
    print(f"{'':18}" + "".join(f"{name:>12}" for name in names))
    for stem, row in rows.items():
        print(f"{stem:18}" + "".join(f"{n:>12}" for n in row.values()))
    print(f"words per line of code: {rows['sum']['words'] / rows['sum']['code_lines']:.1f}")


if __name__ == "__main__":
    main()
