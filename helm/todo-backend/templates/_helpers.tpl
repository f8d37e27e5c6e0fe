{{- define "todo-backend.component" -}}
{{- $given := .Values.backend -}}
{{- $fixed := dict
      "component" "backend"
      "name" "backend"
      "selector" (dict "app" "backend")
      "runtime" "python"
      "service" (merge (dict "port" $given.port) $given.service)
      "env" (omit $given.env "DATABASE_URL" "OPENAI_API_KEY" "BETTER_AUTH_SECRET")
      "existingSecret" .Values.existingSecret
      "secrets" (pick $given.env "DATABASE_URL" "OPENAI_API_KEY" "BETTER_AUTH_SECRET")
      "secretPath" "backend.env"
      "secretEnv" (dict "DATABASE_URL" "DATABASE_URL" "OPENAI_API_KEY" "OPENAI_API_KEY" "BETTER_AUTH_SECRET" "BETTER_AUTH_SECRET")
      "allowFrom" (list (dict "app" "frontend"))
-}}
{{- toYaml (merge $fixed (omit $given "env")) -}}
{{- end -}}
