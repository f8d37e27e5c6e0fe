/** A relative path that every platform and the artifact store accept; what it stood for is in `index.json`. */
export function legalPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map(legalName)
    .join('/');
}

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

function legalName(name: string): string {
  const plain = name
    .replace(/[":<>|*?\\\p{Cc}]/gu, '_')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '_')
    .slice(0, 120);
  return reserved.test(plain) ? `_${plain}` : plain;
}
