{{- define "component.probe" -}}
{{- if .path -}}
httpGet:
  path: {{ .path }}
  port: http
{{ toYaml (omit . "path") }}
{{- else -}}
{{ toYaml . }}
{{- end -}}
{{- end -}}

{{- define "component.env" -}}
{{- $c := . -}}
{{- with include "component.given" $c.env }}
envFrom:
  - configMapRef:
      name: {{ include "component.configName" $c }}
{{- end }}
{{- if or $c.secretEnv $c.extraEnv }}
env:
  {{- range $variable, $key := $c.secretEnv }}
  - name: {{ $variable }}
    valueFrom:
      secretKeyRef:
        name: {{ include "component.secretName" $c }}
        key: {{ $key }}
  {{- end }}
  {{- with $c.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- /* What main, init, hook and test containers have in common. */ -}}
{{- define "component.container" -}}
image: {{ include "component.image" . | quote }}
imagePullPolicy: {{ include "component.pullPolicy" . }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- with .resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .writable }}
volumeMounts:
  {{- range $name, $path := . }}
  - name: {{ $name }}
    mountPath: {{ $path }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "component.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  {{- with .runAsUser }}
  runAsUser: {{ . }}
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- with .imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .writable }}
volumes:
  {{- range $name, $path := . }}
  - name: {{ $name }}
    emptyDir:
      sizeLimit: 128Mi
  {{- end }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "component.initContainers" -}}
{{- $c := . -}}
{{- if or $c.waitFor $c.initCommands }}
initContainers:
  {{- with $c.waitFor }}
  - name: {{ .name | default "wait-for-backend" }}
    command:
      {{- include "component.fetch" (list $c.runtime .url .timeoutSeconds) | nindent 6 }}
    {{- include "component.container" $c | nindent 4 }}
  {{- end }}
  {{- range $c.initCommands }}
  - name: {{ .name }}
    command:
      {{- toYaml .command | nindent 6 }}
    {{- with include "component.env" $c | trim }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- include "component.container" $c | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}
