import { openStore, openStoreReadOnly } from '../../../db/open-store.ts';
import { composeEngine } from '../../../scripts/compose.ts';
import { keepHeapSmall } from '../../../scripts/heap-growth.ts';
import { main } from '../../../scripts/main.ts';
import { instantEngine } from './instant-engine.ts';

// The command line as it is, but for the sandbox: its cells end at once, so that what is measured is what stands
// around them.
keepHeapSmall();
process.exitCode = await main(process.argv, {
  environment: process.env,
  openStore,
  openReader: openStoreReadOnly,
  openEngine: async (...asked) => instantEngine(await composeEngine(...asked)),
});
