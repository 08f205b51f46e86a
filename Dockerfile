# The map in a container. Node comes from PyPI for the build alone (see web/build.py).
# The base is one image for good, and gets no fixes by itself: what a newer one is called is told
# by docker buildx imagetools inspect python:3.13-slim-bookworm
ARG BASE=python:3.13.14-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8
FROM ${BASE} AS build
WORKDIR /src
COPY requirements.txt ./
RUN python -m venv /opt/geoposture \
 && /opt/geoposture/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY web ./web
COPY layers ./layers
COPY geoposture ./geoposture
RUN /opt/geoposture/bin/pip install --no-cache-dir --no-deps .

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin geoposture
COPY --from=build /opt/geoposture /opt/geoposture
ENV PATH=/opt/geoposture/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GEOPOSTURE_HOST=0.0.0.0 \
    GEOPOSTURE_PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["geoposture", "serve"]
