"""The application factory."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flask import Flask

from geoposture.catalog import Catalog, find_layers
from geoposture.limits import LIMITS
from geoposture.maps import fitting
from geoposture.service import trial
from geoposture.service.computing import Computing
from geoposture.service.http import access, below, cache, headers, problems
from geoposture.service.routes import analysis, articles, documents, embeds, figures, maps, ogc
from geoposture.service.state import State
from geoposture.service.watcher import Holder, Standing
from geoposture.settings import Settings, read_settings
from geoposture.stores import reading

if TYPE_CHECKING:
    from geoposture.stores.database import Database

NAME = "geoposture"
LARGEST_REQUEST = LIMITS.largest_request


def create_app(
    settings: Settings | None = None,
    catalog: Catalog | None = None,
    make_computing: Callable[[Catalog], Computing | None] = lambda _: None,
    database: Database | None = None,
) -> Flask:
    """Return the service for a catalogue, which is read and checked once, here.

    Parameters
    ----------
    settings : Settings, optional
        By default those of the environment.
    catalog : Catalog, optional
        By default the layers that the settings name.
    make_computing : callable, optional
        Returns what computes for a catalogue; by default each question is computed here, one
        at a time.
    database : Database, optional
        The one that the catalogue was read from; by default the one that the settings name.

    Raises
    ------
    BadData
        If a layer cannot be used.
    BadRequest
        If a variable has a value that its setting cannot take.
    """
    settings = settings or read_settings(os.environ)
    folder = settings.layers or find_layers()
    report = logging.getLogger(NAME).error
    database = database or reading.open_database(settings, report)
    catalog = catalog or reading.begin(settings, database)
    computing = make_computing(catalog)
    state = State(settings, catalog, computing=computing, database=database)  # type: ignore[arg-type]
    holder = Holder(state, folder, report, make_computing, find_fault)
    app = _assemble(settings, holder)
    problems.register(app)
    if settings.path():
        below.check_path(settings.path(), [str(one) for one in app.url_map.iter_rules()])
        app.wsgi_app = below.Below(app.wsgi_app, settings.path())  # type: ignore[method-assign,assignment]
    access.register(app, settings.access_log, report)
    return app


def find_fault(state: State, further: Sequence[str] = ()) -> str | None:
    """Say what cannot be made of a state, None where a page, a frame and a picture can.

    Parameters
    ----------
    state : State
        Not yet served.
    further : sequence of str, optional
        Addresses that are made too: nobody waits for a check.
    """
    return trial.find_fault(state, _assemble_trial, further)


def find_fault_of_start(state: State) -> str | None:
    """Say what cannot be made of a state at start: less is tried than of one that is switched to.

    Parameters
    ----------
    state : State
        Not yet served.
    """
    return trial.find_fault_of_start(state, _assemble_trial)


def _assemble_trial(state: State) -> Flask:
    return _assemble(state.settings, Standing(state), tried=True)


def _assemble(settings: Settings, holder: Holder | Standing, *, tried: bool = False) -> Flask:
    """Return the application without answers to errors: they pass through where it is tried."""
    app = Flask(NAME, static_folder=None, template_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = tried or None
    app.config["TRUSTED_HOSTS"] = settings.answered_hosts() if not tried else None
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.extensions["geoposture"] = holder
    for part in (maps, documents, embeds, ogc, analysis, figures, articles):
        app.register_blueprint(part.blueprint)
    cache.register(app, holder.current)
    styles = (embeds.embed_style(holder.current()), fitting.REFUSAL)
    headers.register(app, settings, styles=styles)
    return app
