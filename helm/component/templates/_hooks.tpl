{{- /* Labels of pods that belong to a release but are no part of a component: no Service may select them. */ -}}
{{- define "component.hookLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 2 }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
{{- end -}}

{{- define "component.test" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
{{- $path := index . 2 -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ $c.name }}-test
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "component.hookLabels" (list $root $c "test") | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  restartPolicy: Never
  {{- include "component.podSecurity" $c | nindent 2 }}
  containers:
    - name: test
      command:
        {{- include "component.fetch" (list $c.runtime (printf "%s%s" (include "component.url" $c) $path) 10) | nindent 8 }}
      {{- $small := dict "requests" (dict "cpu" "10m" "memory" "64Mi") "limits" (dict "memory" "128Mi") }}
      {{- include "component.container" (merge (dict "resources" $small) (omit $c "resources")) | nindent 6 }}
{{- end -}}

{{- define "component.job" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
{{- $job := index . 2 -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $c.name }}-{{ $job.name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "component.hookLabels" (list $root $c $job.name) | nindent 4 }}
  annotations:
    helm.sh/hook: {{ $job.hook }}
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: {{ $job.backoffLimit | default 0 }}
  activeDeadlineSeconds: {{ $job.timeoutSeconds }}
  template:
    metadata:
      labels:
        {{- include "component.hookLabels" (list $root $c $job.name) | nindent 8 }}
    spec:
      restartPolicy: Never
      {{- include "component.podSecurity" $c | nindent 6 }}
      {{- with include "component.initContainers" $c | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      containers:
        - name: {{ $job.name }}
          command:
            {{- toYaml $job.command | nindent 12 }}
          {{- with include "component.env" $c | trim }}
          {{- . | nindent 10 }}
          {{- end }}
          {{- include "component.container" $c | nindent 10 }}
{{- end -}}
