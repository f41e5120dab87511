"""Excel templates for whoever has no files yet."""

from pathlib import Path


def write(folder: Path, lang: str) -> list[str]:
    return []


def coding_sheet(folder: Path, lang: str) -> str:
    return ""
