/** Helm or the API server refused, or a hook failed. The text is theirs, without its preamble. */
export class HelmRefusal extends Error {
  readonly stderr: string;
  constructor(release: string, stderr: string) {
    super(`Helm could not apply ${release}: ${helmReason(stderr)}`);
    this.name = 'HelmRefusal';
    this.stderr = stderr;
  }
}

function helmReason(stderr: string): string {
  return stderr
    .replace(
      /^(Error: |UPGRADE FAILED: |INSTALLATION FAILED: |Release "[^"]*" does not exist\. Installing it now\.\s*)+/gm,
      '',
    )
    .trim();
}
