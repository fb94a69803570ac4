import type { Scenario } from '../../fake-server/scenario.ts';
import { textOf, WORKLOAD } from './workload.ts';

/** Between a request and the first byte: calls that are sent together are all counted before any reply begins. */
const FIRST_BYTE_MS = 300;

const scenario: Scenario = ({ name }) => ({
  text: textOf(WORKLOAD.outputTokens, `Reply ${name?.turn} of sample ${name?.sample}.`),
  delayMs: FIRST_BYTE_MS,
});
export default scenario;
