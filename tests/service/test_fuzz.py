"""Every operation of the API definition, with data that fit it and data that do not."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks

from geoposture.service import create_app
from geoposture.settings import Settings

schema = schemathesis.openapi.from_wsgi("/api", create_app(Settings()))
CHECKED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
HEADERS = {"Host": "127.0.0.1", "Accept-Encoding": "identity"}


# Whether a reference names something is no matter of its form, so data that fit the
# definition may still be refused: what is asked is that every answer is a documented one.
@pytest.mark.filterwarnings("ignore")
@schema.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_a_documented_one(case):
    case.call_and_validate(headers=HEADERS, checks=CHECKED)
