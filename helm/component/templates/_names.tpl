{{- define "component.image" -}}
{{- if kindIs "string" .image -}}
{{- .image -}}
{{- else -}}
{{- .image.repository -}}
{{- with .image.tag }}:{{ . }}{{ end -}}
{{- with .image.digest }}@{{ . }}{{ end -}}
{{- end -}}
{{- end -}}

{{- define "component.pullPolicy" -}}
{{- if kindIs "string" .image -}}
{{- .pullPolicy | default "IfNotPresent" -}}
{{- else -}}
{{- .image.pullPolicy | default "IfNotPresent" -}}
{{- end -}}
{{- end -}}

{{- define "component.configName" -}}
{{- .configName | default (printf "%s-config" .name) -}}
{{- end -}}

{{- define "component.secretName" -}}
{{- .existingSecret | default .secretName | default (printf "%s-secrets" .name) -}}
{{- end -}}

{{- /* Labels of the pods stay the same over versions of chart and image, so that an upgrade without a change restarts nothing. */ -}}
{{- define "component.podLabels" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
{{- toYaml $c.selector }}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ $c.component }}
{{- end -}}

{{- define "component.labels" -}}
{{- $root := index . 0 -}}
{{- include "component.podLabels" . }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end -}}

{{- define "component.metadata" -}}
{{- $root := index . 0 -}}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- include "component.labels" . | nindent 2 }}
{{- end -}}
