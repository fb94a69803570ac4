import type { Call, Scenario } from '../fake-server/scenario.ts';
import { editOf, scriptOf } from '../support/small-repository.ts';
import { FAULTS } from './faults.ts';
import { faultOfRun } from './run-name.ts';

const TEST = scriptOf("parse('3-1')", "seen.join() === '3,2,1'");

/** Which fault strikes is in the run's name: one server serves all cases. */
const scenario: Scenario = (call) => {
  if (call.name === null) throw new Error('a call without a name');
  const text = goodReply(call);
  const name = faultOfRun(call.name.run);
  const fault = FAULTS.find((one) => one.name === name);
  if (!fault) throw new Error(`no fault is called ${name}`);
  return fault.strike(call, text) ?? { text };
};

export default scenario;

/** By what has been said before: under some faults a turn goes by without it. */
function goodReply({ name, messages }: Call): string {
  const wanted = name?.role === 'testing' ? TEST : editOf('counts down');
  const isSaid = messages.some(({ role, text }) => role === 'assistant' && text.trim() === wanted.trim());
  return isSaid ? '<done/>' : wanted;
}
