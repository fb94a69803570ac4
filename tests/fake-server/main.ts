import { parseArgs } from 'node:util';
import { loadScenario } from './scenario.ts';
import { fakeServer } from './server.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    log: { type: 'string' },
    port: { type: 'string', default: '0' },
    'job-ms': { type: 'string', default: '50' },
    'unheard-jobs': { type: 'string', default: '0' },
    /** For a parent that holds the other end of stdin: the server then ends with it, however it ends. */
    'until-stdin-ends': { type: 'boolean', default: false },
  },
});
if (!values.scenario || !values.log) {
  console.error('usage: main.ts --scenario FILE --log FILE [--port N] [--until-stdin-ends]');
  process.exit(1);
}

const server = fakeServer(await loadScenario(values.scenario), values.log, {
  jobMs: Number(values['job-ms']),
  unheardJobs: Number(values['unheard-jobs']),
});
server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  console.log(`http://127.0.0.1:${address.port}`);
});
if (values['until-stdin-ends']) process.stdin.on('end', () => process.exit(0)).resume();
