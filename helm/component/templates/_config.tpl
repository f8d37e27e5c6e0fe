{{- /* The entries of a map that have a value: an empty value means "leave the variable unset". */ -}}
{{- define "component.given" -}}
{{- $given := dict -}}
{{- range $key, $value := . -}}
{{- if ne (toString $value) "" -}}
{{- $_ := set $given $key (toString $value) -}}
{{- end -}}
{{- end -}}
{{- if $given -}}
{{- toYaml $given -}}
{{- end -}}
{{- end -}}

{{- define "component.configmap" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
{{- with include "component.given" $c.env }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "component.configName" $c }}
  {{- include "component.metadata" (list $root $c) | nindent 2 }}
data:
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Rendered only when the values hold secrets; then they must hold all of them. */ -}}
{{- define "component.secret" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
{{- $given := include "component.given" $c.secrets | fromYaml -}}
{{- if and $given (not $c.existingSecret) }}
apiVersion: v1
kind: Secret
metadata:
  name: {{ include "component.secretName" $c }}
  {{- include "component.metadata" (list $root $c) | nindent 2 }}
type: Opaque
stringData:
  {{- range $variable, $key := $c.secretEnv }}
  {{- if not (hasKey $given $variable) }}
  {{- fail (printf "%s.%s is empty: give it a value, or create the Secret yourself and name it in existingSecret" $c.secretPath $variable) }}
  {{- end }}
  {{ $key }}: {{ get $given $variable | quote }}
  {{- end }}
{{- end }}
{{- end -}}
