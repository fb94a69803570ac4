import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** A line for each thing that does not fit, as `field: what is wrong`. */
export function configFaults({ issues }: z.ZodError): string[] {
  return issues.flatMap((issue) => faultsAt(issue, []));
}

function faultsAt(issue: Issue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  const field = path.join('.') || 'config';
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${field}: ${message}`);
  const meant = issue.code === 'invalid_union' ? meantForm(issue.errors) : undefined;
  return meant?.flatMap((inner) => faultsAt(inner, path)) ?? [`${field}: ${issue.message}`];
}

/** Of several forms the one that was meant: it complains of a field, the others of the whole. */
function meantForm(forms: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return forms.find((issues) =>
    issues.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
}
