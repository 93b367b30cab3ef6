'use client';

import { useState } from 'react';
import type { RuleSet, Rules } from '../shapes.ts';
import { useWords } from '../use-words.ts';
import { type Draft, documentOf, draftOf, draftOfDocument } from './draft.ts';

export interface Drafting {
  /** What stands in the editor: the active version until something is changed or opened. */
  draft: Draft | null;
  document: RuleSet | null;
  edit: (next: Draft) => void;
  open: (version: Rules['versions'][number]) => void;
  load: (document: RuleSet) => void;
  /** Back to the active version. */
  discard: () => void;
}

/** The draft lives above the parts of the desk: it is still there after a look at the alerts. */
export function useDraft(known: Rules | null): Drafting {
  const { unitOf, locale } = useWords(known?.features ?? []);
  const [edited, setEdited] = useState<Draft | null>(null);
  const active = known?.active ?? null;
  const [begun, setBegun] = useState<{ draft: Draft; locale: string } | null>(null);
  // Noticed while rendering. A version never changes: its draft, and the keys of its fields, stay between two answers.
  if (active && (begun?.draft.from !== active.version || begun.locale !== locale))
    setBegun({ draft: draftOf(active, { unitOf, locale }), locale });
  const draft = edited ?? begun?.draft ?? null;
  return {
    draft,
    document: draft && documentOf(draft, unitOf),
    edit: setEdited,
    open: (opened) => setEdited(draftOf(opened, { unitOf, locale })),
    load: (document) => setEdited(draftOfDocument(document, { unitOf, locale })),
    discard: () => setEdited(null),
  };
}
