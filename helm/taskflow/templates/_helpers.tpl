{{- define "taskflow.backend" -}}
{{- $fixed := dict
      "component" "backend"
      "name" "taskflow-backend"
      "selector" (dict "app" "taskflow" "component" "backend")
      "runtime" "python"
      "existingSecret" .Values.existingSecret
      "secrets" .Values.secrets
      "secretPath" "secrets"
      "secretEnv" (dict "DATABASE_URL" "DATABASE_URL" "BETTER_AUTH_SECRET" "BETTER_AUTH_SECRET" "ANTHROPIC_API_KEY" "ANTHROPIC_API_KEY")
      "allowFrom" (list (dict "app" "taskflow" "component" "frontend"))
-}}
{{- if .Values.backend.migrations.enabled -}}
{{- $_ := set $fixed "initCommands" (list (dict "name" "migrate" "command" .Values.backend.migrations.command)) -}}
{{- end -}}
{{- toYaml (merge $fixed .Values.backend) -}}
{{- end -}}

{{- /* Without secrets of its own the chart gives both components the same Secret: they must share BETTER_AUTH_SECRET. */ -}}
{{- define "taskflow.frontend" -}}
{{- $backend := include "taskflow.backend" . | fromYaml -}}
{{- $shared := include "component.secretName" $backend -}}
{{- if and (include "component.given" .Values.secrets) (not .Values.existingSecret) -}}
{{- $shared = "" -}}
{{- end -}}
{{- $fixed := dict
      "component" "frontend"
      "name" "taskflow-frontend"
      "selector" (dict "app" "taskflow" "component" "frontend")
      "runtime" "node"
      "existingSecret" $shared
      "secrets" (pick .Values.secrets "BETTER_AUTH_SECRET")
      "secretPath" "secrets"
      "secretEnv" (dict "BETTER_AUTH_SECRET" "BETTER_AUTH_SECRET")
-}}
{{- with .Values.frontend.waitForBackend -}}
{{- if .enabled -}}
{{- $url := printf "%s/health" (include "component.url" $backend) -}}
{{- $_ := set $fixed "waitFor" (dict "url" $url "timeoutSeconds" .timeoutSeconds) -}}
{{- end -}}
{{- end -}}
{{- toYaml (merge $fixed .Values.frontend) -}}
{{- end -}}
