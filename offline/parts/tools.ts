import type { Part } from '../lib/part.ts';
import { goTools } from '../recipes/go.ts';

export const kubernetes = 'v1.34.4';
export const etcdImageTag = '3.6.5-0';
export const corednsVersion = 'v1.12.1';

const kubernetesPrograms = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubeadm',
  'kubectl',
];

const [major = '', minor = ''] = kubernetes.slice(1).split('.');

/** In the order in which they are wanted: what a first cluster takes comes before what only tests take. */
export const tools: readonly Part[] = [
  goTools({
    family: 'kubernetes',
    version: kubernetes,
    programs: Object.fromEntries(kubernetesPrograms.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`])),
    stamp: {
      'k8s.io/component-base/version.gitVersion': kubernetes,
      'k8s.io/component-base/version.gitMajor': major,
      'k8s.io/component-base/version.gitMinor': minor,
      'k8s.io/client-go/pkg/version.gitVersion': kubernetes,
    },
  }),
  goTools({ family: 'etcd', version: 'v3.6.5', programs: { etcd: 'go.etcd.io/etcd/server/v3' } }),
  goTools({ family: 'coredns', version: corednsVersion, programs: { coredns: '.' } }),
  goTools({
    family: 'minikube',
    version: 'v1.38.1',
    programs: { minikube: 'k8s.io/minikube/cmd/minikube' },
    cgo: true,
    tags: 'libvirt_dlopen',
    stamp: {
      'k8s.io/minikube/pkg/version.version': 'v1.38.1',
      'k8s.io/minikube/pkg/version.isoVersion': 'v1.38.1',
      'k8s.io/minikube/pkg/version.storageProvisionerVersion': 'v5',
    },
  }),
  goTools({
    family: 'helm3',
    version: 'v3.22.0',
    programs: { helm: 'helm.sh/helm/v3/cmd/helm' },
    stamp: { 'helm.sh/helm/v3/internal/version.version': 'v3.22.0' },
  }),
  goTools({ family: 'kind', version: 'v0.33.0', programs: { kind: 'sigs.k8s.io/kind' } }),
  goTools({
    family: 'helm4',
    version: 'v4.3.1',
    programs: { helm4: 'helm.sh/helm/v4/cmd/helm' },
    stamp: { 'helm.sh/helm/v4/internal/version.version': 'v4.3.1' },
  }),
  goTools({
    family: 'act',
    version: 'v0.2.89',
    programs: { act: 'github.com/nektos/act' },
    stamp: { 'main.version': '0.2.89' },
  }),
  goTools({
    family: 'actionlint',
    version: 'v1.7.12',
    programs: { actionlint: 'github.com/rhysd/actionlint/cmd/actionlint' },
  }),
  goTools({
    family: 'kubeconform',
    version: 'v0.7.0',
    programs: { kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform' },
  }),
  goTools({
    family: 'buildx',
    version: 'v0.29.1',
    programs: { 'docker-buildx': 'github.com/docker/buildx/cmd/buildx' },
    stamp: { 'github.com/docker/buildx/version.Version': 'v0.29.1' },
  }),
  goTools({
    family: 'buildkit',
    version: 'v0.25.1',
    programs: {
      buildkitd: 'github.com/moby/buildkit/cmd/buildkitd',
      buildctl: 'github.com/moby/buildkit/cmd/buildctl',
    },
    stamp: { 'github.com/moby/buildkit/version.Version': 'v0.25.1' },
  }),
];
