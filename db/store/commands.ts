import { and, eq, isNull } from 'drizzle-orm';
import { runCommandSchema } from '../../domain/run-command.ts';
import type { Handle } from '../handle.ts';
import { commands } from '../schema.ts';
import type { Store } from '../store.ts';

type CommandMethods = Pick<Store, 'putCommand' | 'takeCommands'>;

/** What other processes ask of the one that works on a run. */
export function commandMethods({ db, now, write }: Handle): CommandMethods {
  return {
    putCommand: (runId, command) =>
      write(() => {
        db.insert(commands)
          .values({ runId, command: JSON.stringify(command), createdAt: now() })
          .run();
      }),
    takeCommands: (runId) =>
      write(() => {
        const open = and(eq(commands.runId, runId), isNull(commands.handledAt));
        const rows = db.select().from(commands).where(open).orderBy(commands.id).all();
        if (rows.length > 0) db.update(commands).set({ handledAt: now() }).where(open).run();
        return rows.map(({ command }) => runCommandSchema.parse(JSON.parse(command)));
      }),
  };
}
