"""The application factory."""

from __future__ import annotations

import os
from collections.abc import Callable

from flask import Flask

from geoposture.catalog import Catalog, find_layers, load_layers
from geoposture.maps import fitting
from geoposture.service.computing import Computing
from geoposture.service.http import cache, headers, problems
from geoposture.service.routes import analysis, articles, documents, embeds, figures, maps, ogc
from geoposture.service.state import State
from geoposture.service.watcher import Holder
from geoposture.settings import Settings, read_settings

LARGEST_REQUEST = 64 * 1024


def create_app(
    settings: Settings | None = None,
    catalog: Catalog | None = None,
    make_computing: Callable[[Catalog], Computing | None] = lambda _: None,
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

    Raises
    ------
    BadData
        If a layer cannot be used.
    BadRequest
        If a variable has a value that its setting cannot take.
    """
    settings = settings or read_settings(os.environ)
    app = Flask("geoposture", static_folder=None, template_folder=None)
    app.config["TRUSTED_HOSTS"] = settings.answered_hosts()
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    folder = settings.layers or find_layers()
    catalog = catalog or load_layers(folder, articles=settings.articles)
    state = State(settings, catalog, computing=make_computing(catalog))  # type: ignore[arg-type]
    holder = Holder(state, folder, app.logger.error, make_computing)
    app.extensions["geoposture"] = holder
    problems.register(app)
    for part in (maps, documents, embeds, ogc, analysis, figures, articles):
        app.register_blueprint(part.blueprint)
    cache.register(app, holder.current)
    styles = (embeds.embed_style(holder.current()), fitting.REFUSAL)
    headers.register(app, settings, styles=styles)
    return app
