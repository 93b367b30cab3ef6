import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Icon } from '../../../look/icon.tsx';
import type { Feature, Version } from '../shapes.ts';
import { changesBetween } from './changes.ts';
import { Difference } from './difference.tsx';
import { type Draft, newRule } from './draft.ts';
import { Exchange } from './exchange.tsx';
import { PolicyForm } from './policy-form.tsx';
import { RuleForm } from './rule-form.tsx';
import type { Drafting } from './use-draft.ts';
import type { Errors } from './use-errors.ts';

interface Props {
  drafting: Drafting;
  active: Version | null;
  features: readonly Feature[];
  errors: Errors;
  busy: boolean;
  /** Why the last version was not kept, or the version that was. */
  said: string;
  /** Lets the version that was just kept decide, where it does not yet. */
  activateKept: (() => void) | undefined;
  /** Whether it was kept. */
  save: (note: string) => Promise<boolean>;
}

/** Rules as a form. What is written decides nothing until it is kept as a version and that is activated. */
export function Editor({ drafting, active, features, errors, busy, said, activateKept, save }: Props) {
  const t = useTranslations('fraud');
  const [note, setNote] = useState('');
  const form = useFirstWrong(errors);
  const { draft, document, edit, load, discard } = drafting;
  if (!draft || !document) return null;
  const keep = async () => {
    if (await save(note.trim())) setNote('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keep();
  };
  const isSame = active !== null && changesBetween(active.document, document).length === 0;
  return (
    <section className="card pad" aria-labelledby="h-editor">
      <div>
        <h2 id="h-editor">{t('editor')}</h2>
        <p className="sm ink2">{draft.from === null ? t('draftOfFile') : t('draftOf', { version: draft.from })}</p>
      </div>
      <form className="editor" noValidate onSubmit={submit} ref={form}>
        <PolicyForm draft={draft} errors={errors} change={edit} />
        {errors.has('rules') && <p className="xs field-error">{errors.get('rules')}</p>}
        <DraftRules draft={draft} features={features} errors={errors} edit={edit} />
        <div className="changes">
          <h3>{t('againstActive')}</h3>
          {active && <Difference before={active.document} after={document} features={features} />}
        </div>
        <Keeping note={note} setNote={setNote} busy={busy} isSame={isSame} discard={discard} />
        <div className="row wrap">
          <output className="sm said">{said}</output>
          {activateKept && (
            <button type="button" className="btn" onClick={activateKept}>
              {t('activateKept')}
            </button>
          )}
        </div>
      </form>
      <Exchange document={document} load={load} />
    </section>
  );
}

interface DraftRulesProps extends Pick<Props, 'features' | 'errors'> {
  draft: Draft;
  edit: (next: Draft) => void;
}

function DraftRules({ draft, features, errors, edit }: DraftRulesProps) {
  const t = useTranslations('fraud');
  const [fresh, setFresh] = useState<number | null>(null);
  const addRule = () => {
    const rule = newRule();
    edit({ ...draft, rules: [...draft.rules, rule] });
    setFresh(rule.key);
  };
  return (
    <>
      {draft.rules.map((rule, index) => (
        <RuleForm
          key={rule.key}
          rule={rule}
          index={index}
          features={features}
          errors={errors}
          isFresh={rule.key === fresh}
          change={(next) => edit({ ...draft, rules: draft.rules.with(index, next) })}
          remove={() => edit({ ...draft, rules: draft.rules.toSpliced(index, 1) })}
        />
      ))}
      <button type="button" className="btn" onClick={addRule}>
        {t('addRule')}
      </button>
    </>
  );
}

interface KeepingProps extends Pick<Props, 'busy'> {
  note: string;
  setNote: (note: string) => void;
  /** Nothing differs from the active version. */
  isSame: boolean;
  discard: () => void;
}

function Keeping({ note, setNote, busy, isSame, discard }: KeepingProps) {
  const t = useTranslations('fraud');
  return (
    <>
      <div className="field">
        <label className="xs ink2" htmlFor="version-note">
          {t('note')}
        </label>
        <input
          id="version-note"
          autoComplete="off"
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      <div className="row wrap">
        <button type="submit" className="btn primary" disabled={busy || isSame}>
          <Icon name="layers" />
          {t('save')}
        </button>
        <button type="button" className="btn" disabled={isSame} onClick={discard}>
          {t('discard')}
        </button>
      </div>
    </>
  );
}

/** Takes the keyboard to the first field that the service refused. */
function useFirstWrong(errors: Errors) {
  const form = useRef<HTMLFormElement>(null);
  const wrong = [...errors.keys()].join();
  useEffect(() => {
    if (wrong !== '') form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [wrong]);
  return form;
}
