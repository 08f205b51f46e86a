"""Case http-path-prefix: the map below a path of its host, in a browser, through a real nginx."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opening import open_page
from serving import find_port, let_in, run

CONFIG = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{port};
    location /maps/ {{ proxy_pass http://127.0.0.1:{service}{stripped}; proxy_set_header Host $http_host; }}
  }}
}}
"""


@pytest.fixture(scope="module", params=["/", ""], ids=["strips", "passes"])
def below(request, tmp_path_factory) -> Iterator[str]:
    """The service behind nginx, below /maps/ of a host that has nothing else."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is missing: .ci/run installs it")
        pytest.skip("NGINX NOT FOUND: apt install nginx-light to open the map below a path")
    folder, port, service = tmp_path_factory.mktemp("below"), find_port(), find_port()
    let_in(folder)
    config = Path(folder / "nginx.conf")
    config.write_text(CONFIG.format(
        folder=folder, port=port, service=service, stripped=request.param), "utf-8")  # fmt: skip
    public = f"http://127.0.0.1:{port}/maps"
    serve = [sys.executable, "-m", "geoposture", "serve", "--port", str(service), "--workers", "1",
             "--public-url", public]  # fmt: skip
    proxy = [program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    with run(serve, f"http://127.0.0.1:{service}", "/readyz"), run(proxy, public, "/readyz"):
        yield public


@pytest.fixture
def asked(page) -> list[str]:
    """What went wrong: each answer that is none, or that is not below the path."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda one: one.ok or wrong.append(f"{one.status} {one.url}"))
    page.on("request", lambda one: "/maps" in one.url or not one.url.startswith("http")
            or "page.html" in one.url or wrong.append(one.url))  # fmt: skip
    return wrong


def test_the_map_is_drawn_and_its_tools_answer(below, page, asked):
    open_page(page, f"{below}/?from=us_bases/kadena-ab&to=taiwan_strait")
    page.locator("#distance .answer").wait_for()
    page.get_by_role("tab", name="Share").click()
    page.locator(".preview iframe[src^='/maps/v/']").wait_for()
    page.locator("#pane-share a[href*='/map.png']").first.wait_for()
    page.goto(f"{below}/?feature=us_bases/kadena-ab")
    page.locator("#card a[href^='https://']").first.wait_for()
    page.locator("#card a[href^='/maps/']").first.wait_for(state="attached")
    assert page.locator("a[href^='/']:not([href^='/maps/'])").count() == 0
    page.get_by_role("link", name="日本語").click()
    page.wait_for_url(f"{below}/?*lang=ja*")
    page.wait_for_selector("#map_1 .mark-icon", state="attached")
    assert asked == []


@pytest.mark.parametrize("kind", ["embed?feature=us_bases/kadena-ab", "embed?live=1"])
def test_a_frame_on_a_page_of_another_host_takes_its_height(below, page, asked, host, kind):
    frame = f'<iframe src="{below}/{kind}" height="222" width="600"></iframe>'
    page.goto(host(f'{frame}<script src="{below}/embed.js" async></script>'))
    page.wait_for_function("() => document.querySelector('iframe').style.height")
    inner = page.frame_locator("iframe")
    inner.locator(".mark-icon, .drawing svg").first.wait_for(state="attached")
    if "live" not in kind:
        inner.locator("a.tap").click()
        inner.locator("#map_1 .mark-icon").first.wait_for(state="attached")
    assert asked == []


def test_a_pinned_frame_asks_below_it_too(below, page, asked):
    version = page.request.get(f"{below}/readyz").json()["catalog"]
    page.goto(f"{below}/v/{version}/embed?live=1&feature=us_bases/kadena-ab")
    page.locator("#card .card").wait_for()
    page.locator("#card").get_by_text("Source", exact=False).first.wait_for()
    assert asked == []


def test_an_error_is_a_page_with_its_style(below, page):
    page.goto(f"{below}/nothing")
    assert page.evaluate("document.styleSheets.length") == 2
    page.get_by_role("link").first.click()
    page.wait_for_selector("#map_1 .mark-icon", state="attached")
