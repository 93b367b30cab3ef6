import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Feature, Version } from '../shapes.ts';
import { useWords } from '../use-words.ts';
import { Difference } from './difference.tsx';

interface Props {
  wanted: Version;
  active: Version | null;
  features: readonly Feature[];
  busy: boolean;
  refusal: string | null;
  confirm: (note: string) => void;
  cancel: () => void;
}

/** Asks before a version decides: what changes for the next purchase, in words. */
export function Activation({ wanted, active, features, busy, refusal, confirm, cancel }: Props) {
  const t = useTranslations('fraud');
  const { setNameOf } = useWords(features);
  const dialog = useRef<HTMLDialogElement>(null);
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const { version, name, document } = wanted;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    confirm(note.trim());
  };
  return (
    <dialog ref={dialog} className="card pad fraud-dialog" aria-labelledby="h-activation" onClose={cancel}>
      <form onSubmit={submit}>
        <h2 id="h-activation">{t('activation', { version, name: setNameOf(name) })}</h2>
        <p className="sm ink2">{t('activationSays')}</p>
        {active && <Difference before={active.document} after={document} features={features} />}
        <div className="field">
          <label className="xs ink2" htmlFor="activation-note">
            {t('note')}
          </label>
          <input
            id="activation-note"
            autoComplete="off"
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        {asked && refusal !== null && <output className="sm field-error">{t('refused', { why: refusal })}</output>}
        <div className="row wrap">
          <button type="submit" className="btn primary" disabled={busy}>
            {t('confirmActivation', { version })}
          </button>
          <button type="button" className="btn" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
