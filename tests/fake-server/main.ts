import { parseArgs } from 'node:util';
import { loadScenario } from './scenario.ts';
import { fakeServer } from './server.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    log: { type: 'string' },
    port: { type: 'string', default: '0' },
  },
});
if (!values.scenario || !values.log) {
  console.error('usage: main.ts --scenario FILE --log FILE [--port N]');
  process.exit(1);
}

const server = fakeServer(await loadScenario(values.scenario), values.log);
server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  console.log(`http://127.0.0.1:${address.port}`);
});
// The parent's end of the pipe closes when it dies, however it dies.
process.stdin.on('end', () => process.exit(0)).resume();
