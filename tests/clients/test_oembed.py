"""oEmbed as a content system consumes it: micawber over loopback, and the links that lead to it."""

from __future__ import annotations

import re

import micawber
import pytest
from serving import serve


@pytest.fixture(scope="module")
def site():
    with serve() as address:
        yield address


@pytest.fixture
def registry(site):
    found = micawber.ProviderRegistry()
    found.register(f"{re.escape(site)}/.*", micawber.Provider(f"{site}/oembed"))
    return found


def test_an_address_becomes_a_frame_within_its_column(registry, site):
    answer = registry.request(f"{site}/embed?lang=ja&claim=10", maxwidth=480)
    assert answer["type"] == "rich"
    assert answer["width"] == 480
    assert f'<iframe src="{site}/embed?lang=ja&amp;claim=10"' in answer["html"]
    assert "1900マイル" in answer["description"]


def test_a_text_with_the_address_on_a_line_is_embedded(registry, site):
    text = micawber.parse_text(f"Before\n\n{site}/?lang=en\n\nAfter", registry)
    assert "<iframe" in text
    assert text.startswith("Before")
    assert "After" in text


def test_what_is_not_ours_is_refused(registry, site):
    with pytest.raises(micawber.ProviderException):
        registry.request(f"{site}/collections/us_bases")
