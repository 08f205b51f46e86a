"""A link that leads out of a folder is refused, whatever it stands for; one inside is followed."""

from __future__ import annotations

import pytest

from geoposture.catalog import find_layers, load_layers
from geoposture.errors import BadData

FOLDER = find_layers()
FIRST = [sorted((FOLDER / one).glob(ending))[0].relative_to(FOLDER).as_posix()
         for one, ending in (("annotator", "*.csv"), ("articles", "*.toml"), ("versions", "*"),
                             ("annotations", "*.geojson"), ("backdrop", "*.geojson"))]  # fmt: skip
FILES = [
    "theatre.toml", "words.csv", "us_bases.toml", "us_bases.geojson", "questions.csv", "towns.csv",
    "facility_roles.csv", "sources.json", "sources/systems.csv", "sources/basing.csv",
    "sources/corrections.csv", "taiwan_strait.general.geojson", *FIRST,
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_link_that_leads_out_is_one_line(copied_layers, tmp_path, name):
    file = copied_layers / name
    outside = tmp_path / "outside"
    outside.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(outside)
    with pytest.raises(BadData) as refused:
        load_layers(copied_layers)
    (line,) = refused.value.message.splitlines()
    assert line.startswith(file.name)
    assert "leads outside" in line


@pytest.mark.parametrize("name", ["theatre.toml", "words.csv", "sources/systems.csv"])
def test_a_link_inside_is_followed(copied_layers, name):
    """So are files of a volume that is switched as a whole."""
    before = load_layers(copied_layers).version
    file = copied_layers / name
    real = file.parent / "..data"
    real.mkdir()
    file.rename(real / file.name)
    file.symlink_to(real / file.name)
    assert load_layers(copied_layers).version == before
