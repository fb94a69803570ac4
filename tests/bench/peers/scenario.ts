import type { AnswerInput } from '../../fake-server/answer.ts';
import type { Call, Scenario } from '../../fake-server/scenario.ts';

/** Of every reply; the server counts four characters as a token. */
export const REPLY_TOKENS = 25;

/**
 * One model for both peers. A step's reply holds one command, `echo`, in the form that the asking peer reads; all have
 * the same length, hence the same price. Ours names its calls; the other is told by what it says of its task.
 */
const scenario: Scenario = ({ name, messages }) => {
  const turn = messages.filter(({ role }) => role === 'assistant').length + 1;
  if (name !== null) return priced(`<test>\necho step ${turn} of ${name.instanceId}\n</test>`);
  const isLast = turn >= stepsOf(messages);
  const command = isLast ? 'echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT' : `echo step ${turn}`;
  return priced(`\`\`\`mswea_bash_command\n${command}\n\`\`\``);
};

export default scenario;

/** As main.ts writes it into the task. */
function stepsOf(messages: Call['messages']): number {
  for (const { text } of messages) {
    const [, steps] = /take (\d+) steps/.exec(text) ?? [];
    if (steps !== undefined) return Number(steps);
  }
  throw new Error('the task does not say how many steps it takes');
}

function priced(text: string): AnswerInput {
  return { text: text.padEnd(REPLY_TOKENS * 4), whole: true };
}
