# The ChatKit chatbot's backend:  docker build -f docker/todo-chatkit-backend.Dockerfile -t todo-backend:phase4 test/apps
# The context holds what it shares with TaskFlow; its own files are copied last and win.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS dependencies
WORKDIR /app
RUN pip install --no-cache-dir uv==0.9.26
RUN python -m venv --without-pip /opt/venv
COPY todo-chatkit/backend/requirements.txt ./
# uv brings certificates of its own; those of the system know a proxy that the base image was made for.
# cache-mount: /root/.cache/uv
RUN uv pip sync --native-tls --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes requirements.txt

FROM ${PYTHON_IMAGE} AS runner
WORKDIR /app
RUN groupadd --gid 1001 fastapi && useradd --uid 1001 --gid fastapi --home-dir /app --no-create-home fastapi
COPY --from=dependencies /opt/venv /opt/venv
COPY taskflow/backend/src ./src
COPY taskflow/backend/alembic ./alembic
COPY taskflow/backend/alembic.ini ./
COPY todo-chatkit/backend/src ./src
COPY todo-chatkit/backend/alembic ./alembic
# Compiled now, because the root file system is read-only later.
RUN python -m compileall -q src alembic
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 1001:1001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/api/health', timeout=2)"]
CMD ["uvicorn", "src.main:app", "--host", "0.0.0.0", "--port", "8000"]
