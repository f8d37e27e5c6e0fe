/** Where the host keeps the certificates it trusts, and how common tools are told to use the image's copy. */
import { existsSync } from 'node:fs';

export const bundleInImage = '/etc/ssl/certs/ca-certificates.crt';

/** pip, requests, Node and many others bring certificates of their own unless they are told otherwise. */
export const trustEnvironment: readonly string[] = [
  'SSL_CERT_FILE',
  'PIP_CERT',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
].map((name) => `${name}=${bundleInImage}`);

const bundlesOfHosts = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The host's bundle: the one that SSL_CERT_FILE names, else where the distributions keep it. */
export const hostBundle = (env: NodeJS.ProcessEnv = process.env): string => {
  const candidates = [env['SSL_CERT_FILE'], ...bundlesOfHosts];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    throw new Error(
      `no bundle of CA certificates on this host: none of ${bundlesOfHosts.join(', ')} exists. Install ca-certificates, or name a bundle in SSL_CERT_FILE.`,
    );
  }
  return found;
};
