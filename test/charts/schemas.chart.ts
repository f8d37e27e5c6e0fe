// Wrong values are refused before anything reaches a cluster, and the message names the path.
import { expect, test } from '@jest/globals';
import { template } from './helm.ts';

type Wrong = readonly [chart: string, set: string, path: string];

const WRONG: readonly Wrong[] = [
  ['taskflow', 'bakend.replicas=2', "additional properties 'bakend' not allowed"],
  ['taskflow', 'backend.replicas=two', '/backend/replicas'],
  ['taskflow', 'backend.service.nodePort=80', '/backend/service/nodePort'],
  ['taskflow', 'backend.service.type=External', '/backend/service/type'],
  ['taskflow', 'backend.image.digest=sha256:abc', '/backend/image/digest'],
  ['taskflow', 'backend.image.tag=a b', '/backend/image/tag'],
  ['taskflow', 'backend.image.pullPolicy=Sometimes', '/backend/image/pullPolicy'],
  ['taskflow', 'backend.env.NESTED.KEY=x', '/backend/env/NESTED'],
  ['taskflow', 'backend.resources.limits.memory=lots', '/backend/resources/limits/memory'],
  ['taskflow', 'backend.probes.liveness.path=health', '/backend/probes/liveness/path'],
  ['taskflow', 'backend.strategy.maxSurge=half', '/backend/strategy/maxSurge'],
  ['taskflow', 'frontend.enabled=maybe', '/frontend/enabled'],
  ['taskflow', 'secrets.OPENAI_API_KEY=x', '/secrets'],
  ['taskflow', 'existingSecret=Not_A_Name', '/existingSecret'],
  ['taskora', 'database.persistence.size=big', '/database/persistence/size'],
  ['taskora', 'database.runAsUser=0', '/database/runAsUser'],
  ['taskora', 'ingress.host=Not A Host', '/ingress/host'],
  ['todo-backend', 'backend.port=eighty', '/backend/port'],
  ['todo-backend', 'replicas=2', "additional properties 'replicas' not allowed"],
  ['todo-frontend', 'frontend.waitForBackend.url=backend-service', '/frontend/waitForBackend/url'],
  ['chatkit-backend', 'service.nodePort=30001x', '/service/nodePort'],
  ['chatkit-backend', 'secret.name=null', '/secret'],
  ['chatkit-frontend', 'replicaCount=-1', '/replicaCount'],
];

test.each(WRONG)('%s refuses %s', (chart, set, path) => {
  const { ok, stderr } = template(`helm/${chart}`, { set: [set] });
  expect(ok).toBe(false);
  expect(stderr).toContain(path);
});
