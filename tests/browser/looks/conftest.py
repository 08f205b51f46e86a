"""Each case in one language, by turns; in every language with EVERY_LOOK, before a release."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "EVERY_LOOK" in os.environ:
        return
    left_out = [one for one in items if one.path.parent == HERE and is_said_otherwise(one)]
    config.hook.pytest_deselected(items=left_out)
    out = set(left_out)
    items[:] = [one for one in items if one not in out]


_turns: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)


def is_said_otherwise(item: pytest.Item) -> bool:
    """Tell whether a case is looked at in another language than this one.

    A test that is about languages alone, or about nothing else than one, is run in each; one that
    has the mark `every_language` too.
    """
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    lang, _ = parameters.pop("lang", None), parameters.pop("browser_name", None)
    if lang not in ("en", "ja") or not parameters or item.get_closest_marker("every_language"):
        return False
    turns = _turns[str(item.path), item.originalname]
    turn = turns.setdefault(repr(sorted(parameters.items(), key=repr)), len(turns))
    return lang != ("en", "ja")[turn % 2]
