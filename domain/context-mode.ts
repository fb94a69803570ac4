/** How the files that a model gets to see are picked (docs/context.md). Beside the schema, which takes long to load. */
export const CONTEXT_MODES = ['prefilter', 'outlines', 'tree', 'all-files', 'given'] as const;
