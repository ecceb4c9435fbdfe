# One image for the API, the workers, beat and the migration; docker-compose.yml says which is which.
FROM python:3.12-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin entente
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 ENTENTE_DATA_DIR=/var/lib/entente ENTENTE_API_HOST=0.0.0.0
USER entente
EXPOSE 8000
ENTRYPOINT ["entente"]
CMD ["api"]
