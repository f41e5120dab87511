"""engagelib: how small businesses talk with their customers online, studied with mixed methods."""

from importlib import import_module

__all__ = ["Study"]


def __getattr__(name: str) -> object:
    """Load `Study` and each module when it is first asked for: importing engagelib alone costs nothing."""
    if name == "Study":
        return import_module("engagelib.study").Study
    try:
        return import_module(f"engagelib.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"engagelib.{name}":
            raise
        raise AttributeError(f"engagelib has no {name!r}") from None
