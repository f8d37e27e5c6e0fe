import type { FaultCase, Step } from '../case.ts';
import { app, image, says, service } from '../objects.ts';

const inNode = (script: string, how?: Step['how']): Step => ({
  run: ['docker', 'exec', '$NODE', 'bash', '-ec', script],
  ...(how ? { how } : {}),
});
const dns = (...args: readonly string[]): Step => ({ run: ['kubectl', '-n', 'kube-system', ...args] });
const dnsReady = dns('rollout', 'status', 'deployment/coredns', '--timeout=90s');
const nodeReady = (condition: string): Step => ({
  run: ['kubectl', 'wait', 'node', '--all', `--for=condition=${condition}`, '--timeout=100s'],
});

const client = app({ name: 'web', command: says('Error: getaddrinfo EAI_AGAIN api') });

/** The machine and the cluster: what breaks them is done to a cluster of its own. */
export const cluster: readonly FaultCase[] = [
  {
    id: 'minikube-start-failed',
    name: 'more cores than there are',
    where: 'none',
    objects: [],
    steps: [
      { run: ['minikube', 'start', '-p', '$NAMESPACE', '--cpus=4096', '--force', '-o', 'json'], how: 'fails' },
      { run: ['minikube', 'delete', '-p', '$NAMESPACE'] },
    ],
    remedy: ['minikube'],
  },
  {
    id: 'minikube-start-failed',
    name: 'a version that is too old',
    where: 'none',
    objects: [],
    steps: [
      { run: ['minikube', 'start', '-p', '$NAMESPACE', '--kubernetes-version=v1.10.0', '--force'], how: 'fails' },
      { run: ['minikube', 'delete', '-p', '$NAMESPACE'] },
    ],
    remedy: ['minikube'],
  },
  {
    id: 'disk-full',
    name: 'in a container of the engine',
    where: 'none',
    objects: [],
    steps: [
      {
        run: [
          ...['docker', 'run', '--rm', '--tmpfs', '/data:size=64k', image],
          ...['dd', 'if=/dev/zero', 'of=/data/layer', 'bs=1M', 'count=1'],
        ],
        how: 'fails',
      },
    ],
    remedy: ['docker system prune'],
  },
  {
    id: 'dns-broken',
    name: 'switched off',
    where: 'own',
    objects: [service('api', 80), app(), client],
    steps: [dns('scale', 'deployment', 'coredns', '--replicas=0')],
    mend: [dns('scale', 'deployment', 'coredns', '--replicas=1'), dnsReady],
    remedy: ['coredns --replicas=1'],
    consequences: ['dependency-refused'],
  },
  {
    id: 'dns-broken',
    name: 'its Corefile names a plugin that there is not',
    where: 'own',
    objects: [service('api', 80), app(), client],
    steps: [
      { run: ['bash', '-ec', 'kubectl --context $NODE -n kube-system get cm coredns -o yaml > $WORK/coredns.yaml'] },
      dns(
        'patch',
        'configmap',
        'coredns',
        '--type=merge',
        '-p',
        '{"data":{"Corefile":".:53 {\\n  forwards .\\n}\\n"}}',
      ),
      dns('delete', 'pod', '-l', 'k8s-app=kube-dns', '--wait=true'),
    ],
    mend: [
      dns('delete', 'configmap', 'coredns'),
      { run: ['bash', '-ec', "sed '/resourceVersion:/d' $WORK/coredns.yaml | kubectl --context $NODE apply -f -"] },
      dns('delete', 'pod', '-l', 'k8s-app=kube-dns', '--wait=true'),
      dnsReady,
    ],
    remedy: ['Corefile'],
    consequences: ['dependency-refused'],
  },
  {
    id: 'node-not-ready',
    where: 'own',
    objects: [service('api', 80), app()],
    steps: [inNode('systemctl stop kubelet'), nodeReady('Ready=Unknown')],
    mend: [inNode('systemctl start kubelet'), nodeReady('Ready')],
    remedy: ['$NODE'],
    consequences: ['dns-broken'],
  },
  {
    id: 'disk-full',
    name: 'on the node, by what the kubelet is told to keep free',
    where: 'own',
    objects: [app()],
    steps: [
      inNode(
        'cd /var/lib/kubelet; cp config.yaml /root/config.yaml; sed -i "s/nodefs.available: .*/nodefs.available: 99%/" config.yaml; ' +
          'sed -i "s/^evictionPressureTransitionPeriod: .*/evictionPressureTransitionPeriod: 3s/" config.yaml; systemctl restart kubelet',
      ),
    ],
    mend: [inNode('cp /root/config.yaml /var/lib/kubelet/config.yaml; systemctl restart kubelet')],
    remedy: ['Free space'],
  },
  {
    id: 'api-unreachable',
    where: 'own',
    objects: [],
    steps: [
      inNode('mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/'),
      inNode('! crictl ps --name kube-apiserver -q | grep .', 'retry'),
      { run: ['helm', 'list', '-n', '$NAMESPACE'], how: 'fails' },
    ],
    mend: [
      inNode('mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/'),
      { run: ['kubectl', 'get', 'nodes'], how: 'retry' },
    ],
    remedy: ['start it again'],
  },
];
