{{- define "chatkit-backend.component" -}}
{{- $fixed := dict
      "component" "backend"
      "name" "backend"
      "selector" (dict "app" "backend")
      "runtime" "python"
      "replicas" .Values.replicaCount
      "existingSecret" .Values.secret.name
      "secretEnv" (dict "DATABASE_URL" "database-url" "OPENAI_API_KEY" "openai-api-key" "BETTER_AUTH_SECRET" "auth-secret" "BETTER_AUTH_URL" "auth-url")
      "probes" (dict "startup" .Values.startupProbe "liveness" .Values.livenessProbe "readiness" .Values.readinessProbe)
-}}
{{- toYaml (merge $fixed (omit .Values "global" "component")) -}}
{{- end -}}
