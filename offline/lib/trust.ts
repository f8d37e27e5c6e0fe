import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Failure } from './failure.ts';

const bundleInImage = '/etc/ssl/certs/ca-certificates.crt';

/** pip, requests, Node and others bring certificates of their own unless they are told otherwise. */
export const trustEnvironment: readonly string[] = [
  'SSL_CERT_FILE',
  'PIP_CERT',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
].map((name) => `${name}=${bundleInImage}`);

/** Where the distributions keep what they trust. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The certificates this machine trusts: images that are built from must trust the same, or a proxy stops every download. */
export const trustedBundle = (): string => {
  const found = bundle();
  if (found) return found;
  throw new Failure(
    'this machine has no bundle of CA certificates',
    `None of ${bundles.join(', ')} exists: install ca-certificates, or name a bundle in SSL_CERT_FILE.`,
  );
};

/** Changes when the bundle does, so that images that carry it are built again. */
export const trustFingerprint = (): string => {
  const found = bundle();
  return found ? createHash('sha256').update(readFileSync(found)).digest('hex') : 'none';
};

const bundle = (): string | undefined =>
  [process.env.SSL_CERT_FILE, ...bundles].find((path) => path !== undefined && existsSync(path));
