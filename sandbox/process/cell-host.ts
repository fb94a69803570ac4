import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import type { Command, FromHost, ToHost, TreeDirectories } from './host-messages.ts';
import { commandFile, removeFile } from './place-file.ts';
import { runCommand } from './run-command.ts';
import { openStarters } from './starters.ts';
import { isSame, snapshotOf, type TreeSnapshot } from './tree-snapshot.ts';

/**
 * A small process that starts the commands of cells for a large one. To start a process costs what its parent's page
 * tables weigh: several times as much where the SDKs are loaded. It ends with its parent, and its commands with it.
 */
const running = new Map<number, AbortController>();
/** Of warm trees, as they were before their first command; by directory. */
const snapshots = new Map<string, TreeSnapshot>();
const starters = openStarters();

process.on('message', (message: ToHost) => {
  if (message.kind === 'cancel') running.get(message.id)?.abort();
  else void run(message.command).then((answer) => process.send?.(answer));
});

process.on('disconnect', () => {
  for (const controller of running.values()) controller.abort();
  void Promise.allSettled(commands).finally(async () => {
    await starters.close();
    process.exit(0);
  });
});

const commands = new Set<Promise<unknown>>();

async function run(command: Command): Promise<FromHost> {
  const { id, tree, isWarm } = command;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (isWarm && !snapshots.has(tree.directory)) snapshots.set(tree.directory, snapshotOf(tree.root));
    const ending = runCommand(command, starters, controller.signal);
    commands.add(ending);
    const ended = await ending.finally(() => commands.delete(ending));
    const isClean = isWarm && ended.exit !== 'timeout' && reset(command);
    if (!isClean) snapshots.delete(tree.directory);
    return { kind: 'ended', id, ...ended, isClean };
  } catch (error) {
    snapshots.delete(tree.directory);
    return { kind: 'failed', id, message: error instanceof Error ? error.message : String(error) };
  } finally {
    running.delete(id);
  }
}

/** Takes the script and the command out and empties the directories beside the tree; false where the tree itself has changed. */
function reset({ tree, script }: Command): boolean {
  for (const path of [script.path, commandFile(tree)]) removeFile(path);
  for (const path of emptied(tree)) {
    if (readdirSync(path).length === 0) continue;
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
  const before = snapshots.get(tree.directory);
  return before !== undefined && isSame(before, snapshotOf(tree.root));
}

function emptied({ home, temporary, scripts }: TreeDirectories): string[] {
  return [home, temporary, scripts];
}
