import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { Config } from '../../domain/config.ts';
import { patchedPaths } from '../../domain/patch.ts';
import type { Repository } from '../../domain/repository.ts';
import { relevanceReading } from '../../pipeline/context/reading.ts';
import { lexicalOrder } from '../../pipeline/prefilter.ts';
import { readSources, type SourceFile } from '../../pipeline/source-files.ts';
import type { DevInstance } from '../dev-set/material.ts';

/** How the lexical order of one instance came out. */
export interface MeasuredOrder {
  readonly id: string;
  readonly repository: string;
  /** Tokens of all source files, best first. */
  readonly tokens: readonly number[];
  /** Rank from 1 of each file of the gold patch that the start tree has; Infinity where it is no source file. */
  readonly goldRanks: readonly number[];
  readonly readMs: number;
  readonly orderMs: number;
  readonly longestBlockMs: number;
  readonly modes: readonly ModeVolume[];
}

/** Modes that read less than every file. */
const MODES = ['prefilter', 'outlines', 'tree'] as const;

/** What a mode's relevance calls would read of one instance. */
export interface ModeVolume {
  readonly mode: (typeof MODES)[number];
  /** Tokens of the prompts that are sent whatever is answered. */
  readonly promptTokens: number;
  readonly calls: number;
  /** Whether the mode can find every file of the gold patch. */
  readonly reachesGold: boolean;
}

const BLOCK_RESOLUTION_MS = 5;
const NS_PER_MS = 1e6;

/** Orders an instance's files as a run would. The gold patch is looked at when that is done. */
export async function measureOrder(
  instance: DevInstance,
  repository: Repository,
  context: Config['context'],
): Promise<MeasuredOrder> {
  const issueText = z.string().parse(instance.official.problem_statement);
  const delay = monitorEventLoopDelay({ resolution: BLOCK_RESOLUTION_MS });
  delay.enable();
  await setTimeout(2 * BLOCK_RESOLUTION_MS);
  delay.reset();
  const started = performance.now();
  const sources = await readSources(repository, context);
  const read = performance.now();
  const order = await lexicalOrder(issueText, sources);
  const ordered = performance.now();
  await setTimeout(2 * BLOCK_RESOLUTION_MS);
  delay.disable();

  const issue = { text: issueText, repository: instance.official.repo };
  const readings = [];
  for (const mode of MODES)
    readings.push({ mode, ...(await relevanceReading(issue, sources, { ...context, mode })) });

  const tokensOf = new Map(sources.map(({ path, tokens }) => [path, tokens]));
  const existing = new Set((await repository.list()).map(({ path }) => path));
  const gold = patchedPaths(instance.gold).filter((path) => existing.has(path));
  const rankOf = new Map(order.map((path, place) => [path, place + 1]));
  return {
    id: instance.id,
    repository: instance.official.repo,
    tokens: order.map((path) => tokensOf.get(path) ?? 0),
    goldRanks: gold.map((path) => rankOf.get(path) ?? Number.POSITIVE_INFINITY),
    readMs: read - started,
    orderMs: ordered - read,
    longestBlockMs: delay.max / NS_PER_MS,
    modes: readings.map(({ mode, sure, reach }) => ({
      mode,
      ...sure,
      reachesGold: isWithin(gold, reach),
    })),
  };
}

function isWithin(paths: readonly string[], reach: readonly SourceFile[]): boolean {
  const found = new Set(reach.map(({ path }) => path));
  return paths.every((path) => found.has(path));
}
