import { roleOf } from '../roles.ts';
import type { Component } from './chart.ts';

/** One Deployment and its Service. The Service has the plain name, as in a compose file, so that addresses stay what they were. */
export function componentTemplate(component: Component, hasSecret: boolean): string {
  const { name } = component;
  const values = /^[a-z][a-z0-9]*$/.test(name) ? `.Values.${name}` : `(index .Values "${name}")`;
  return [
    `{{- with ${values} }}`,
    '{{- if .enabled }}',
    ...deploymentLines(component, hasSecret),
    '---',
    ...serviceLines(component),
    '{{- end }}',
    '{{- end }}',
    '',
  ].join('\n');
}

function deploymentLines(component: Component, hasSecret: boolean): string[] {
  const { name, foreign } = component;
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: ${name}`,
    '  labels: &labels',
    '    app.kubernetes.io/instance: {{ $.Release.Name }}',
    `    app.kubernetes.io/component: ${name}`,
    'spec:',
    '  replicas: {{ .replicas }}',
    '  selector:',
    '    matchLabels: *labels',
    '  template:',
    '    metadata:',
    '      labels: *labels',
    '    spec:',
    '      containers:',
    `        - name: ${name}`,
    '          image: "{{ .image.repository }}:{{ .image.tag }}"',
    '          imagePullPolicy: {{ .image.pullPolicy }}',
    '          ports:',
    '            - containerPort: {{ .port }}',
    '          env:',
    '            {{- range $key, $value := .env }}',
    '            - name: {{ $key }}',
    '              value: {{ $value | quote }}',
    '            {{- end }}',
    ...(hasSecret && !foreign ? secretLines : []),
    ...probeLines(component),
  ];
}

function serviceLines({ name, open }: Component): string[] {
  return [
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    `  type: ${open ? 'NodePort' : 'ClusterIP'}`,
    '  selector:',
    '    app.kubernetes.io/instance: {{ $.Release.Name }}',
    `    app.kubernetes.io/component: ${name}`,
    '  ports:',
    '    - port: {{ .port }}',
  ];
}

const secretLines = [
  '          {{- with $.Values.existingSecret }}',
  '          envFrom:',
  '            - secretRef:',
  '                name: {{ . }}',
  '          {{- end }}',
];

/** A page answers at its root; of an API without a known route only the port is asked. */
function probeLines({ name, health, foreign }: Component): string[] {
  const path = health ?? (!foreign && roleOf(name) === 'frontend' ? '/' : undefined);
  const ask =
    path === undefined
      ? ['            tcpSocket:', '              port: {{ .port }}']
      : ['            httpGet:', `              path: ${path}`, '              port: {{ .port }}'];
  return [
    '          startupProbe:',
    ...ask,
    '            periodSeconds: 1',
    '            failureThreshold: 120',
    '          readinessProbe:',
    ...ask,
    '            periodSeconds: 5',
  ];
}
