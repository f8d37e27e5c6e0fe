#!/bin/bash
# TaskFlow brought to Minikube by hand: the ten steps of its deployment plan, one after the other, with the plan's own commands.
# Wanted: PROFILE, LLM_PORT of the language model on this machine, and DATABASE_URL, BETTER_AUTH_SECRET, ANTHROPIC_API_KEY.
set -euo pipefail

step() { printf '%3ds  %s\n' "$SECONDS" "$*"; }
in_cluster() { kubectl --context "$PROFILE" "$@"; }

step "1 start Minikube"
minikube start -p "$PROFILE" --cpus=2 --memory=6g --interactive=false --embed-certs --force
address=$(minikube ip -p "$PROFILE")
machine=${address%.*}.1

step "2 create the secret"
in_cluster create secret generic taskflow-backend \
  --from-literal=DATABASE_URL="${DATABASE_URL/@*:/@$machine:}" \
  --from-literal=BETTER_AUTH_SECRET="$BETTER_AUTH_SECRET" --from-literal=ANTHROPIC_API_KEY="$ANTHROPIC_API_KEY"

step "3 build the backend"
docker build -q -f docker/backend.Dockerfile -t taskflow-backend:1.0.0 test/apps/taskflow/backend

step "4 build the frontend"
docker build -q -f docker/frontend.Dockerfile -t taskflow-frontend:1.0.0 test/apps/taskflow/frontend

step "5 look at the chart"
chart=(helm/taskflow -f helm/taskflow/values-local.yaml -f helm/taskflow/values-ci.yaml
  --set existingSecret=taskflow-backend --set backend.migrations.enabled=true
  --set "backend.env.CORS_ORIGINS=http://$address:30300" --set "backend.env.ANTHROPIC_BASE_URL=http://$machine:$LLM_PORT")
helm lint "${chart[@]}"
helm template taskflow "${chart[@]}" > /dev/null

step "6 load the backend's image"
minikube image load -p "$PROFILE" taskflow-backend:1.0.0

step "7 load the frontend's image"
minikube image load -p "$PROFILE" taskflow-frontend:1.0.0

step "8 install the chart and wait for its pods"
helm install taskflow "${chart[@]}" --kube-context "$PROFILE" --wait --timeout 5m

step "9 look at pods, health and page"
in_cluster get pods
in_cluster exec deploy/taskflow-backend -- python -c "import urllib.request as r; print(r.urlopen('http://localhost:8000/health').read())"
port=$(in_cluster get service taskflow-frontend-service -o 'jsonpath={.spec.ports[0].nodePort}')
site="http://$address:$port"
curl -fsS --retry 10 --retry-all-errors --retry-delay 1 -o /dev/null "$site/"

step "10 sign up, make a task, ask the chatbot"
post() { curl -fsS -H 'content-type: application/json' "${@:3}" -d "$2" "$site/api/v1/$1"; }
token=$(post auth/signup "{\"email\":\"hand-$RANDOM@example.com\",\"password\":\"by hand 123\"}" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
post tasks '{"title":"written by hand"}' -H "authorization: Bearer $token" > /dev/null
curl -fsS -H "authorization: Bearer $token" "$site/api/v1/tasks" | grep -q 'written by hand'
post chat '{"message":"list my tasks"}' -H "authorization: Bearer $token" > /dev/null
step "done"
