"""What the pages say is so: links lead somewhere, shown commands exist with the options shown, generated pages are fresh."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from sketch2fashion import __version__
from sketch2fashion.cli import cli

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def shown_commands() -> list[str]:
    """Lines of code blocks that start with `sketch2fashion`, without their comments and redirections."""
    blocks = [block for page in PAGES if page.name != "cli.md" for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.S)]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("sketch2fashion ")]
    return sorted({re.split(r"\s+[#<>|]", line)[0].strip() for line in lines})


@pytest.mark.parametrize("line", shown_commands())
def test_a_shown_command_exists_with_its_options(line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    assert {word for word in words if re.match(r"--?[a-z]", word)} <= known


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", document.read_text("utf-8"))
    assert not [target for target in targets if "://" not in target and not (document.parent / target).exists()]


def test_generated_pages_are_fresh() -> None:
    result = subprocess.run([sys.executable, str(ROOT / "scripts/docs.py"), "--check"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_changelog_has_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_citation_names_this_version_and_licence() -> None:
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {__version__}\n" in text
    assert "\nlicense: Apache-2.0\n" in text


def test_the_readme_names_the_two_commands_in_both_languages() -> None:
    english, korean = (ROOT / "README.md").read_text("utf-8").split("## 한국어")
    assert all(command in part for part in (english, korean) for command in ("make run", "make test"))


class TestRequirements:
    """Pinned, hashed, no registry's address; and what is declared is what is pinned."""

    files = sorted((ROOT / "requirements").glob("*.txt"))

    @pytest.mark.parametrize("path", files, ids=lambda path: path.name)
    def test_every_line_is_pinned_and_hashed_and_no_address_is_named(self, path: Path) -> None:
        text = path.read_text("utf-8")
        assert not re.search(r"https?:|--index|--find-links|file:", text)
        blocks = re.split(r"\n(?=[A-Za-z])", "\n" + text)[1:]
        assert blocks
        assert all(re.match(r"[\w.-]+==[\w.]+", block) and "--hash=sha256:" in block for block in blocks)

    def test_every_declared_package_is_pinned(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        extras = project["optional-dependencies"]
        assert declared(project["dependencies"]) <= pinned("base.txt")
        assert declared([*extras["train"], *extras["dev"]]) - {"sketch2fashion"} <= pinned("test.txt") | pinned("torch.txt")
        assert pinned("base.txt") <= pinned("test.txt")

    def test_the_lock_of_the_browser_libraries_has_hashes_and_no_addresses(self) -> None:
        text = (ROOT / "package-lock.json").read_text("utf-8")
        assert '"resolved"' not in text
        assert text.count('"integrity"') == text.count('"version"') > 1


def declared(lines: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", line)[0].lower().replace("_", "-") for line in lines}


def pinned(name: str) -> set[str]:
    return set(re.findall(r"^([\w-]+)==", (ROOT / "requirements" / name).read_text("utf-8"), re.M))
