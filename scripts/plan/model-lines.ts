import type { Config } from '../../domain/config.ts';
import { choicesOf } from '../../domain/model-choice.ts';
import { PLANNED_ROLES, type PlannedRole, plannedModels } from './stage-cost.ts';

/** What a plan takes for granted of mixtures and batches; nothing where one model answers all at once. */
export function modelLines(config: Config): string[] {
  const batched = batchedRoles(config);
  return [
    ...mixtureLines(config),
    ...(batched.length > 0
      ? [
          `batches: the first calls of ${batched.join(', ')} at the batch price, of models that have one; each call writes its own cache, which outlives the wait`,
        ]
      : []),
  ];
}

/** What the time of a plan leaves out. */
export function uncountedTime(config: Config): string {
  const waits = batchedRoles(config).length > 0 ? '; nor are the waits for batches, which nobody knows' : '';
  return `executions and rate limits are not counted${waits}`;
}

function batchedRoles(config: Config): PlannedRole[] {
  return PLANNED_ROLES.filter((role) => modelsOf(config, role).some(({ isBatched }) => isBatched));
}

/** One for each mixture, with the roles that ask it. A relevance or ranking call is a sample of its own. */
function mixtureLines(config: Config): string[] {
  const rolesOf = new Map<string, PlannedRole[]>();
  for (const role of PLANNED_ROLES) {
    if (choicesOf(config.models, role).length < 2) continue;
    const models = modelsOf(config, role).map(({ label, samples }) => `${samples} ${label}`);
    const mixture = models.join(', ');
    rolesOf.set(mixture, [...(rolesOf.get(mixture) ?? []), role]);
  }
  return [...rolesOf].map(
    ([mixture, roles]) =>
      `mixture of ${roles.join(', ')}: each sample at the price of its own model (the first ${config.samples}: ${mixture}); selecting is one sample; each model warms its own cache`,
  );
}

function modelsOf(config: Config, role: PlannedRole) {
  return plannedModels(config, role, config.samples);
}
