"""Restarts behind a real nginx as `deploy/` has it: nobody who asks meanwhile goes without answer.

RESTARTS is how many are made; minutes of them are asked for before a release.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from serving import find_port, let_in, wait_for

DEPLOY = Path(__file__).parents[2] / "deploy"
RESTARTS = int(os.environ.get("RESTARTS", "5"))
CLIENTS = 8
OPEN = (
    ("rate=50r/s", "rate=100000r/s"), ("burst=200", "burst=10000"),
    ("proxy_cache geoposture;", "proxy_cache off;"),
)  # fmt: skip
# As a service manager does: the next is started when the one before is gone.
RESTART = """#!/bin/sh
pid=$(cat {folder}/$1.pid)
kill "$pid"
while readlink /proc/$pid/exe; do sleep 0.1; done
{python} -m geoposture serve --port $1 --workers 1 --public-url https://maps.example.org &
echo $! > {folder}/$1.pid
"""
AROUND = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
worker_rlimit_nofile 20000;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  include {folder}/site.conf;
}}
"""


class Instances:
    """Two instances of the service, each restarted by a file that names its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, port: int) -> None:
        command = [sys.executable, "-m", "geoposture", "serve", "--port", str(port), "--workers", "1",
                   "--public-url", "https://maps.example.org"]  # fmt: skip
        log = self.folder / f"{port}.log"
        with log.open("a") as out:
            self.running[port] = subprocess.Popen(command, stdout=out, stderr=out)
        wait_for(f"http://127.0.0.1:{port}/readyz", self.running[port], log)

    def stop(self, port: int) -> None:
        self.running[port].terminate()
        self.running[port].wait(15)


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instances]:
    with start_instances(tmp_path_factory.mktemp("instances")) as found:
        yield found


@contextmanager
def start_instances(folder: Path) -> Iterator[Instances]:
    """Run two instances, each with a file in a folder for what it prints."""
    found = Instances(folder)
    for _ in range(2):
        found.start(find_port())
    yield found
    for port in list(found.running):
        found.stop(port)


@contextmanager
def start_proxy(
    ports: list[int],
    folder: Path,
    *,
    recipe: str = "max_fails=0",
    connections: int = 1024,
    as_shipped: bool = False,
) -> Iterator[int]:
    """Run nginx with the site that is shipped: its ports and files alone are others.

    Its cache and its rate are off but for `as_shipped`: they would hide an instance that is not
    there, and refuse clients that ask all the while.
    """
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is missing: .ci/run installs it")
        pytest.skip("NGINX NOT FOUND: apt install nginx-light to restart behind it")
    let_in(folder)
    port, key, cert = find_port(), folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
         "-out", cert, "-subj", "/CN=maps.example.org"], check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for shipped, mine in (
        ("127.0.0.1:8001", f"127.0.0.1:{ports[0]}"), ("127.0.0.1:8002", f"127.0.0.1:{ports[1]}"),
        ("listen 443", f"listen 127.0.0.1:{port}"), ("/var/cache/nginx/geoposture", f"{folder}/kept"),
        ("/etc/ssl/certs/maps.example.org.pem", str(cert)), ("max_fails=0;", f"{recipe};"),
        ("/etc/ssl/private/maps.example.org.key", str(key)),
        *(() if as_shipped else OPEN),
    ):  # fmt: skip
        assert shipped in text
        text = text.replace(shipped, mine)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    config = folder / "nginx.conf"
    config.write_text(AROUND.format(folder=folder, connections=connections), encoding="utf-8")
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    )
    try:
        probe = connect(port)
        ready = any(ask(probe) == 200 for _ in range(50) if not time.sleep(0.1))
        probe.close()
        assert ready, (folder / "error.log").read_text()
        yield port
    finally:
        process.terminate()
        process.wait(10)


def connect(port: int) -> http.client.HTTPSConnection:
    return http.client.HTTPSConnection(
        "127.0.0.1", port, timeout=20, context=ssl._create_unverified_context()
    )


def ask(connection: http.client.HTTPSConnection, path: str = "/collections?f=json") -> int:
    """Return the status of one answer, 0 where none comes."""
    try:
        connection.request("GET", path, headers={"Host": "maps.example.org"})
        answer = connection.getresponse()
        return answer.status if answer.read() else 0
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0


@contextmanager
def many_ask(
    port: int, choose: Callable[[int], str] = lambda _: "/collections?f=json"
) -> Iterator[list[int]]:
    """Ask by clients that keep their connection, all the while; each answer's status."""
    stop, seen = threading.Event(), []

    def work() -> None:
        connection = connect(port)
        while not stop.is_set():
            seen.append(ask(connection, choose(len(seen))))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for one in threads:
        one.start()
    try:
        yield seen
    finally:
        stop.set()
        for one in threads:
            one.join()


def test_restarts_one_after_the_other_lose_nobody(instances, tmp_path):
    ports = list(instances.running)
    with start_proxy(ports, tmp_path) as port, many_ask(port) as seen:
        for number in range(RESTARTS):
            one = ports[number % 2]
            instances.stop(one)
            instances.start(one)
    print(f"{len(seen)} answers over {RESTARTS} restarts")
    assert len(seen) > 100 * RESTARTS
    assert [one for one in seen if one != 200] == []


def test_the_recipe_that_leaves_an_instance_out_is_seen_to_fail(instances, tmp_path):
    """What the test above would miss if it could not see anything."""
    ports = list(instances.running)
    with (
        start_proxy(ports, tmp_path, recipe="max_fails=1 fail_timeout=30s") as port,
        many_ask(port) as seen,
    ):
        for one in ports:
            instances.stop(one)
            instances.start(one)
    assert [one for one in seen if one != 200]


def restart_by(script: Path, folder: Path) -> list[int]:
    """Restart two real instances by a script; return what strict clients saw meanwhile."""
    if shutil.which("curl") is None:
        pytest.skip("CURL NOT FOUND: apt install curl to run the script that restarts")
    restart = folder / "restart"
    restart.write_text(RESTART.format(folder=folder, python=sys.executable), encoding="utf-8")
    restart.chmod(0o755)
    with start_instances(folder) as instances:
        before = {port: one.pid for port, one in instances.running.items()}
        for port, pid in before.items():
            (folder / f"{port}.pid").write_text(str(pid), encoding="utf-8")
        try:
            with start_proxy(list(before), folder) as port, many_ask(port) as seen:
                subprocess.run(
                    [str(script), *map(str, before)], check=True,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    env={**os.environ, "RESTART": str(restart), "WAIT_S": "30"},
                )  # fmt: skip
                time.sleep(2)
        finally:
            now = {one: int((folder / f"{one}.pid").read_text()) for one in before}
            for pid in set(now.values()) - set(before.values()):
                os.kill(pid, signal.SIGTERM)
    assert not set(now.values()) & set(before.values())
    return seen


def test_the_script_restarts_real_instances_and_loses_nobody(tmp_path):
    seen = restart_by(DEPLOY / "rolling-restart", tmp_path)
    assert len(seen) > 200
    assert [one for one in seen if one != 200] == []


def test_a_script_that_waits_for_none_is_seen_to_fail(tmp_path):
    shipped = (DEPLOY / "rolling-restart").read_text(encoding="utf-8")
    hasty = tmp_path / "hasty"
    hasty.write_text(shipped.replace('until is_ready "$port"', "until true"), encoding="utf-8")
    hasty.chmod(0o755)
    assert hasty.read_text(encoding="utf-8") != shipped
    assert [one for one in restart_by(hasty, tmp_path) if one != 200]


def test_the_script_waits_for_each_and_stops_at_one_that_does_not_come(instances, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("CURL NOT FOUND: apt install curl to run the script that restarts")
    ports = [str(one) for one in instances.running]
    noted, restart = tmp_path / "noted", tmp_path / "restart"
    restart.write_text(f'#!/bin/sh\necho "$1" >> {noted}\n', encoding="utf-8")
    restart.chmod(0o755)
    environment = {**os.environ, "RESTART": str(restart), "WAIT_S": "1"}
    script = str(DEPLOY / "rolling-restart")
    subprocess.run([script, *ports], check=True, env=environment)
    assert noted.read_text().split() == ports
    free = str(find_port())
    told = {"env": environment, "capture_output": True, "text": True}
    done = subprocess.run([script, free, *ports], check=False, **told)
    assert done.returncode == 1
    assert f"{free} is not ready after 1 s" in done.stderr
    assert noted.read_text().split() == [*ports, free]
    assert subprocess.run([script, ports[0]], check=False, **told).returncode == 2
