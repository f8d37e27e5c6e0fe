{{- define "chatkit-frontend.component" -}}
{{- $fixed := dict
      "component" "frontend"
      "name" "frontend"
      "selector" (dict "app" "frontend")
      "runtime" "node"
      "replicas" .Values.replicaCount
      "existingSecret" .Values.secret.name
      "secretEnv" (dict "BETTER_AUTH_SECRET" "auth-secret")
      "probes" (dict "startup" .Values.startupProbe "liveness" .Values.livenessProbe "readiness" .Values.readinessProbe)
-}}
{{- toYaml (merge $fixed (omit .Values "global" "component")) -}}
{{- end -}}
