import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultArtifactClient } from '@actions/artifact';
import * as core from '@actions/core';
import { masksOf } from '../lib/redact/mask.ts';

interface Uploaded {
  readonly id: string;
  readonly url: string;
}

/** GitHub's runner by its own toolkit. */
export function githubPlatform() {
  return {
    input: (name: string) => core.getInput(name),
    output: (name: string, value: string) => core.setOutput(name, value),
    save: (name: string, value: string) => core.saveState(name, value),
    read: (name: string) => core.getState(name),
    mask: maskValue,
    log: (line: string) => core.info(line),
    fail: (message: string) => core.error(message),
    summary: async (markdown: string) => {
      if (process.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(markdown).write();
    },
    canUpload: () => Boolean(process.env.ACTIONS_RUNTIME_TOKEN && process.env.ACTIONS_RESULTS_URL),
    upload: uploadFolder,
    uploadPage,
  };
}

function maskValue(value: string): void {
  for (const line of masksOf(value)) core.setSecret(line);
}

async function uploadFolder(folder: string, name: string): Promise<Uploaded> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const { id } = await new DefaultArtifactClient().uploadArtifact(name, files, folder);
  return uploaded(id);
}

/** The service names such an artifact after its file. */
async function uploadPage(file: string, name: string): Promise<Uploaded> {
  const folder = await mkdtemp(join(tmpdir(), 'taskflow-k8s-page-'));
  try {
    const named = join(folder, name);
    await copyFile(file, named);
    const { id } = await new DefaultArtifactClient().uploadArtifact(name, [named], folder, { skipArchive: true });
    return uploaded(id);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function uploaded(id: number | undefined): Uploaded {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  return {
    id: String(id ?? ''),
    url: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/artifacts/${id}`,
  };
}
