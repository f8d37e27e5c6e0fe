{{- define "todo-frontend.component" -}}
{{- $given := .Values.frontend -}}
{{- $fixed := dict
      "component" "frontend"
      "name" "frontend"
      "selector" (dict "app" "frontend")
      "runtime" "node"
      "service" (merge (dict "port" $given.port) $given.service)
-}}
{{- if $given.waitForBackend.enabled -}}
{{- $_ := set $fixed "waitFor" $given.waitForBackend -}}
{{- end -}}
{{- toYaml (merge $fixed $given) -}}
{{- end -}}
