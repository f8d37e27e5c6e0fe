{{- define "component.service" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ $c.service.name | default $c.name }}
  {{- include "component.metadata" . | nindent 2 }}
spec:
  type: {{ $c.service.type }}
  selector:
    {{- toYaml $c.selector | nindent 4 }}
  ports:
    - name: http
      port: {{ $c.service.port }}
      targetPort: http
      {{- if and (eq $c.service.type "NodePort") $c.service.nodePort }}
      nodePort: {{ $c.service.nodePort }}
      {{- end }}
{{- end -}}

{{- define "component.url" -}}
http://{{ .service.name | default .name }}:{{ .service.port }}
{{- end -}}
