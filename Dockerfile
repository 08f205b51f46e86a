# The map in a container. Node comes from PyPI for the build alone (see web/build.py).
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY requirements.txt ./
RUN python -m venv /opt/geoposture \
 && /opt/geoposture/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY web ./web
COPY layers ./layers
COPY geoposture ./geoposture
RUN /opt/geoposture/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim-bookworm
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
