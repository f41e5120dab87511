"""The report: an index with the findings first, one page per notebook."""

__all__ = []
