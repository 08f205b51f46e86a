"""Every link of the exported site leads somewhere: under nginx, and under Python's server."""

from __future__ import annotations

import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from serving import find_port, let_in, run, serve_folder

OK = 200
LINK = re.compile(r'\b(?:href|src|data-tools)="([^"]*)"')
CONFIG = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off; types {{ text/html html; application/javascript js; text/css css; }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@pytest.fixture(params=["nginx", "python"])
def server(request: pytest.FixtureRequest, exported: Path, tmp_path: Path) -> Iterator[str]:
    if request.param == "python":
        with serve_folder(exported.parent) as address:
            yield f"{address}/{exported.name}/"
        return
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is missing: .ci/run installs it")
        pytest.skip("NGINX NOT FOUND: apt install nginx-light to crawl the copy under it")
    yield from serve_nginx(program, exported, tmp_path)


def serve_nginx(program: str, exported: Path, folder: Path) -> Iterator[str]:
    root = folder / "root"
    shutil.copytree(exported, root / exported.name)
    let_in(folder)
    port = find_port()
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, port=port, root=root), encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    address = f"http://127.0.0.1:{port}"
    with run(command, address, f"/{exported.name}/index.html"):
        yield f"{address}/{exported.name}/"


def test_every_link_leads_somewhere_and_none_is_absolute(server: str):
    seen, waiting, faults = {server}, [(server, "", server)], []
    while waiting:
        address, link, named_by = waiting.pop()
        status, links = visit(address)
        faults += [] if status == OK else [f"{named_by} → {link}: {status}"]
        for one in links:
            found = urldefrag(urljoin(address, one))[0]
            if urlsplit(one).scheme in ("http", "https"):
                faults += [f"{address} names its own host: {one}"] if server in one else []
            elif one.startswith("/"):
                faults.append(f"{address} starts at the root: {one}")
            elif found not in seen and not found.startswith(("data:", "mailto:")):
                seen.add(found)
                waiting.append((found, one, address))
    assert faults == []
    assert len(seen) > 80


def is_page(address: str) -> bool:
    path = urlsplit(address).path
    return path.endswith((".html", "/")) and not path.endswith("map.html")


def visit(address: str) -> tuple[int, list[str]]:
    """Return the status of an address and the links of a page; of others the head is enough."""
    asked = urllib.request.Request(address, method="GET" if is_page(address) else "HEAD")
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return answer.status, [unescape(one) for one in LINK.findall(answer.read().decode())]
    except urllib.error.HTTPError as error:
        return error.code, []
