import type { Rule } from '../rule.ts';
import { admissionRules } from './admission.ts';
import { applicationRules } from './application.ts';
import { clusterRules } from './cluster.ts';
import { configRules } from './config.ts';
import { contractRules } from './contract.ts';
import { dependencyRules } from './dependency.ts';
import { imageRules } from './image.ts';
import { ingressRules } from './ingress.ts';
import { networkRules } from './network.ts';
import { policyRules } from './network-policy.ts';
import { probeRules } from './probes.ts';
import { releaseRules } from './release.ts';
import { renderRules } from './render.ts';
import { runtimeRules } from './runtime.ts';
import { schedulingRules } from './scheduling.ts';
import { settingRules } from './settings.ts';
import { startRules } from './start.ts';

/** Every rule, from the machine up to the contract. */
export const rules: readonly Rule[] = [
  ...clusterRules,
  ...renderRules,
  ...admissionRules,
  ...schedulingRules,
  ...configRules,
  ...imageRules,
  ...startRules,
  ...applicationRules,
  ...dependencyRules,
  ...runtimeRules,
  ...settingRules,
  ...probeRules,
  ...networkRules,
  ...policyRules,
  ...ingressRules,
  ...releaseRules,
  ...contractRules,
];
