# Taskora's database:  docker build -f docker/taskora-database.Dockerfile -t taskora-database:1.0.0 docker
# PostgreSQL 15 as it is. Built, so that it comes into the node the same way as the rest, and no pod pulls from a registry.
ARG POSTGRES_IMAGE=postgres:15
FROM ${POSTGRES_IMAGE}
# The server's own user: the image begins as root only to change the owner of a volume, which Kubernetes does here.
USER 999:999
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s CMD ["pg_isready", "--host=127.0.0.1"]
