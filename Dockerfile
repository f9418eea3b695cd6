# Sketch2Fashion on the CPU: docker build -t sketch2fashion . && docker run --rm -p 127.0.0.1:8000:8000 sketch2fashion
# Everything is pinned: Python packages by hash (requirements/), browser libraries by package-lock.json. The models and the demo
# products are inside. It runs as nobody's user, and only /data and /tmp need to be writable.

ARG PYTHON=3.11-slim-bookworm

# ------------------------------------------------------------------------------------------------------ what is needed once
FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source

COPY requirements/build.txt requirements/base.txt requirements/
RUN python -m venv /opt/sketch2fashion \
 && /opt/sketch2fashion/bin/pip install --no-deps --require-hashes -r requirements/build.txt -r requirements/base.txt

# What a catalogue on Milvus needs, or a large one in a folder: docker build --build-arg EXTRA=milvus, or EXTRA=graph
ARG EXTRA=""
COPY requirements/ requirements/
RUN if [ -n "$EXTRA" ]; then /opt/sketch2fashion/bin/pip install --no-deps --require-hashes -r "requirements/$EXTRA.txt"; fi

COPY package.json package-lock.json .npmrc ./
RUN python -m venv /opt/node && /opt/node/bin/pip install --no-deps --require-hashes -r requirements/node.txt \
 && PATH="/opt/node/bin:$PATH" npm ci --omit=dev --ignore-scripts

COPY pyproject.toml README.md LICENSE NOTICE ./
COPY scripts/vendor.py scripts/vendor.py
COPY src/ src/
RUN /opt/sketch2fashion/bin/python scripts/vendor.py \
 && /opt/sketch2fashion/bin/pip install --no-deps --no-build-isolation --no-index . \
 && /opt/sketch2fashion/bin/pip uninstall --yes setuptools pip \
 && /opt/sketch2fashion/bin/python -m compileall -q /opt/sketch2fashion/lib

# --------------------------------------------------------------------------------------------------------------- what runs
FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Sketch2Fashion" \
      org.opencontainers.image.description="Draw a garment by hand, see it as a real one, and find where to buy it." \
      org.opencontainers.image.licenses="Apache-2.0"

RUN groupadd --gid 10001 sketch2fashion \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin sketch2fashion \
 && install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=build /opt/sketch2fashion /opt/sketch2fashion

ENV PATH="/opt/sketch2fashion/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data \
    XDG_DATA_HOME=/data \
    XDG_STATE_HOME=/data/state \
    XDG_CONFIG_HOME=/data/config \
    SKETCH2FASHION_LOG_JSON=true
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8000
USER 10001:10001
STOPSIGNAL SIGTERM

# Ready means: models loaded, catalogue open. The slim image has no curl, and Python is there.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]

ENTRYPOINT ["sketch2fashion"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
