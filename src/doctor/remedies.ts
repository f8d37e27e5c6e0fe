import type { MachineFacts, OsFamily } from './facts.ts';

type ByOs = Readonly<Partial<Record<OsFamily, readonly string[]>>> & { readonly other: readonly string[] };

const docker: ByOs = {
  debian: ['sudo apt-get install docker.io docker-buildx'],
  fedora: ['sudo dnf install moby-engine docker-buildx', 'sudo systemctl enable --now docker'],
  alpine: ['sudo apk add docker docker-cli-buildx', 'sudo rc-update add docker && sudo service docker start'],
  arch: ['sudo pacman -S docker docker-buildx', 'sudo systemctl enable --now docker'],
  suse: ['sudo zypper install docker docker-buildx', 'sudo systemctl enable --now docker'],
  macos: ['brew install --cask docker', 'open -a Docker'],
  windows: ['winget install Docker.DockerDesktop', 'then run this program inside WSL2'],
  other: ['see https://docs.docker.com/engine/install/'],
};

const startDocker: ByOs = {
  alpine: ['sudo service docker start'],
  macos: ['open -a Docker'],
  windows: ['start Docker Desktop'],
  other: ['sudo systemctl start docker || sudo service docker start'],
};

const chromium: ByOs = {
  debian: ['sudo apt-get install chromium || sudo apt-get install chromium-browser'],
  fedora: ['sudo dnf install chromium'],
  alpine: ['sudo apk add chromium'],
  arch: ['sudo pacman -S chromium'],
  suse: ['sudo zypper install chromium'],
  macos: ['brew install --cask chromium', 'export CHROMIUM_PATH=/Applications/Chromium.app/Contents/MacOS/Chromium'],
  other: ['install Chromium or Chrome, and put its path into CHROMIUM_PATH'],
};

const git: ByOs = {
  debian: ['sudo apt-get install git'],
  fedora: ['sudo dnf install git'],
  alpine: ['sudo apk add git'],
  arch: ['sudo pacman -S git'],
  macos: ['xcode-select --install'],
  other: ['see https://git-scm.com/downloads'],
};

const clock: ByOs = {
  macos: ['restart Docker Desktop: the clock of its virtual machine stands behind after sleep'],
  windows: ['wsl --shutdown, then start again: the clock of WSL2 stands behind after sleep'],
  other: ['sudo timedatectl set-ntp true'],
};

const table = { docker, startDocker, chromium, git, clock } as const;

/** What to type on this system; root needs no sudo. */
export function remedyFor(
  what: keyof typeof table,
  facts: Pick<MachineFacts, 'os' | 'root' | 'wsl'>,
): readonly string[] {
  const os = what === 'clock' && facts.wsl ? 'windows' : facts.os;
  return asRoot(table[what][os] ?? table[what].other, facts);
}

export function asRoot(lines: readonly string[], { root }: Pick<MachineFacts, 'root'>): readonly string[] {
  return root ? lines.map((line) => line.replaceAll(/\bsudo /g, '')) : lines;
}
