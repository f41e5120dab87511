"""Help with coding that is never coding."""

__all__ = []
