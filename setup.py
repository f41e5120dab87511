"""What pyproject.toml cannot say: a wheel also holds the notebooks, which lie beside the package in a checkout."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
BESIDE = {
    "engagelib." + path.as_posix().replace("/", "."): path.as_posix()
    for folder in [HERE / "notebooks", *(HERE / "notebooks").glob("[a-z]*/")]
    for path in [folder.relative_to(HERE)]
}

setup(
    packages=[*find_packages(include=["engagelib", "engagelib.*"]), *BESIDE],
    package_dir=BESIDE,
    package_data={"": ["*"], "engagelib.figures": ["*", "typeface/*"]}
    | {name: ["*.ipynb"] for name in BESIDE},
)
