# The bot image: Rasa with its model, trained while the image is built.
# Build context: the top folder of the project. Builds for linux/amd64 only: TensorFlow 2.12 has no small build for arm64.
FROM python:3.10.20-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_NO_CACHE=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /naervaerslos
COPY bot/pyproject.toml bot/uv.lock bot/
RUN uv sync --frozen --no-dev --compile-bytecode --project bot

FROM build AS train
ENV PYTHONPATH=/naervaerslos \
    RASA_TELEMETRY_ENABLED=false \
    SQLALCHEMY_SILENCE_UBER_WARNING=1 \
    TF_CPP_MIN_LOG_LEVEL=3
COPY bot bot
COPY data data
RUN ["/naervaerslos/bot/.venv/bin/python", "-m", "bot", "train", "--force", "--skip-validation", "--config", "bot/config.yml", "--domain", "bot/domain", "--data", "data", "--out", "/naervaerslos/models", "--fixed-model-name", "naervaerslos"]

FROM python:3.10.20-slim-bookworm
RUN groupadd --gid 10001 naervaerslos \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin naervaerslos
WORKDIR /naervaerslos
COPY --from=build /naervaerslos/bot/.venv bot/.venv
COPY --from=train --chmod=0444 /naervaerslos/models/naervaerslos.tar.gz models/naervaerslos.tar.gz
COPY bot bot
COPY docker/healthcheck.py docker/healthcheck.py
ENV HOME=/tmp \
    PYTHONPATH=/naervaerslos \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    RASA_TELEMETRY_ENABLED=false \
    SQLALCHEMY_SILENCE_UBER_WARNING=1 \
    TF_CPP_MIN_LOG_LEVEL=3
USER 10001:10001
CMD ["/naervaerslos/bot/.venv/bin/python", "-m", "bot", "run", "--model", "/naervaerslos/models/naervaerslos.tar.gz", "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml", "--interface", "0.0.0.0", "--port", "5005"]
