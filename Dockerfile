FROM python:3.11-slim-bookworm AS build

# Address of a package index with CPU builds of torch; the default index brings CUDA along, some gigabytes of it.
ARG TORCH_INDEX=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/vestovoy
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
# The dependencies are a layer of their own, which a change of the program leaves as it is.
RUN mkdir bot index \
    && /opt/vestovoy/bin/pip install -c requirements.lock ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} . \
    && /opt/vestovoy/bin/pip uninstall --yes vestovoy
COPY bot bot
COPY index index
RUN /opt/vestovoy/bin/pip install --no-deps .

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 vestovoy \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data vestovoy \
    && install --directory --owner=vestovoy --group=vestovoy /data
COPY --from=build /opt/vestovoy /opt/vestovoy
# A new volume begins with what stands here.
COPY --chown=10001:10001 seeds /data/documents
ENV PATH="/opt/vestovoy/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HOME=/data/models \
    ORT_DISABLE_TELEMETRY=1 \
    VESTOVOY_DATA=/data \
    VESTOVOY_DOCUMENTS=/data/documents \
    VESTOVOY_MONITOR_PORT=9090
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# The first start indexes the documents before it answers.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10m --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['VESTOVOY_MONITOR_PORT']}/healthz\", timeout=8)"]
ENTRYPOINT ["vestovoy"]
CMD ["run"]
