import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { BrowserMissing, type InstalledBrowser, type WantedOfBrowser } from '../ports/browser.ts';
import type { Exec } from '../ports/exec.ts';
import { installWithNpm } from './npm.ts';
import { failureSentence } from './outcome.ts';

/** Tried with these; any newer one that is found is taken too. */
const driver = ['playwright-core@1.65.1', 'axe-core@4.14.1'];

/**
 * Chromium as a package: it comes by the way, the mirror and the proxy that npm has already, and brings the libraries that a
 * bare machine lacks. Nothing of its own code is run; the files are the ones that were looked at, or none.
 */
const chromium = {
  name: '@sparticuz/chromium',
  version: '153.0.0',
  sums: {
    'chromium.br': '38e1e1649db20fa4ea644bf5987688ce81a4c9eb10e7eae8380b74fc0d699fea',
    'al2023.tar.br': 'a166168dd3e3e9d8743689fff543c5cadb3025c1816c6a154c90dc68a59edd0a',
    'swiftshader.tar.br': 'b680e40a33235ecc6ad4c6897a168b70ce5164f0d62d2a64d675320d51614631',
    'fonts.tar.br': 'c1307fe5cd607092f0426742b4ab93755eec9a9b7752e47c56408c2bcf3e515b',
  },
} as const;

export interface BrowserInstall {
  readonly exec: Exec;
  /** Where it is kept. */
  readonly home: string;
  readonly say: (text: string) => void;
  readonly machine: { readonly platform: string; readonly arch: string; readonly glibc: boolean };
}

/** Programs that are built for glibc start by its loader, which musl does not have. */
export function thisMachine(): BrowserInstall['machine'] {
  return { platform: process.platform, arch: process.arch, glibc: existsSync('/lib64/ld-linux-x86-64.so.2') };
}

/** Brings what drives a browser, and a browser where there is none; in one go, since npm takes away what it was not told of. */
export function browserInstaller(install: BrowserInstall): (wanted: WantedOfBrowser) => Promise<InstalledBrowser> {
  const { exec, home, say, machine } = install;
  return async (wanted) => {
    if (wanted.browser) mustRunHere(machine);
    const packages = [
      ...(wanted.driver ? driver : []),
      ...(wanted.browser ? [`${chromium.name}@${chromium.version}`] : []),
    ];
    say(`no ${wanted.browser ? 'browser' : 'driver of the browser'} was found here: ${packages.join(', ')} by npm`);
    const folder = await installWithNpm(exec, home)(packages);
    return wanted.browser ? { folder, ...(await unpack(folder, exec)) } : { folder };
  };
}

function mustRunHere({ platform, arch, glibc }: BrowserInstall['machine']): void {
  if (platform === 'linux' && arch === 'x64' && glibc) return;
  throw new BrowserMissing(
    `no browser was found, and none can be brought to ${platform} ${arch}${glibc || platform !== 'linux' ? '' : ' without glibc'}: install Chromium or Chrome, or name one in CHROMIUM_PATH`,
  );
}

/** Once per version; a folder that is there is whole, since it gets its name last. */
async function unpack(folder: string, exec: Exec): Promise<Required<Pick<InstalledBrowser, 'browser'>>> {
  const place = join(folder, `chromium-${chromium.version}`);
  if (!existsSync(place)) {
    const half = `${place}.${process.pid}`;
    await mkdir(half, { recursive: true });
    const from = join(folder, 'node_modules', chromium.name, 'bin');
    try {
      for (const [name, sum] of Object.entries(chromium.sums)) await unpackFile({ from, name, sum, to: half }, exec);
      await writeFile(join(half, 'fonts.conf'), fontsConf);
      await rename(half, place);
    } finally {
      await rm(half, { recursive: true, force: true });
    }
  }
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: place };
  return { browser: { executable: join(place, 'chromium'), env: { LD_LIBRARY_PATH: join(place, 'lib'), ...fonts } } };
}

/** The package's own looks for them elsewhere; a renderer that finds no font at all ends. */
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
`;

interface Packed {
  readonly from: string;
  readonly name: string;
  readonly sum: string;
  readonly to: string;
}

async function unpackFile({ from, name, sum, to }: Packed, exec: Exec): Promise<void> {
  const source = join(from, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(source), hash);
  const found = hash.digest('hex');
  if (found !== sum)
    throw new BrowserMissing(`${name} of ${chromium.name}@${chromium.version} is not the file it should be: ${found}`);
  const target = join(to, name.replace(/\.br$/, ''));
  await pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(target, { mode: 0o755 }));
  if (!target.endsWith('.tar')) return;
  const outcome = await exec({ tool: 'tar', args: ['-xf', target, '-C', to], timeoutMs: 60_000 });
  if (outcome.failed) throw new BrowserMissing(`${name} could not be unpacked: ${failureSentence(outcome)}`);
  await rm(target);
}
