import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Issue } from '../../../domain/issue.ts';
import { patchedPaths } from '../../../domain/patch.ts';
import type { SandboxEngine } from '../../../domain/sandbox.ts';
import { readIssues } from '../../../pipeline/swebench/rows.ts';
import { cacheDirectory } from '../../../sandbox/cache-directory.ts';
import { createDockerEngine } from '../../../sandbox/docker/create-docker-engine.ts';
import { instanceImage } from '../../../scripts/dev-set/image.ts';
import { type DevInstance, readMaterial } from '../../../scripts/dev-set/material.ts';
import { type Prepared, writeDevSet } from '../../../scripts/dev-set/rows.ts';
import { thisOwner } from '../../../scripts/this-owner.ts';
import { type FakeServer, startFakeServer } from '../../fake-server/start.ts';
import { dockerOrSkip } from '../../support/docker.ts';
import { builtCli, type Troop } from './built-cli.ts';
import { CAST, type Part } from './cast.ts';
import { readRecordedVotes } from './recorded-votes.ts';
import { type Material, type Replies, remade, repliesOf } from './replies.ts';

const MATERIAL = process.env.TROOP_DEV_DATA ?? join('..', 'shared', 'data', 'swebench');

export interface Played extends Material {
  readonly instance: DevInstance;
  readonly replies: Replies;
}

export interface Scene {
  readonly troop: Troop;
  readonly server: FakeServer;
  readonly played: readonly Played[];
  /** Paths of the data set and of predictions: the recorded candidates, and the gold patches. */
  readonly dataset: string;
  readonly predictions: string;
  readonly gold: string;
  /** Where the store goes. */
  readonly store: string;
  close(): Promise<void>;
}

/** False, with a line that says what is missing, where there is no Docker or no development data. */
export async function canSetUp(): Promise<boolean> {
  const docker = await dockerOrSkip();
  if (!existsSync(MATERIAL)) console.warn(`no development data at ${MATERIAL}: its instances are not run`);
  return docker !== null && existsSync(MATERIAL);
}

/** Builds (or finds) the images, writes the data set, the model's replies and the predictions, starts the server. */
export async function setUp(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'troop-e2e-'));
  const instances = await readMaterial(
    MATERIAL,
    CAST.map(({ instanceId }) => instanceId),
  );
  const cache = join(cacheDirectory(process.env), 'dev-set');
  const deps = { cache, say: (line: string) => console.log(line), signal: new AbortController().signal };
  const prepared: Prepared[] = [];
  for (const instance of instances) {
    prepared.push({ instance, image: await instanceImage(instance, deps) });
  }
  const { instances: dataset, predictions } = await writeDevSet(folder, prepared);
  const played = await playedParts(instances, dataset);
  const server = await startFakeServer(await writeScenario(folder, played));
  return {
    troop: await builtCli(),
    server,
    played,
    dataset,
    predictions,
    gold: await writeGold(folder, instances),
    store: join(folder, 'troop.db'),
    async close() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function playedParts(instances: readonly DevInstance[], dataset: string): Promise<Played[]> {
  const { issues } = await readIssues(dataset);
  const engine = createDockerEngine({
    run: 'dev-instances-test',
    owner: thisOwner(),
    concurrency: 2,
    environment: process.env,
  });
  try {
    const played: Played[] = [];
    for (const part of CAST) {
      const instance = instances.find(({ id }) => id === part.instanceId);
      const issue = issues.find(({ instanceId }) => instanceId === part.instanceId);
      if (!instance || !issue) throw new Error(`no row for ${part.instanceId}`);
      const votes = await readRecordedVotes(join(MATERIAL, 'dev_votes.jsonl'), part.instanceId);
      const candidates = await playedCandidates(part, instance, issue, engine);
      const whole = { part, votes, ...candidates };
      played.push({ ...whole, instance, replies: repliesOf(whole) });
    }
    return played;
  } finally {
    await engine.close();
  }
}

async function playedCandidates(
  part: Part,
  { candidates }: DevInstance,
  issue: Issue,
  engine: SandboxEngine,
): Promise<Pick<Material, 'candidates' | 'paths' | 'right' | 'wrong'>> {
  const repository = await engine.openRepository(issue, new AbortController().signal);
  const files = await repository.list();
  const remake = async (source: string) => {
    const candidate = candidates.find((one) => one.source === source);
    if (!candidate) throw new Error(`${part.instanceId} has no candidate of ${source}`);
    const base = new Map<string, string>();
    for (const path of patchedPaths(candidate.patch)) {
      const file = files.find((one) => one.path === path);
      const text = file ? await repository.read(file) : null;
      if (text !== null) base.set(path, text);
    }
    return remade(candidate, base);
  };
  const right = await remake(part.right);
  const wrong = await remake(part.wrong);
  return { candidates, paths: new Set(files.map(({ path }) => path)), right, wrong };
}

/** A module, since the server is a process of its own. */
async function writeScenario(folder: string, played: readonly Played[]): Promise<string> {
  const replies = Object.fromEntries(played.map(({ instance, replies }) => [instance.id, replies]));
  const scenario = pathToFileURL(join(import.meta.dirname, 'scenario.ts')).href;
  const path = join(folder, 'scenario.mjs');
  await writeFile(
    path,
    `import { scenarioOver } from ${JSON.stringify(scenario)};\nexport default scenarioOver(${JSON.stringify(replies)});\n`,
  );
  return path;
}

async function writeGold(folder: string, instances: readonly DevInstance[]): Promise<string> {
  const path = join(folder, 'gold.jsonl');
  const rows = instances.map(({ id, gold }) => ({
    instance_id: id,
    model_name_or_path: 'gold',
    model_patch: gold,
  }));
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}
