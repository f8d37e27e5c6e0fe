{{- /* All that is off unless asked for, each a document of its own. */ -}}
{{- define "component.optional" -}}
{{- include "component.pdb" . }}
{{- include "component.hpa" . }}
{{- include "component.networkpolicy" . }}
{{- end -}}

{{- define "component.pdb" -}}
{{- $c := index . 1 -}}
{{- if dig "pdb" "enabled" false $c }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $c.name }}
  {{- include "component.metadata" . | nindent 2 }}
spec:
  minAvailable: {{ $c.pdb.minAvailable }}
  selector:
    matchLabels:
      {{- toYaml $c.selector | nindent 6 }}
{{- end }}
{{- end -}}

{{- define "component.hpa" -}}
{{- $c := index . 1 -}}
{{- if dig "autoscaling" "enabled" false $c }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $c.name }}
  {{- include "component.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ $c.name }}
  minReplicas: {{ $c.autoscaling.minReplicas }}
  maxReplicas: {{ $c.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $c.autoscaling.targetCPU }}
{{- end }}
{{- end -}}

{{- define "component.networkpolicy" -}}
{{- $root := index . 0 -}}
{{- $c := index . 1 -}}
{{- if dig "networkPolicy" "enabled" false $c }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $c.name }}
  {{- include "component.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- toYaml $c.selector | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - ports:
        - port: {{ $c.portName | default "http" }}
      {{- if $c.allowFrom }}
      from:
        {{- range $c.allowFrom }}
        - podSelector:
            matchLabels:
              {{- toYaml . | nindent 14 }}
        {{- end }}
        - podSelector:
            matchLabels:
              app.kubernetes.io/instance: {{ $root.Release.Name }}
              app.kubernetes.io/component: test
        {{- with $c.networkPolicy.extraFrom }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- end }}
{{- end }}
{{- end -}}
