import { isFilePart, type Message } from '../../domain/message.ts';
import type { TrajectoryRow } from '../../domain/records.ts';
import type { Step } from '../../domain/trajectory.ts';

/** A trajectory as it went, message by message; files of the context by name only. */
export function trajectoryText(trajectory: TrajectoryRow, steps: readonly Step[]): string {
  const { id, role, sample, attempt, model, ending } = trajectory;
  const head = `trajectory ${id}: ${role} ${sample}, attempt ${attempt}, ${model}, ${ending ?? 'open'}`;
  return [head, ...steps.map(stepText)].join('\n');
}

function stepText({ index, turn, action, observation }: Step): string {
  const parts: string[] = [`===== step ${index}, turn ${turn}: ${action.kind}`];
  if (action.kind === 'ask') parts.push(...action.messages.map(messageText));
  if (observation.kind === 'reply') {
    const { text, usage, stop, model } = observation.reply;
    const tokens = `in ${usage.inputTokens}, out ${usage.outputTokens}, cache read ${usage.cacheReadTokens}, written ${usage.cacheWriteTokens}`;
    parts.push(`----- ${model} (${stop}; ${tokens})`, text);
  } else {
    const cells = action.kind === 'execute' ? action.cells : [];
    for (const [place, { outcome, exitCode, reason, output }] of observation.results.entries()) {
      const code = cells[place]?.patch === null ? 'base' : `patch ${place}`;
      parts.push(`----- on ${code}: ${outcome}, exit ${exitCode}${reason ? ` (${reason})` : ''}`, output);
    }
  }
  return parts.join('\n');
}

function messageText({ role, parts }: Message): string {
  const text = parts.map((part) =>
    isFilePart(part) ? `<file ${part.path} ${part.blobId.slice(0, 12)}>` : part.text,
  );
  return `----- ${role}\n${text.join('')}`;
}
