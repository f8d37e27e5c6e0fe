import { must, until } from '../clusters/shell.ts';

/** Seconds from `docker run` of an image until its health answers. */
export async function readyAfter(
  image: string,
  path: string,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  // The database listens on every address of this machine; a container on the bridge sees its gateway.
  const gateway = await must('docker', ['network', 'inspect', 'bridge', '-f', '{{(index .IPAM.Config 0).Gateway}}']);
  const variables = Object.entries(env).flatMap(([name, value]) => [
    '--env',
    `${name}=${value.replace(/\d+\.\d+\.\d+\.1\b/, gateway.trim())}`,
  ]);
  const started = performance.now();
  const id = (await must('docker', ['run', '--detach', '--rm', ...variables, image])).trim();
  try {
    const address = await must('docker', ['inspect', '-f', '{{.NetworkSettings.Networks.bridge.IPAddress}}', id]);
    await until(60, async () => {
      const answer = await fetch(`http://${address.trim()}:${port}${path}`, { signal: AbortSignal.timeout(1000) });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    });
    return (performance.now() - started) / 1000;
  } finally {
    await must('docker', ['rm', '--force', id]);
  }
}
