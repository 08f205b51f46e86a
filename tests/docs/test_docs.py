"""Each thing has its heading in the documentation, and no heading is without its thing."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
import re
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from geoposture import errors
from geoposture.articles.published import WRITTEN
from geoposture.articles.tables import COLUMNS
from geoposture.catalog import (
    coordinates,
    inspection,
    loading,
    questions,
    theatre,
    towns,
    validation,
    versions,
)
from geoposture.catalog.evidence import COUNTING
from geoposture.catalog.references import TAKES_PART
from geoposture.catalog.tables import read_rows
from geoposture.catalog.validation import check_collection
from geoposture.errors import BadRequest, GeopostureError
from geoposture.formats import FORMATS
from geoposture.language.words import LANGUAGES, read_table
from geoposture.service.http import problems
from geoposture.settings import PREFIX, Settings, read_settings
from geoposture.views.fields import FIELDS, read_view
from geoposture.views.subset import FACILITY

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MADE = ("recipes.md", "CHANGELOG.md")
"""Pages whose files are made by who follows them, or are of their day."""
CACHES = {
    "short": "public, max-age=300, stale-while-revalidate=3600",
    "a year": "public, max-age=31536000, immutable",
    "never": "no-store",
}


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def split(text: str, level: int) -> dict[str, str]:
    """Return the sections of a level by their headings."""
    parts = re.split(rf"^{'#' * level} (.+)$", text, flags=re.MULTILINE)
    higher = re.compile(rf"^#{{1,{level - 1}}} ", re.MULTILINE)
    found = dict(zip(parts[1::2], (higher.split(one)[0] for one in parts[2::2]), strict=True))
    assert len(found) == len(parts) // 2, "a heading stands twice"
    return found


def unquote(sections: dict[str, str]) -> dict[str, str]:
    """Return the sections whose heading is a thing in code."""
    return {key.strip("`"): text for key, text in sections.items() if key.startswith("`")}


def list_things(text: str, column: int = 0) -> list[str]:
    """Return what stands as code in a column of the tables of a section, the headings left out."""
    rows = re.findall(r"^\| (.+) \|$", text, re.MULTILINE)
    return [one for row in rows for one in re.findall(r"`([^`]+)`", row.split(" | ")[column])]


def read_gate() -> str:
    """Return the source of what checks a layer, without what comes before it."""
    files = (Path(one.__file__) for one in (coordinates, validation))
    return "\n".join(
        file.read_text(encoding="utf-8").partition("import Any\n")[2] for file in files
    )


def find_line(text: str, name: str) -> str | None:
    found = re.search(rf"^\* {name}: (.+)$", text, re.MULTILINE)
    return found and found[1]


SETTINGS = unquote(split(read("settings.md"), 2))
ROUTES = unquote(split(read("http.md"), 3))
FAULTS = unquote(split(read("layers.md"), 3))


class TestSettings:
    def test_each_setting_has_its_heading(self):
        assert list(SETTINGS) == [PREFIX + one.name.upper() for one in fields(Settings)]

    @pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.name)
    def test_its_default_is_the_one_that_is_told(self, one):
        told = find_line(SETTINGS[PREFIX + one.name.upper()], "Default")
        value = ",".join(one.default) if isinstance(one.default, tuple) else one.default
        assert told == f"`{value}`" if value else told.startswith("unset")

    @pytest.mark.parametrize("name", SETTINGS)
    def test_its_example_is_taken_and_what_is_refused_is_refused(self, name):
        example, refused = (find_line(SETTINGS[name], one) for one in ("Example", "Refused"))
        together = {
            key: find_line(SETTINGS[key], "Example").strip("`")
            for key in SETTINGS
            if "TILES" in name and "TILES" in key
        }
        if example:
            read_settings({**together, name: example.strip("`")})
        else:
            assert refused.startswith("every value")
        if not refused.startswith("nothing"):
            value = re.search(r"such as `(.+)`", refused)[1]
            with pytest.raises(BadRequest, match=name):
                read_settings({**together, name: value})

    def test_its_option_is_one_of_serve(self):
        told = {one for text in SETTINGS.values() if (one := find_line(text, "Option"))}
        options = re.findall(
            r"^  (--[a-z-]+) TEXT",
            unquote(split(read("cli.md"), 2))["geoposture serve"],
            re.MULTILINE,
        )
        assert {one.strip("`") for one in told} == set(options)


class TestAddresses:
    def test_each_route_has_its_heading(self, app):
        assert set(ROUTES) == {str(one) for one in app.url_map.iter_rules()}

    @pytest.mark.parametrize("path", ROUTES)
    def test_its_example_answers_as_it_is_told(self, client, catalog, path):
        example = find_line(ROUTES[path], "Example").strip("`").replace("HASH", catalog.version)
        assert re.fullmatch(re.sub(r"<[^>]+>", "[^?]+", path), example.partition("?")[0])
        answer = client.get(example)
        assert answer.status_code == 200
        assert answer.content_type.partition(";")[0] == find_line(ROUTES[path], "Answer").strip("`")
        assert answer.headers["Cache-Control"] == CACHES[find_line(ROUTES[path], "Cache")]

    @pytest.mark.parametrize("path", ROUTES)
    def test_its_parameters_and_formats_are_those_that_it_takes(self, client, catalog, path):
        example = find_line(ROUTES[path], "Example").strip("`").replace("HASH", catalog.version)
        address = example.partition("?")[0]
        refused = client.get(f"{address}?no-such-parameter=1")
        told = find_line(ROUTES[path], "Parameters")
        if told is None:
            assert refused.status_code != 400 or "unknown parameter" not in refused.text
        else:
            known = set(refused.get_json()["detail"].partition("allowed here: ")[2].split(", "))
            named = set(re.findall(r"`([^`]+)`", told))
            further = (
                set(client.get(f"{address.rpartition('/')[0]}/queryables").json["properties"])
                if "queryables" in told
                else set()
            )
            assert named <= known
            assert known - named <= further
        formats = find_line(ROUTES[path], "Formats")
        other = client.get(f"{address}?f=no-such-format")
        if other.status_code == 406:
            known = other.text.partition("f is one of ")[2].partition(";")[0]
            assert re.findall(r"`([^`]+)`", formats) == known.split(", ")
        else:
            assert formats is None

    def test_the_caches_are_those_of_the_table(self):
        table = split(read("http.md"), 2)["Caches"]
        rows = dict(re.findall(r"^\| ([a-z, ]+) \| `(.+?)`", table, re.MULTILINE))
        assert rows == {"word": "Cache-Control", **CACHES}

    def test_each_field_of_a_view_has_its_row_with_an_example_that_is_read(self):
        section = split(read("http.md"), 2)["What a map's address holds"]
        assert list_things(section) == [one.query for one in FIELDS]
        for one, example in zip(FIELDS, list_things(section, column=2), strict=True):
            query, _, value = example.partition("=")
            assert query == one.query
            assert one.take({query: value}) is not None
            if one.name != "lang":
                assert read_view({query: value}, "en") != read_view({}, "en"), example

    def test_each_ending_of_a_layer_has_its_row(self):
        assert list_things(ROUTES["/layers/<file>"]) == [f".{one}" for one in FORMATS]

    def test_each_code_of_an_error_has_its_row_with_its_status(self):
        section = split(read("http.md"), 2)["Errors"]
        rows = dict(re.findall(r"^\| `(\w+)` \| ([0-9 or]+) \|", section, re.MULTILINE))
        known = {
            one.code: one.status
            for one in vars(errors).values()
            if inspect.isclass(one) and issubclass(one, GeopostureError)
        }
        known |= {code: status for status, code in problems.CODES.items() if code not in known}
        assert set(rows) == set(known)
        assert {
            code: int(text.split()[0]) for code, text in rows.items() if " or " not in text
        } == {
            code: status
            for code, status in known.items()
            if not code.startswith("unknown_") or code in ("unknown_parameter", "unknown_figure")
        }


class TestTheatres:
    SECTIONS = split(read("theatre.md"), 3)
    PAGE = split(read("theatre.md"), 2)

    @pytest.mark.parametrize(
        ("heading", "kind"),
        [("`[lead]`", theatre.Lead), ("`[[lead.bars]]`", theatre.Bar),
         ("`[[lead.alternatives]]`", theatre.Alternative),
         ("`[[layer]]`", theatre.LayerRole), ("`[[chip]]`", theatre.Chip),
         ("`[[inset]]`", theatre.Inset), ("`[[group]]`", theatre.Group),
         ("`[[ambiguous]]`", theatre.Ambiguous), ("`[[definition]]`", theatre.Definition)],
    )  # fmt: skip
    def test_each_key_of_a_part_has_its_row(self, heading, kind):
        table = self.SECTIONS[heading].split("| role | on the map |")[0]
        assert list_things(table) == [one.name for one in fields(kind)]

    def test_each_key_of_the_starts_has_its_row(self):
        called = {"start": "from", "end": "to"}
        names = [called.get(one.name, one.name) for one in fields(theatre.Starts)]
        assert list_things(self.SECTIONS["`[starts]`"]) == names

    def test_each_key_at_the_top_has_its_row(self):
        parts = {
            "layers",
            "chips",
            "insets",
            "groups",
            "ambiguous",
            "definitions",
            "lead",
            "starts",
        }
        names = [one.name for one in fields(theatre.Theatre) if one.name not in parts | {"words"}]
        titles = [f"{one}_{lang}" for one in ("title", "subtitle") for lang in LANGUAGES]
        told = [names[0], *titles, *names[1:]]
        assert list_things(self.SECTIONS["The keys at the top"]) == told
        headings = {one.strip("`[]") for one in self.SECTIONS if one.startswith("`[")}
        headings -= {"lead.bars", "lead.alternatives"}
        assert headings == {
            one.removesuffix("s") if one not in ("ambiguous", "starts") else one for one in parts
        }

    def test_each_role_has_its_row(self):
        table = self.SECTIONS["`[[layer]]`"].split("| role | on the map |")[1]
        assert list_things(f"| role | on the map |{table}") == list(theatre.ROLES)

    def test_a_key_that_has_no_row_is_refused(self, tmp_path):
        lines = [
            "no_such_key = 1",
            "[lead]\ncounted_by = 'a'\nno_such_key = 1",
            "[[chip]]\nno_such_key = 1",
        ]
        for text in lines:
            (tmp_path / "theatre.toml").write_text(text, encoding="utf-8")
            with pytest.raises(errors.BadData, match="no_such_key"):
                theatre.read_theatre(tmp_path, {"places": frozenset({"Point"})})

    def test_each_file_of_a_folder_has_its_row(self):
        told = list_things(self.PAGE["Files of the folder"])
        unread = {
            "recipes",
            "LICENSES",
            "LICENSES.md",
            "LICENSE",
            "README.md",
            "make.py",
            "__pycache__",
            ".cache",
            "sources",
        }
        for folder in (ROOT / "layers", ROOT / "examples" / "philippines"):
            layers = {one.stem for one in folder.glob("*.geojson") if ".general" not in one.name}
            for one in folder.iterdir():
                stem, _, ending = one.name.partition(".")
                names = {one.name + "/" * one.is_dir(), f"LAYER.{ending}" if stem in layers else ""}
                assert one.name in unread or names & set(told), one

    def test_each_file_that_has_its_row_is_read(self):
        told = list_things(self.PAGE["Files of the folder"])
        code = "".join(map(inspect.getsource, (loading, questions, theatre, towns, versions)))
        names = [
            Path(one).name
            for one in told
            if not one.startswith("LAYER") and one != "annotations.toml"
        ]
        assert [one for one in names if f'"{one}"' not in code] == []

    def test_each_table_of_the_annotator_has_its_row_with_its_columns(self):
        section = self.PAGE["annotator/"]
        rows = re.findall(r"^\| `(\w+)\.csv` \| (.+?) \|", section, re.MULTILINE)
        assert {name: tuple(re.findall(r"`(\w+)`", columns)) for name, columns in rows} == COLUMNS
        told = (ROOT / "layers" / "annotator" / "README.md").read_text(encoding="utf-8")
        assert {one for one in COLUMNS if f"`{one}`" not in told} == set()

    def test_each_word_with_a_default_that_the_theatre_replaces_has_its_row(self):
        section, _, rest = self.PAGE["words.csv"].partition("These have none")
        told = list_things(section)
        own = {row["key"] for row in read_rows(ROOT / "layers" / "words.csv")}
        general = {row["key"] for row in read_table()}
        assert set(told) == own & general
        assert set(told[:3]) == set(inspection.LANGUAGE_KEYS)
        named = [
            re.sub("ID|NAME|N", r"[\\w-]+", one.replace(".", r"\.")) for one in list_things(rest)
        ]
        lacking = [
            one
            for one in own - general
            if not any(re.fullmatch(f"{key}(\\.more)?", one) for key in named)
        ]
        assert lacking == []
        assert [one for one in list_things(rest) if one in general] == []

    @pytest.mark.parametrize(
        ("table", "make"),
        [
            ("systems", loading._system),
            ("basing", loading._basing),
            ("corrections", loading._correction),
        ],
    )
    def test_each_column_of_a_table_has_its_row(self, table, make):
        source = inspect.getsource(make)
        known = set(re.findall(r'row(?:\["|\.get\(")(\w+)"', source))
        known |= {
            f"{one}_{lang}"
            for one in re.findall(r'_text\(row, "(\w+)"\)', source)
            for lang in LANGUAGES
        }
        assert set(list_things(self.SECTIONS[f"`{table}.csv`"])) == known

    def test_the_kinds_of_sources_and_corrections_are_told(self):
        told = self.SECTIONS["`sources.json`"].partition("of the kinds")[2]
        assert set(re.findall(r"`(\w+)`", told)) == COUNTING
        kinds = re.search(
            r"^\| `kind` \| (.+) \|$", self.SECTIONS["`corrections.csv`"], re.MULTILINE
        )[1]
        assert tuple(re.findall(r"`(\w+)`", kinds)) == loading.CORRECTION_KINDS

    def test_each_key_of_an_article_has_its_row(self):
        section = self.PAGE["articles/ID.toml"]
        told = set(list_things(section))
        assert set(WRITTEN) <= told
        for file in [
            *ROOT.glob("layers/articles/*.toml"),
            *ROOT.glob("examples/*/articles/*.toml"),
        ]:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            claims = table.pop("claims", {}).values()
            used = set(table) | {key for one in claims for key in one if key != "check"}
            used |= {key.replace("_ja", "_en") for one in claims for key in one.get("check", {})}
            assert used <= told, file.name


class TestLayers:
    @staticmethod
    def codes():
        tree = ast.parse(read_gate())
        code = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
        for node in ast.walk(tree):
            first = None
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault":
                first = node.args[0]
            elif isinstance(node, ast.Yield | ast.Return) and isinstance(node.value, ast.Tuple):
                first = node.value.elts[0]
            if (
                isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and code.fullmatch(first.value)
            ):
                yield first.value

    def test_each_code_of_a_fault_has_its_heading(self):
        assert set(FAULTS) == set(self.codes())

    @pytest.mark.parametrize("code", [one for one in FAULTS if find_line(FAULTS[one], "Wrong")])
    def test_what_is_wrong_has_the_fault_and_what_is_right_has_none(self, code):
        wrong, right = (find_line(FAULTS[code], one).strip("`") for one in ("Wrong", "Right"))
        found = check_collection(b'{"type":"FeatureCollection","features":[%s]}' % wrong.encode())[
            1
        ]
        assert code in {one.code for one in found}
        clean = check_collection(b'{"type":"FeatureCollection","features":[%s]}' % right.encode())[
            1
        ]
        assert clean == []

    @pytest.mark.parametrize("code", FAULTS)
    def test_what_is_told_to_be_mended_is(self, code):
        source = read_gate()
        # What is said of a fault ends where the next one is told.
        near = "".join(
            re.split(r"\byield\b|\breturn\b", source[at.start() : at.start() + 200])[0]
            for at in re.finditer(f'"{code}"', source)
        )
        mended = "repaired=True" in near or re.search(r'", True\n', near)
        assert ("mended" in FAULTS[code].lower()) == bool(mended)

    def test_the_layer_has_each_key_that_is_told_and_no_other(self):
        told = set(list_things(split(read("layers.md"), 2)["LAYER.toml"])) - {
            "{n}",
            "CC-BY-4.0",
            "sources.json",
        }
        source = inspect.getsource(loading.read_info)
        read_ = set(re.findall(r'table\.get\("(\w+)"', source))
        read_ |= {
            f"{one}_{lang}"
            for one in re.findall(r'_texts\(table, "(\w+)"\)', source)
            for lang in LANGUAGES
        }
        read_ |= {f"limits_{lang}" for lang in LANGUAGES}
        assert read_ <= told
        written = set()
        for file in [*ROOT.glob("layers/*.toml"), *ROOT.glob("examples/*/*.toml")]:
            if file.name != theatre.FILE:
                written |= set(tomllib.loads(file.read_text(encoding="utf-8")))
        assert written <= told
        assert told <= read_ | written

    def test_each_property_that_is_told_is_known_to_the_code(self):
        told = {
            name
            for row in re.findall(
                r"^\| ((?:`\w+`(?:, )?)+) \|",
                split(read("layers.md"), 2)["Properties that the map knows"],
                re.MULTILINE,
            )
            for name in re.findall(r"`(\w+)`", row)
        }
        code = "".join(
            one.read_text(encoding="utf-8")
            for pattern in ("geoposture/**/*.py", "web/src/**/*.js")
            for one in ROOT.glob(pattern)
        )
        assert [
            one
            for one in told
            if not re.search(rf'"{one}"|\.{one}\b|\b{one}[,:] |\b{one} }}', code)
        ] == []
        assert set(FACILITY) <= told
        assert set(TAKES_PART) <= told


class TestCommands:
    @staticmethod
    def script():
        spec = importlib.util.spec_from_file_location("docs_cli", DOCS / "cli.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["docs_cli"] = module
        spec.loader.exec_module(module)
        return module

    def test_the_page_has_each_command_with_its_help(self):
        made = unquote(split(self.script().write_page(), 2))
        assert list(unquote(split(read("cli.md"), 2))) == list(made)
        assert read("cli.md") == self.script().write_page(), "run python docs/cli.py"

    def test_each_command_says_what_it_does(self):
        assert all(
            re.search(r"\n\n  \w", text)
            for _, text in self.script().list_commands(self.script().cli)
        )


class TestPages:
    PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])

    @pytest.mark.parametrize("file", PAGES, ids=lambda one: one.name)
    def test_each_link_and_each_named_page_is_there(self, file):
        text = file.read_text(encoding="utf-8")
        links = [one for one in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in one]
        assert [one for one in links if not (file.parent / one).exists()] == []
        assert [
            one
            for one in re.findall(r"(?<!tests/)\bdocs/[\w.]+\.(?:md|py)", text)
            if not (ROOT / one).exists()
        ] == []

    @pytest.mark.parametrize("file", PAGES, ids=lambda one: one.name)
    def test_no_page_knows_a_machine(self, file):
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"/(?:home|root|tmp|work|Users)/\S*", text) == []

    @pytest.mark.parametrize(
        "file", [one for one in PAGES if one.name not in MADE], ids=lambda one: one.name
    )
    def test_each_file_of_the_code_that_is_named_is_there(self, file):
        named = re.findall(
            r"`((?:geoposture|layers|web|tests|bench|examples)/[\w./-]*\w/?)`",
            file.read_text(encoding="utf-8"),
        )
        assert [one for one in named if not (ROOT / one).exists() and "static" not in one] == []

    def test_the_readme_leads_to_each_page(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        assert [one.name for one in DOCS.glob("*.md") if f"docs/{one.name}" not in readme] == []

    def test_json_in_the_pages_is_json(self):
        for file in self.PAGES:
            for block in re.findall(
                r"^```json\n(.*?)^```", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
            ):
                json.loads(block)
