# TaskFlow's backend:  docker build -f docker/backend.Dockerfile -t taskflow-backend:1.0.0 test/apps/taskflow/backend
# Debian, not Alpine: psycopg2's wheels are built for glibc.
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS dependencies
WORKDIR /app
RUN python -m venv --without-pip /opt/venv
COPY requirements.txt ./
# The lock is complete, so nothing is resolved again.
# cache-mount: /root/.cache/pip
RUN pip --python /opt/venv/bin/python install --no-cache-dir --upgrade --no-deps --require-hashes -r requirements.txt

FROM ${PYTHON_IMAGE} AS runner
WORKDIR /app
RUN groupadd --gid 1001 app && useradd --uid 1001 --gid app --home-dir /app --no-create-home app
COPY --from=dependencies /opt/venv /opt/venv
COPY . .
# Compiled now, because the root file system is read-only later. The wide terminal keeps the server's log lines whole.
RUN python -m compileall -q src alembic
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 COLUMNS=200
USER 1001:1001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
CMD ["fastapi", "run", "src/main.py", "--port", "8000", "--host", "0.0.0.0"]
