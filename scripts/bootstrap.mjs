// Makes a fresh clone runnable, then becomes the program that was asked for. It is plain JavaScript without
// dependencies, because it runs where nothing but Node is installed.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from './setup/prepare.mjs';
import { SetupError } from './setup/setup-error.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * `isForCaller`: relative paths are those of whoever typed the command, whom npm leaves for the checkout; null: set-up
 * alone.
 *
 * @type {Record<string, { program: string, args: string[], isForCaller?: boolean } | null>}
 */
const TARGETS = {
  demo: { program: 'dist/demo.js', args: [] },
  test: { program: 'node_modules/vitest/vitest.mjs', args: ['run'] },
  troop: { program: 'dist/cli.js', args: [], isForCaller: true },
  setup: null,
};

await start(process.argv.slice(2));

/**
 * The program runs in this very process: signals, exit status, terminal and standard streams are its own.
 *
 * @param {string[]} args
 */
async function start([name = '', ...args]) {
  const target = TARGETS[name];
  if (target === undefined)
    return fail(`usage: node scripts/bootstrap.mjs ${Object.keys(TARGETS).join('|')} [ARGS]`);
  try {
    await prepare(ROOT);
  } catch (error) {
    if (error instanceof SetupError) return fail(error.message);
    throw error;
  }
  if (target === null) return;
  const program = join(ROOT, target.program);
  process.argv = [process.execPath, program, ...target.args, ...args];
  process.setSourceMapsEnabled(true);
  const caller = process.env.INIT_CWD;
  if (target.isForCaller && caller) process.chdir(caller);
  await import(pathToFileURL(program).href);
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
