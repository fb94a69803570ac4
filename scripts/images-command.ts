import PQueue from 'p-queue';
import { MachineryError, UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import { filterIssues } from '../pipeline/pick-issues.ts';
import { findDataset } from '../pipeline/swebench/dataset/find-dataset.ts';
import { hubSettings } from '../pipeline/swebench/dataset/hub-settings.ts';
import type { Images } from '../sandbox/docker/images/open-images.ts';
import type { PullPolicy } from '../sandbox/docker/images/provide-image.ts';
import { usableIssues } from './choose-issues.ts';
import type { ImagesAction } from './commands/images.ts';
import { composeImages } from './compose.ts';
import { type DatasetOptions, filterOf } from './dataset-options.ts';
import type { Host } from './host.ts';
import { type ImageLine, imagesTable, ownTable, prunedTable } from './images/images-table.ts';
import { pruneImages } from './images/prune-images.ts';
import { note, out, outJson } from './output.ts';

export interface ImagesCommandOptions extends DatasetOptions {
  readonly dataset?: string;
  readonly json: boolean;
  readonly pull?: PullPolicy;
  readonly jobs?: number;
  readonly all?: boolean;
}

/** Shows, gets or removes images; ends with status 2 where one could not be had or removed. */
export async function imagesCommand(
  action: ImagesAction,
  options: ImagesCommandOptions,
  host: Host,
): Promise<void> {
  const place = await placeOf(options, host);
  const issues = place === null ? null : filterIssues(await usableIssues(place, false), filterOf(options));
  const { environment } = host;
  const images = await composeImages({ place, environment, pull: options.pull ?? 'missing', say: note });
  const stop = new AbortController();
  const interrupt = () => stop.abort(new MachineryError('interrupted', { transient: false }));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const good = await perform(action, { images, issues, options, host, signal: stop.signal });
    host.end(good ? 0 : 2);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    host.end(130);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await images.close();
  }
}

interface Work {
  readonly images: Images;
  /** Null without a data set. */
  readonly issues: readonly Issue[] | null;
  readonly options: ImagesCommandOptions;
  readonly host: Host;
  readonly signal: AbortSignal;
}

/** Whether all went well. */
async function perform(action: ImagesAction, work: Work): Promise<boolean> {
  const { images, issues, options, host } = work;
  if (action === 'prune') {
    if (issues === null && !options.all) throw new UsageError('say whose images: --dataset PLACE, or --all');
    const pruned = await pruneImages(images, issues, host.environment);
    print(options, pruned, () => prunedTable(pruned));
    return pruned.images.every(({ removed }) => removed);
  }
  if (issues === null) {
    if (action !== 'list') throw new UsageError(`troop images ${action} needs --dataset PLACE`);
    const own = await images.own();
    print(options, own, () => ownTable(own));
    return true;
  }
  const lines = action === 'list' ? await look(images, issues) : await getAll(action, issues, work);
  print(options, lines, () => imagesTable(lines));
  return lines.every(({ problem }) => problem === null);
}

async function placeOf({ dataset, split }: ImagesCommandOptions, host: Host): Promise<string | null> {
  if (dataset === undefined) return null;
  return findDataset({ name: dataset, split, before: null }, hubSettings(host.environment), note);
}

async function look(images: Images, issues: readonly Issue[]): Promise<ImageLine[]> {
  const lines: ImageLine[] = [];
  for (const issue of issues) lines.push(await lineOf(images, issue, async () => null));
  return lines;
}

/** What became of one image; `get` says what is wrong, or null. */
async function lineOf(images: Images, issue: Issue, get: () => Promise<string | null>): Promise<ImageLine> {
  const { instanceId, image } = issue;
  try {
    const problem = await get();
    return { instance: instanceId, ...(await images.look(issue)), problem };
  } catch (error) {
    if (!(error instanceof MachineryError)) throw error;
    const problem = error.message.replace(`${instanceId}: `, '');
    note(`${instanceId}  ${problem}`);
    return { instance: instanceId, name: image.name, sizeBytes: null, how: 'nowhere', problem };
  }
}

/** One that cannot be had does not keep the others from being got. */
async function getAll(
  action: 'pull' | 'build',
  issues: readonly Issue[],
  { images, options, signal }: Work,
): Promise<ImageLine[]> {
  const queue = new PQueue({ concurrency: options.jobs ?? 2 });
  const get = (issue: Issue) => async () => {
    signal.throwIfAborted();
    if (action === 'build') await images.ready(issue, signal);
    const got = action === 'build' ? 'ready' : await images.pull(issue, signal);
    note(`${issue.instanceId}  ${got}`);
    return got === 'not pullable' ? 'no registry has it: troop images build makes it' : null;
  };
  const lines = await queue.addAll(issues.map((issue) => () => lineOf(images, issue, get(issue))));
  signal.throwIfAborted();
  return lines;
}

function print(options: ImagesCommandOptions, value: unknown, text: () => string): void {
  if (options.json) outJson(value);
  else out(text());
}
