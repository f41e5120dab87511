"""Arrow columns of texts, rewritten only where there is something to find; no text is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["beyond_ascii", "rewritten"]


def beyond_ascii(texts: pa.Array) -> pa.Array:
    """Which texts hold a sign that is not ASCII."""
    import pyarrow.compute as pc

    return pc.not_equal(pc.binary_length(texts), pc.utf8_length(texts))


def rewritten(texts: pa.Array, where: pa.Array, rewrite: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Texts, of which those `where` so are rewritten, all at once."""
    import pyarrow.compute as pc

    some = texts.filter(where)
    return pc.replace_with_mask(texts, where, rewrite(some)) if len(some) else texts
