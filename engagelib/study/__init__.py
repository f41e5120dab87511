"""A study: what it declares, what its files hold, and what is wrong in them."""

from engagelib.study.audit import audit, explained, scale, wording
from engagelib.study.study import Study

__all__ = ["Study", "audit", "explained", "scale", "wording"]
