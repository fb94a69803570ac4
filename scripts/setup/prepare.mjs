import { join } from 'node:path';
import { build, isBuilt } from '../build.mjs';
import { dependenciesInstalled, installDependencies } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { buildNativeModule, nativeModuleLoads } from './native-module.mjs';
import { SetupError } from './setup-error.mjs';

const OLDEST_NODE = 20;

/** In this order: each may rely on those before it being done. */
const STEPS = [
  { done: dependenciesInstalled, perform: installDependencies },
  { done: nativeModuleLoads, perform: buildNativeModule },
  { done: isBuilt, perform: build },
];

/**
 * Brings dependencies, native module and dist/ up to date. Silent and offline when there is nothing to do;
 * progress goes to stderr. Several processes may call it at once: one works, the others wait for it.
 *
 * @param {string} root the checkout
 * @returns {Promise<void>} throws SetupError with the cure where one is known
 */
export async function prepare(root) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new SetupError(`troop needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`);
  }
  if (await perform(root, { dryRun: true })) return;
  await withLock(join(root, '.cache', 'setup.lock'), () => perform(root, { dryRun: false }));
}

/**
 * @param {string} root
 * @param {{ dryRun: boolean }} options a dry run stops at the first step that has work
 * @returns {Promise<boolean>} whether every step is done
 */
async function perform(root, { dryRun }) {
  for (const step of STEPS) {
    if (await step.done(root)) continue;
    if (dryRun) return false;
    await step.perform(root);
  }
  return true;
}
