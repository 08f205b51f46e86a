"""Every operation of the API definition, with data that fit it and data that do not."""

from __future__ import annotations

import os
from http import HTTPStatus

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks

from geoposture.service import create_app
from geoposture.settings import Settings

schema = schemathesis.openapi.from_wsgi("/api", create_app(Settings()))
DRAWN_TWICE = r"/map\.(png|pdf|html)$"
"""What is made of the drawing of `/map.svg`, seconds each."""


def refuse_server_errors(context, response, case):
    """Let no server error pass; oEmbed answers 501 for a format that it does not know.

    That the operation declares the status is another check.
    """
    if response.status_code != HTTPStatus.NOT_IMPLEMENTED:
        checks.not_a_server_error(context, response, case)


CHECKED = [
    refuse_server_errors,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
ANSWERED = CHECKED[:4]
"""Of questions that are chosen, not made up."""
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
"""Of each operation, at most: some two thousand in all."""
HEADERS = {"Host": "127.0.0.1", "Accept-Encoding": "identity"}


# Whether a reference names something is no matter of its form, so data that fit the
# definition may still be refused: what is asked is that every answer is a documented one.
@pytest.mark.filterwarnings("ignore")
@schema.exclude(path_regex=DRAWN_TWICE).parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_a_documented_one(case):
    """``/conf/oas30/completeness``, ``exceptions-codes``: each status is in the definition."""
    case.call_and_validate(headers=HEADERS, checks=CHECKED)


REFERRING = ("from", "to", "origins", "target", "feature")


def list_references(catalog) -> list[str]:
    """Return every layer, a feature of each kind that it has, and what names nothing."""
    found = {}
    for id_, layer in catalog.layers.items():
        found[id_] = id_
        for one in layer.features:
            told = one["properties"]
            shape = (one["geometry"] or {}).get("type")
            kinds = told.get("kinds") or [told.get("kind")]
            for kind in kinds:
                found[id_, shape, str(kind), told.get("grade")] = f"{id_}/{one['id']}"
    return [*dict.fromkeys(found.values()), "127.7,26.3", "nowhere", "us_bases/nowhere"]


def check(operation, **given) -> None:
    case = operation.Case(**given)
    case.validate_response(case.call(headers=HEADERS), checks=ANSWERED, headers=HEADERS)


@pytest.mark.filterwarnings("ignore")
def test_every_layer_and_every_feature_is_a_documented_answer(catalog):
    """``/conf/oas30/oas-impl``: each path that the definition lists."""
    for id_, layer in catalog.layers.items():
        operation = schema[f"/collections/{id_}/items/{{feature}}"]["GET"]
        for one in layer.features:
            check(operation, path_parameters={"feature": one["id"]})
        for rest in ("", "/queryables"):
            check(
                schema[f"/collections/{{collection}}{rest}"]["GET"],
                path_parameters={"collection": id_},
            )
        check(schema[f"/collections/{id_}/items"]["GET"])


@pytest.mark.filterwarnings("ignore")
def test_every_kind_of_feature_is_asked_about(catalog):
    """``/conf/oas30/oas-impl``: the paths of questions."""
    references = list_references(catalog)
    assert len(references) > 40
    for ref in references:
        check(schema["/distance"]["GET"], query={"from": ref, "to": "places/taipei"})
        check(schema["/distance"]["GET"], query={"from": "us_bases/kadena-ab", "to": ref})
        check(schema["/rings"]["GET"], query={"origins": ref, "radius_km": 300})
        check(
            schema["/coverage"]["GET"],
            query={"origins": ref, "target": "taiwan_strait", "radius_km": 300},
        )
    for system in catalog.systems:
        check(schema["/rings"]["GET"], query={"origins": "us_bases/kadena-ab", "system": system})
