{{- define "component.deployment" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $c.name }}
  {{- include "component.metadata" . | nindent 2 }}
spec:
  {{- if not (dig "autoscaling" "enabled" false $c) }}
  replicas: {{ $c.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  progressDeadlineSeconds: 120
  selector:
    matchLabels:
      {{- toYaml $c.selector | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      {{- toYaml $c.strategy | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "component.podLabels" . | nindent 8 }}
        {{- with $c.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with include "component.podAnnotations" $c | trim }}
      annotations:
        {{- . | nindent 8 }}
      {{- end }}
    spec:
      {{- include "component.podSecurity" $c | nindent 6 }}
      terminationGracePeriodSeconds: {{ $c.terminationGracePeriodSeconds | default 30 }}
      {{- with include "component.initContainers" $c | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      containers:
        - name: {{ $c.component }}
          {{- include "component.container" $c | nindent 10 }}
          ports:
            - name: http
              containerPort: {{ $c.service.targetPort | default $c.service.port }}
          {{- with include "component.env" $c | trim }}
          {{- . | nindent 10 }}
          {{- end }}
          {{- range $kind, $probe := $c.probes }}
          {{- with $probe }}
          {{ $kind }}Probe:
            {{- include "component.probe" . | nindent 12 }}
          {{- end }}
          {{- end }}
          {{- with $c.preStopSeconds }}
          lifecycle:
            preStop:
              exec:
                command: [sleep, {{ . | quote }}]
          {{- end }}
{{- end -}}

{{- /* A changed ConfigMap or Secret changes these sums, and so restarts the pods. */ -}}
{{- define "component.podAnnotations" -}}
{{- $c := . -}}
{{- with include "component.given" $c.env }}
checksum/config: {{ sha256sum . }}
{{- end }}
{{- if not $c.existingSecret }}
{{- with include "component.given" $c.secrets }}
checksum/secret: {{ sha256sum . }}
{{- end }}
{{- end }}
{{- with $c.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}
