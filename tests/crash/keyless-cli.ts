import { openWritable } from '../../db/open-file.ts';
import { openStoreReadOnly, storeOver } from '../../db/open-store.ts';
import { main } from '../../scripts/main.ts';

// A weakened troop that the crash test must catch: its schema has no unique keys, so that a thing done twice is there
// twice. Each start adds the run's issues again, which the keys make a no-op.
process.exitCode = await main(process.argv, {
  environment: process.env,
  openStore: (file) => {
    const client = openWritable(file);
    const keys = client
      .prepare<[], string>(
        "select name from sqlite_schema where type = 'index' and sql like 'create unique%'",
      )
      .pluck()
      .all();
    for (const key of keys) client.exec(`drop index "${key}"`);
    client.exec(
      'insert or ignore into instances (run_id, instance_id, position, issue, issue_text) select run_id, instance_id, position, issue, issue_text from instances group by run_id, instance_id',
    );
    return storeOver(client, file);
  },
  openReader: openStoreReadOnly,
});
