"""A real WordPress: an author pastes an address, publishes, and readers see the map.

Debian's packages, PHP's own server on loopback, a database of its own in a folder that goes.
WordPress finds our oEmbed answers by discovery, as for any site that it does not know: the frame
is sandboxed, its style and its size are taken away.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import find_port, serve

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from find import find_browser

WORDPRESS = Path("/usr/share/wordpress")
THEME = "twentytwentyone"
NEEDED = {
    "wordpress": WORDPRESS / "wp-settings.php",
    f"wordpress-theme-{THEME}": Path("/var/lib/wordpress/wp-content/themes") / THEME,
    "php-cli": Path("/usr/bin/php"),
    "php-mysql": next(Path("/usr/share").glob("php*-mysql"), Path("/usr/share/php-mysql")),
    "mariadb-server": Path("/usr/sbin/mariadbd"),
}
MOST_SECONDS = 60

CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('AUTH_KEY', '{key}'); define('SECURE_AUTH_KEY', '{key}'); define('LOGGED_IN_KEY', '{key}');
define('NONCE_KEY', '{key}'); define('AUTH_SALT', '{key}'); define('SECURE_AUTH_SALT', '{key}');
define('LOGGED_IN_SALT', '{key}'); define('NONCE_SALT', '{key}');
define('WP_HOME', '{home}'); define('WP_SITEURL', '{home}');
define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', true); define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
REACH = """<?php
// WordPress fetches nothing from loopback: here the map is nowhere else.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', fn($ports) => array_merge($ports, [{port}]));
"""
INSTALL = """<?php
define('WP_INSTALLING', true);
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Desk', 'boss', 'boss@example.org', false, '', '{password}');
switch_theme('{theme}');
wp_insert_user(['user_login' => 'author', 'user_pass' => '{password}', 'role' => 'author']);
"""
PUBLISH = """<?php
require 'wp-load.php';
wp_set_current_user(get_user_by('login', 'author')->ID);
kses_init();
$id = wp_insert_post(wp_slash(['post_title' => 'A base and a strait', 'post_status' => 'publish',
  'post_content' => file_get_contents('php://stdin')]), true);
if (is_wp_error($id)) exit(1);
echo get_permalink($id);
"""


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    missing = [name for name, path in NEEDED.items() if not path.exists()]
    if missing:
        miss = pytest.fail if os.environ.get("CI") else pytest.skip
        miss(f"NO WORDPRESS: apt-get install {' '.join(missing)}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    browser = find_browser()
    if browser is None:
        pytest.skip("NO BROWSER FOUND: install Chromium or Chrome")
    return {"executable_path": browser, "args": ["--headless", "--no-sandbox", "--disable-gpu"]}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve() as address:
        yield address


@pytest.fixture(scope="module")
def publish(site: str, tmp_path_factory) -> Iterator[Callable[[str], str]]:
    """Return what publishes an author's text and says where it is."""
    folder = tmp_path_factory.mktemp("wp")
    root, port = folder / "site", find_port()
    with run_database(folder) as socket, run_php(root, port) as start:
        home = f"http://127.0.0.1:{port}"
        install(root, socket=socket, home=home, map_port=site.rpartition(":")[2])
        start()

        def put(text: str) -> str:
            return run_script(root, PUBLISH, text)

        yield put


@contextmanager
def run_database(folder: Path) -> Iterator[str]:
    data, socket = folder / "data", folder / "s"
    user = ["--user=root"] if os.geteuid() == 0 else []
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", *user,
         "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = subprocess.Popen(
        ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}", *user,
         "--skip-networking", f"--pid-file={folder / 'pid'}", "--innodb-flush-log-at-trx-commit=0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    ask = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-e", "create database wp"]
    try:
        wait_for(lambda: subprocess.run(ask, capture_output=True, check=False).returncode == 0)
        yield str(socket)
    finally:
        stop(server)


@contextmanager
def run_php(root: Path, port: int) -> Iterator[Callable[[], None]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(root)]
        environment = {**os.environ, "PHP_CLI_SERVER_WORKERS": "4"}
        started.append(
            subprocess.Popen(
                command, env=environment, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/"))

    try:
        yield start
    finally:
        for one in started:
            # Its workers outlive it, and are of its session.
            os.killpg(one.pid, signal.SIGTERM)
            one.wait(timeout=20)


def install(root: Path, *, socket: str, home: str, map_port: str) -> None:
    # A copy, since WordPress looks for its settings beside its own files.
    shutil.copytree(WORDPRESS, root, symlinks=False, ignore_dangling_symlinks=True)
    themes = root / "wp-content" / "themes"
    themes.mkdir(parents=True, exist_ok=True)
    shutil.copytree(NEEDED[f"wordpress-theme-{THEME}"], themes / THEME, dirs_exist_ok=True)
    plugins = root / "wp-content" / "mu-plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / "reach.php").write_text(REACH.format(port=map_port))
    config = CONFIG.format(socket=socket, home=home, key=secrets.token_hex(16))
    (root / "wp-config.php").write_text(config)
    run_script(root, INSTALL.format(theme=THEME, password=secrets.token_hex(8)))


def run_script(root: Path, script: str, given: str = "") -> str:
    file = root / "script.php"
    file.write_text(script)
    done = subprocess.run(
        ["php", "-d", "display_errors=stderr", file.name], cwd=root, input=given,
        capture_output=True, text=True, timeout=MOST_SECONDS, check=False,
    )  # fmt: skip
    file.unlink()
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=10)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def wait_for(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + MOST_SECONDS
    while not ready():
        assert time.monotonic() < end, "not ready in time"
        time.sleep(0.2)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=20)


VIEWS = {
    "ring": "embed?lang=en&tool=coverage&origins=us_bases/camp-hansen&radius_km=800&target=east_china_sea",
    "line": "embed?lang=ja&from=us_bases/kadena-ab&to=places/taipei",
    "live": "embed?lang=en&live=1&claim=3",
    "pinned": "v/{version}/embed?lang=en&from=us_bases/misawa-ab&to=places/guam&shape=tall",
    "page": "?lang=en&feature=us_bases/kadena-ab",
}
BLOCK = (
    '<!-- wp:embed {{"url":"{0}","type":"rich","providerNameSlug":"geoposture"}} -->\n'
    '<figure class="wp-block-embed is-type-rich is-provider-geoposture">'
    '<div class="wp-block-embed__wrapper">\n{0}\n</div></figure>\n<!-- /wp:embed -->'
)


def paste(address: str) -> str:
    """What the block editor saves when an address is pasted alone on a line."""
    return f"<p>Before.</p>\n\n{BLOCK.format(address.replace('&', '&amp;'))}\n\n<p>After.</p>"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def open_article(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.locator("iframe[data-secret]").scroll_into_view_if_needed()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("view", VIEWS)
def test_a_pasted_address_becomes_a_map_of_its_own_height(
    page: Page, site: str, publish, catalog, view: str, width: int
):
    address = f"{site}/{VIEWS[view].format(version=catalog.version)}"
    # Who pastes an address has looked at it; WordPress waits five seconds for a new one.
    urllib.request.urlopen(address).read()
    open_article(page, publish(paste(address)), width)
    frame = page.locator("iframe[data-secret]")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    assert (f"/v/{catalog.version}/" in frame.get_attribute("src")) == (view == "pinned")
    inside = frame.content_frame
    expect(inside.locator("svg.still-map:visible, .mark-icon").first).to_be_attached()
    page.wait_for_function(
        "() => { const one = document.querySelector('iframe[data-secret]');"
        " return one.height > 250 && !one.hasAttribute('style'); }"
    )
    page.wait_for_timeout(500)
    box = frame.bounding_box()
    wanted = inside.locator("main").evaluate("one => one.scrollHeight")
    assert abs(box["height"] - wanted) <= 2
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert inside.locator("html").evaluate("one => one.scrollWidth <= innerWidth")
    expect(page.locator("blockquote.wp-embedded-content")).to_be_hidden()


@pytest.mark.parametrize("live", [False, True])
def test_the_links_inside_lead_out_of_the_sandbox(page: Page, site: str, publish, live: bool):
    open_article(page, publish(paste(f"{site}/{VIEWS['line']}")), 1280)
    inside = page.locator("iframe[data-secret]").content_frame
    if live:
        inside.locator("a.tap").click()
        expect(inside.locator(".mark-icon").first).to_be_attached()
    inside.get_by_role("link", name="大きな地図").click()
    page.wait_for_url(re.compile(re.escape(f"{site}/?lang=ja&") + ".*from=us_bases/kadena-ab"))
    expect(page.locator("#map_1")).to_be_visible()


def test_the_old_editor_takes_an_address_on_a_line_of_its_own(page: Page, site: str, publish):
    open_article(page, publish(f"Before.\n\n{site}/{VIEWS['ring']}\n\nAfter."), 390)
    page.wait_for_function("() => document.querySelector('iframe[data-secret]').height > 250")


def test_without_scripts_the_article_has_a_link(browser: Browser, site: str, publish):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(publish(paste(f"{site}/{VIEWS['line']}")))
    link = page.locator("blockquote.wp-embedded-content a")
    expect(link).to_be_visible()
    assert "from=us_bases/kadena-ab" in (link.get_attribute("href") or "")
    context.close()


def test_the_iframe_itself_is_taken_out_which_is_why_the_address_is_pasted(
    page: Page, site: str, publish
):
    open_ = publish(f'<p>Before.</p><iframe src="{site}/embed?lang=en"></iframe><p>After.</p>')
    page.goto(open_)
    expect(page.locator("main iframe")).to_have_count(0)
