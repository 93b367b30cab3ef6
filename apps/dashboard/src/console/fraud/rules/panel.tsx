import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { RuleSet, Rules, Version } from '../shapes.ts';
import type { useRules } from '../use-fraud.ts';
import { Activation } from './activation.tsx';
import { AuditTrail } from './audit.tsx';
import { Editor } from './editor.tsx';
import { InForce } from './in-force.tsx';
import type { Drafting } from './use-draft.ts';
import { useErrors } from './use-errors.ts';
import { VersionsTable } from './versions.tsx';

interface Props {
  known: Rules;
  rules: ReturnType<typeof useRules>;
  draft: Drafting;
  away: boolean;
}

/** The rules that decide, their versions, the editor, and who did what. */
export function RulesPanel({ known, rules, draft, away }: Props) {
  const t = useTranslations('fraud');
  const [wanted, setWanted] = useState<Version | null>(null);
  const [kept, setKept] = useState<number | null>(null);
  const [activated, setActivated] = useState(0);
  const inForce = useHeadingAfter(activated);
  const { active, versions, entries, features } = known;
  const { refusal, busy, ask } = rules;
  const [sent, setSent] = useState<RuleSet | null>(null);
  const errors = useErrors(rules.errors, sent, draft.document);
  const save = async (note: string): Promise<boolean> => {
    if (!draft.document) return false;
    setKept(null);
    setSent(draft.document);
    const version = await ask({ do: 'save', document: draft.document, ...(note === '' ? {} : { note }) });
    if (!version) return false;
    draft.open(version);
    setKept(version.version);
    return true;
  };
  const activate = async (version: number, note: string) => {
    setSent(null);
    if (await ask({ do: 'activate', version, ...(note === '' ? {} : { note }) })) {
      setWanted(null);
      setActivated((times) => times + 1);
    }
  };
  const keptVersion = versions.find(({ version }) => version === kept);
  const why = rules.errors.length > 0 ? t('toCorrectAll') : refusal !== null ? t('refused', { why: refusal }) : '';
  return (
    <>
      {active && <InForce active={active} features={features} heading={inForce} />}
      <VersionsTable versions={versions} busy={busy || away} open={draft.open} activate={setWanted} />
      <Editor
        drafting={draft}
        active={active}
        features={features}
        errors={errors}
        busy={busy || away}
        said={kept === null ? (sent ? why : '') : t('keptAs', { version: kept })}
        activateKept={keptVersion && !keptVersion.active ? () => setWanted(keptVersion) : undefined}
        save={save}
      />
      <AuditTrail entries={entries} />
      {wanted && (
        <Activation
          wanted={wanted}
          active={active}
          features={features}
          busy={busy || away}
          refusal={refusal}
          confirm={(note) => void activate(wanted.version, note)}
          cancel={() => setWanted(null)}
        />
      )}
    </>
  );
}

/** The keyboard’s place each time a version was `activated` here: what asked for it is gone by then. */
function useHeadingAfter(activated: number) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (activated > 0) heading.current?.focus();
  }, [activated]);
  return heading;
}
