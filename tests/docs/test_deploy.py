"""What `deploy/` hands out: the container may do nothing but answer, systemd knows each key."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
UNIT = "geoposture@.service"
STARTED = "/opt/geoposture/bin/geoposture"


def test_the_container_has_no_rights_and_a_bound_of_memory():
    (service,) = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] == "2g"
    assert service["tmpfs"] == ["/tmp"]
    assert all(one.startswith("127.0.0.1:") for one in service["ports"])
    assert service["environment"]["GEOPOSTURE_PUBLIC_URL"]


def test_the_base_of_the_image_is_one_image_named_once():
    """A tag becomes another image; what is built today and in a year has one base."""
    lines = (DEPLOY.parent / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (base,) = [one.removeprefix("ARG BASE=") for one in lines if one.startswith("ARG BASE=")]
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", base)
    from_ = [one.split()[1] for one in lines if one.startswith("FROM ")]
    assert from_ == ["${BASE}", "${BASE}"]


def verify(folder: Path, text: str) -> str:
    """Return what systemd says of a unit; its program is one that is there."""
    assert STARTED in text
    (folder / UNIT).write_text(text.replace(STARTED, "/bin/true"), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(folder / UNIT.replace("@", "@8001"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def find_systemd() -> None:
    """Go on where there is systemd; where a change is tried there has to be one."""
    if shutil.which("systemd-analyze"):
        return
    if os.environ.get("CI"):
        pytest.fail("systemd-analyze is missing: .ci/run installs it")
    pytest.skip("SYSTEMD-ANALYZE NOT FOUND: apt install systemd to verify the unit")


@pytest.mark.parametrize(("ci", "ended"), [("1", pytest.fail), ("", pytest.skip)])
def test_a_unit_that_nobody_verifies_is_a_failure_where_changes_are_tried(monkeypatch, ci, ended):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(ended.Exception, match="systemd"):
        find_systemd()
    wanted = (DEPLOY.parent / ".ci" / "run").read_text(encoding="utf-8").partition("wanted=(")[2]
    assert "systemd" in wanted.partition(")")[0].split()


def test_systemd_has_nothing_to_say_of_the_unit(tmp_path):
    find_systemd()
    text = (DEPLOY / UNIT).read_text(encoding="utf-8")
    assert verify(tmp_path, text) == ""
    assert "Unknown key" in verify(tmp_path, text.replace("ProtectHome=", "ProtectHomes="))


def test_the_unit_takes_no_rights_and_wants_its_settings():
    lines = (DEPLOY / UNIT).read_text(encoding="utf-8").splitlines()
    for one in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "MemoryMax=2G",
                "CapabilityBoundingSet=", "EnvironmentFile=/etc/geoposture.env"):  # fmt: skip
        assert one in lines
