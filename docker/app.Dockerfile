# The application image: runs the application, the action server or what comes before them, each with its own command.
# Build context: the top folder of the project.
FROM python:3.11.15-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_NO_CACHE=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /naervaerslos
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --compile-bytecode

FROM node:24.19.0-bookworm-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM python:3.11.15-slim-bookworm
RUN groupadd --gid 10001 naervaerslos \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin naervaerslos \
    && install --directory --owner=10001 --group=10001 --mode=0700 /kept
WORKDIR /naervaerslos
COPY --from=build /naervaerslos/.venv .venv
COPY alembic.ini ./
COPY actions actions
COPY api api
COPY channels channels
COPY migrations migrations
COPY routines routines
COPY schools schools
COPY --from=web /web/dist web/dist
COPY docker/healthcheck.py docker/healthcheck.py
# In a container, loopback would reach nobody. Local mode refuses this address.
ENV NAERVAERSLOS_BIND=0.0.0.0 \
    NAERVAERSLOS_ACTION_HOST=0.0.0.0 \
    PYTHONPATH=/naervaerslos \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
CMD ["/naervaerslos/.venv/bin/python", "-m", "channels"]
