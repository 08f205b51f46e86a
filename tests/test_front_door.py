"""What whoever comes first reads: links that lead somewhere, one version, small pictures."""

from __future__ import annotations

import re
import subprocess
import tomllib
from html import unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "examples/README.md")
LINK = re.compile(r"\]\(([^()\s]+)\)")
LARGEST_PICTURE = 200_000


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def version() -> str:
    return tomllib.loads(read("pyproject.toml"))["project"]["version"]


def links(name: str) -> list[str]:
    return [one.partition("#")[0] for one in LINK.findall(read(name)) if "://" not in one]


@pytest.mark.parametrize("name", PAGES)
def test_every_link_and_picture_leads_to_a_file(name):
    folder = (ROOT / name).parent
    assert [one for one in links(name) if one and not (folder / one).exists()] == []


def test_the_readme_opens_with_a_picture_and_is_read_at_once():
    lines = read("README.md").splitlines()
    assert any(line.startswith("![") for line in lines[:5])
    assert len(lines) <= 150


def test_pictures_are_small():
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert [one.name for one in pictures if one.stat().st_size > LARGEST_PICTURE] == []


def test_the_citation_has_the_version_of_the_package():
    assert re.findall(r"^version: (\S+)$", read("CITATION.cff"), re.MULTILINE) == [version()]


def test_the_newest_heading_of_the_changelog_is_the_version():
    headings = re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == version()


def test_the_page_for_hosts_takes_the_line_that_the_service_offers(client):
    page = read("examples/host.html")
    address = "http://127.0.0.1:8000"
    frame = re.search(rf'src="{address}(/embed\?[^"]*)"', page)
    assert frame
    assert client.get(unescape(frame[1])).status_code == 200
    assert f'src="{address}/embed.js"' in page
    assert client.get("/embed.js").status_code == 200


def test_everything_a_source_archive_names_is_there():
    build = tomllib.loads(read("pyproject.toml"))["tool"]["hatch"]["build"]
    named = build["targets"]["sdist"]["include"]
    assert [one for one in named if not (ROOT / one.lstrip("/")).exists()] == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a working copy of git")
def test_no_link_to_a_place_on_one_machine_is_kept():
    listed = subprocess.run(
        ["git", "ls-files", "--stage"], check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert [line for line in listed.splitlines() if line.startswith("120000")] == []
