"""Running a study's notebooks: their order, their kernels, and what is left on record."""

__all__ = []
