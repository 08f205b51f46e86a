"""What a command is given: options before the environment, and the layers that they name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from geoposture.errors import BadRequest
from geoposture.settings import Settings, read_settings


def read_options(options: dict[str, str | None]) -> Settings:
    """Return the settings of the environment, those given as options before them.

    Parameters
    ----------
    options : dict of str to str or None
        By the name of the setting; None and an empty text are not given.

    Raises
    ------
    BadRequest
        If an option or a variable has a value that its setting cannot take.
    """
    given = {f"GEOPOSTURE_{key.upper()}": value for key, value in options.items() if value}
    try:
        return read_settings({**os.environ, **given})
    except BadRequest as error:
        name = str(error.parameter).removeprefix("GEOPOSTURE_").lower()
        if options.get(name):
            option = "--" + name.replace("_", "-")
            raise BadRequest(error.message.replace(str(error.parameter), option)) from error
        raise


def load_catalog(further: Path | None = None) -> Any:
    """Return the layers that the environment names; `further` is another folder of articles.

    Parameters
    ----------
    further : Path, optional
        Folder of articles, instead of that of the environment.

    Raises
    ------
    BadData
        If a layer or table cannot be used.
    BadRequest
        If a variable has a value that its setting cannot take.
    """
    from geoposture.stores.reading import read_all

    return read_all(read_settings(os.environ, articles=further))
