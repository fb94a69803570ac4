import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { openStore, openStoreReadOnly } from '../../db/open-store.ts';
import { main } from '../../scripts/main.ts';

// A weakened troop that the test of faults must catch: the SDKs' own retries are on, whatever it tells them, so that
// requests go out of which the ledger knows nothing.
for (const { prototype } of [Anthropic, OpenAI])
  Object.defineProperty(prototype, 'maxRetries', { get: () => 2, set: () => undefined });

process.exitCode = await main(process.argv, {
  environment: process.env,
  openStore,
  openReader: openStoreReadOnly,
});
