import { spawn } from 'node:child_process';

const TAIL_LINES = 25;

/**
 * Runs the npm that started us, else the one on the PATH, and keeps its output from both streams.
 *
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string> }} options `env` is added to our own
 * @returns {Promise<{ ok: boolean, output: string }>} never rejects: an npm that is not there is a failure too
 */
export function runNpm(args, { cwd, env = {} }) {
  const { npm_execpath: running } = process.env;
  const [command, ...before] = running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
  // `npm run --silent`, through which we may have been started, would silence this one's errors as well.
  const level = '--loglevel=warn';
  return new Promise((resolve) => {
    const child = spawn(command, [...before, ...args, level], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const stopListening = endWithUs(child);
    child.on('error', (error) => resolve({ ok: false, output: `npm does not start: ${error.message}` }));
    child.on('close', (status) => {
      stopListening();
      resolve({ ok: status === 0, output: Buffer.concat(chunks).toString() });
    });
  });
}

/**
 * The end of a failed command's output, where the reason is.
 *
 * @param {string} output
 */
export function tail(output) {
  return output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}

/**
 * Progress of the set-up; never on stdout, which belongs to the program that is started afterwards.
 *
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`troop set-up: ${text}\n`);
}

/**
 * A signal to us alone must not leave an npm behind that goes on changing node_modules: it ends first, then we
 * do, by the same signal.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function endWithUs(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    child.kill('SIGTERM');
    child.once('close', () => process.kill(process.pid, signal));
  };
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
