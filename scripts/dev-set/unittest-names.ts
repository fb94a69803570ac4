import type { DevInstance } from './material.ts';

/** Of the environment's standard library, which is its own. */
const CASE = '/opt/miniconda3/lib/python3*/unittest/case.py';

/**
 * Shell steps that make the image's unittest name tests as the Python of the official image does, for Django, whose
 * lists of tests are such names. An older Python gives no description for a docstring that begins with a line break;
 * before 3.11 the class was not followed by the test's own name. The lists of all 39 instances say where the lines
 * are: up to Django 3.2 they name no such docstring, from 4.0 on they name all; the longer names begin with 5.0.
 */
export function unittestNames({ official }: Pick<DevInstance, 'official'>): string[] {
  if (official.repo !== 'django/django') return [];
  const version = Number.parseFloat(official.version);
  const steps: string[] = [];
  if (version < 4) steps.push(edit('doc\\.strip()\\.split("\\\\n")', 'doc.split("\\\\n")'));
  if (version < 5) {
    steps.push(
      edit(
        '"%s (%s\\.%s)" % (self\\._testMethodName, strclass(self\\.__class__), self\\._testMethodName)',
        '"%s (%s)" % (self._testMethodName, strclass(self.__class__))',
      ),
    );
  }
  // The import compiles the changed file, once, in the image.
  return steps.length === 0 ? [] : [...steps, "python -c 'import unittest'"];
}

function edit(pattern: string, replacement: string): string {
  return `sed -i 's/${pattern}/${replacement}/' ${CASE}`;
}
