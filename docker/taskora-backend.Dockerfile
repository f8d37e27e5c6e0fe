# Taskora's backend:  docker build -f docker/taskora-backend.Dockerfile -t taskora-backend:1.0.0 test/apps
# The context holds what Taskora shares with TaskFlow; its own files are copied last and win.
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS dependencies
WORKDIR /app
RUN python -m venv --without-pip /opt/venv
COPY taskora/backend/requirements.txt ./
# The lock is complete, so nothing is resolved again.
# cache-mount: /root/.cache/pip
RUN pip --python /opt/venv/bin/python install --no-cache-dir --upgrade --no-deps --require-hashes -r requirements.txt

FROM ${PYTHON_IMAGE} AS runner
WORKDIR /app
RUN groupadd --gid 1001 app && useradd --uid 1001 --gid app --home-dir /app --no-create-home app
COPY --from=dependencies /opt/venv /opt/venv
COPY taskflow/backend/src ./src
COPY taskflow/backend/alembic ./alembic
COPY taskflow/backend/alembic.ini ./
COPY taskora/backend/src ./src
# Compiled now, because the root file system is read-only later.
RUN python -m compileall -q src alembic
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 1001:1001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
CMD ["uvicorn", "src.main:app", "--host", "0.0.0.0", "--port", "8000"]
