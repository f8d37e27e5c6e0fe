{{- /* The secrets from the values, with a connection string to the chart's own database where none was given. */ -}}
{{- define "taskora.secrets" -}}
{{- $given := .Values.secrets -}}
{{- $url := $given.DATABASE_URL -}}
{{- if and (not $url) $given.POSTGRES_PASSWORD .Values.database.enabled -}}
{{- $password := $given.POSTGRES_PASSWORD | urlquery | replace "+" "%20" -}}
{{- $db := .Values.database -}}
{{- $url = printf "postgresql://%s:%s@%s:%v/%s" $db.user $password $db.service.name $db.service.port $db.name -}}
{{- end -}}
{{- toYaml (merge (dict "DATABASE_URL" $url) $given) -}}
{{- end -}}

{{- /* What all three have in common: one Secret, of which each takes its keys. */ -}}
{{- define "taskora.component" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $keys := index . 2 -}}
{{- $secretEnv := dict -}}
{{- range $keys -}}
{{- $_ := set $secretEnv . . -}}
{{- end -}}
component: {{ $component }}
name: taskora-{{ $component }}
selector: { app: taskora, component: {{ $component }} }
existingSecret: {{ $root.Values.existingSecret | quote }}
secretName: taskora-secrets
secretPath: secrets
secrets:
  {{- $secrets := include "taskora.secrets" $root | fromYaml }}
  {{- range $keys }}
  {{ . }}: {{ get $secrets . | quote }}
  {{- end }}
secretEnv:
  {{- toYaml $secretEnv | nindent 2 }}
{{- end -}}

{{- define "taskora.database" -}}
{{- $common := include "taskora.component" (list . "database" (list "POSTGRES_PASSWORD")) | fromYaml -}}
{{- $fixed := dict
      "writable" (dict "tmp" "/tmp" "run" "/var/run/postgresql")
      "portName" "postgres"
      "allowFrom" (list (dict "app" "taskora" "component" "backend") (dict "app.kubernetes.io/instance" .Release.Name "app.kubernetes.io/component" "migrate"))
-}}
{{- toYaml (merge $fixed $common (omit .Values.database "name")) -}}
{{- end -}}

{{- define "taskora.backend" -}}
{{- $common := include "taskora.component" (list . "backend" (list "DATABASE_URL" "BETTER_AUTH_SECRET" "COHERE_API_KEY")) | fromYaml -}}
{{- $fixed := dict "runtime" "python" "allowFrom" (list (dict "app" "taskora" "component" "frontend")) -}}
{{- if .Values.database.enabled -}}
{{- $address := printf "tcp://%s:%v" .Values.database.service.name .Values.database.service.port -}}
{{- $_ := set $fixed "waitFor" (dict "name" "wait-for-database" "url" $address "timeoutSeconds" 120) -}}
{{- end -}}
{{- toYaml (merge $fixed $common .Values.backend) -}}
{{- end -}}

{{- define "taskora.frontend" -}}
{{- $common := include "taskora.component" (list . "frontend" (list "BETTER_AUTH_SECRET")) | fromYaml -}}
{{- $fixed := dict "runtime" "node" -}}
{{- with .Values.frontend.waitForBackend -}}
{{- if .enabled -}}
{{- $url := printf "%s/health" (include "component.url" (include "taskora.backend" $ | fromYaml)) -}}
{{- $_ := set $fixed "waitFor" (dict "url" $url "timeoutSeconds" .timeoutSeconds) -}}
{{- end -}}
{{- end -}}
{{- toYaml (merge $fixed $common .Values.frontend) -}}
{{- end -}}
