# TuneMeld as an image: one for the API, the scheduler and the workers, which differ in their command alone.
#
# It writes to /data and to temporary files only, so that its root file system may be read-only:
#   docker run --read-only --tmpfs /tmp tunemeld aggregate --genre country

FROM python:3.13.7-slim-bookworm AS python

# What runs is installed by hash and from wheels alone, and put on the path without a build, as `make run` does.
FROM python AS build
WORKDIR /build
RUN python -m venv /opt/tunemeld
COPY requirements-distributed.txt ./
RUN /opt/tunemeld/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements-distributed.txt
COPY src /opt/tunemeld/src
# Nobody can compile the code later, and its files may get another date when the image is made again.
RUN echo /opt/tunemeld/src > "$(/opt/tunemeld/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tunemeld.pth" \
    && printf '%s\n' '#!/opt/tunemeld/bin/python -P' 'from tunemeld.__main__ import main' 'main()' > /opt/tunemeld/bin/tunemeld \
    && chmod 755 /opt/tunemeld/bin/tunemeld \
    && /opt/tunemeld/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/tunemeld/src

FROM python
LABEL org.opencontainers.image.title="TuneMeld" \
      org.opencontainers.image.description="Where do the streaming services' own editors agree?" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/python:3.13.7-slim-bookworm"
RUN groupadd --gid 10001 tunemeld \
    && useradd --uid 10001 --gid tunemeld --no-log-init --home-dir /data --no-create-home --shell /usr/sbin/nologin tunemeld \
    && install --directory --owner=tunemeld --group=tunemeld /data
COPY --from=build /opt/tunemeld /opt/tunemeld
ENV PATH=/opt/tunemeld/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    TUNEMELD_SQLITE_PATH=/data/tunemeld.db \
    LOG_FILE=/data/api.log
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8000
# Of the API; whoever runs another command names its own. It goes through no proxy, and needs no shell.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=4); c.request('GET', '/health/ready'); raise SystemExit(c.getresponse().status != 200)"]
STOPSIGNAL SIGTERM
# Without a shell between: the signal reaches TuneMeld itself.
ENTRYPOINT ["tunemeld"]
CMD ["api", "start", "--host", "0.0.0.0", "--port", "8000"]
