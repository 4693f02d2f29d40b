"""What README and CONTRIBUTING show of the examples is what the files hold, and what they name
exists.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "docs/statistics.md", "docs/numerics.md"]


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["contraction.py", "log_cosh.py"])
def test_the_readme_shows_the_examples_as_they_are(name):
    assert text_of(f"examples/{name}") in text_of("README.md")


def test_the_guide_shows_the_example_as_it_is():
    (shown,) = re.findall(r"```python\n(.*?)```", text_of("CONTRIBUTING.md"), re.DOTALL)
    assert " ".join(shown.split()) in " ".join(text_of("examples/contraction.py").split())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_is_named_exists(name):
    """In code marks: paths of the repository, folders with a slash at the end."""
    base = r"(?:problems|theorybench|tests|power|examples|docs|benchmarks)"
    for path in set(re.findall(rf"`({base}/[\w/.\-]*[\w/])`", text_of(name))):
        assert (ROOT / path).exists(), path
    for link in set(re.findall(r"\]\(([\w/.\-]+)\)", text_of(name))):
        assert (ROOT / name).parent.joinpath(link).exists(), link


def test_documents_that_are_not_in_the_repository_are_not_named():
    for file in (*ROOT.glob("theorybench/**/*.py"), *ROOT.glob("power/**/*.py")):
        for found in re.findall(r"(\S*)\b(design|statistics|numerics)\.md", file.read_text()):
            assert found[0].endswith("docs/"), file
