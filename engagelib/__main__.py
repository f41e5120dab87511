"""python -m engagelib: the command, without the script that an installation adds."""

from engagelib.cli import app

__all__: list[str] = []

if __name__ == "__main__":
    app()
