import { openWritable } from '../../db/open-file.ts';
import { openStoreReadOnly, storeOver } from '../../db/open-store.ts';
import { main } from '../../scripts/main.ts';

// A weakened troop that the crash test must catch: its steps live in the memory of its process. A temporary table
// hides the real one from this connection, so that nothing else differs.
process.exitCode = await main(process.argv, {
  environment: process.env,
  openStore: (file) => {
    const client = openWritable(file);
    client.pragma('temp_store = MEMORY');
    client.exec('create temporary table steps as select * from main.steps where false');
    return storeOver(client, file);
  },
  openReader: openStoreReadOnly,
});
