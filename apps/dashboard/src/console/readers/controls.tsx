'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../../look/icon.tsx';
import {
  BATCHES,
  bytesWords,
  changeOf,
  FETCH_BYTES,
  type PaceForm,
  RATES,
  STARTS,
  type StartChoice,
  startOf,
  TYPES,
  type TypeChoice,
  whole,
} from './figures.ts';
import type { Run } from './shapes.ts';
import type { Order } from './use-readers.ts';

interface Controlled {
  run: Run | null;
  busy: boolean;
  away: boolean;
  order(body: Order): Promise<void>;
}

/** Where the experiment begins, and how it pulls. What is about the pace holds at once while a run is under way. */
export function Controls({ run, busy, away, order }: Controlled) {
  const t = useTranslations('readers');
  const [start, setStart] = useState<StartChoice>('beginning');
  const [day, setDay] = useState('');
  const [offset, setOffset] = useState('0');
  const [types, setTypes] = useState<TypeChoice>('all');
  const [pace, setPace] = useState<PaceForm>({ batch: null, perSecond: 200, fetchBytes: 4_096 });
  const under = run !== null && (run.state === 'reading' || run.state === 'paused');
  const from = startOf(start, day, offset);

  const setAndTell = (next: PaceForm) => {
    setPace(next);
    const change = run && under ? changeOf(next, run) : null;
    if (change) void order({ do: 'change', pace: change });
  };
  const begin = () => {
    const wanted = TYPES[types];
    if (from) void order({ do: 'start', choice: { from, types: wanted && [...wanted], ...pace } });
  };
  return (
    <form
      className="controls"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <Pick
        label={t('from')}
        value={start}
        options={STARTS}
        words={(value) => t(`from-${value}`)}
        onPick={(picked) => setStart(picked)}
      />
      {start === 'day' && (
        <Field label={t('day')}>
          {(id) => <input id={id} type="date" value={day} onChange={(event) => setDay(event.target.value)} required />}
        </Field>
      )}
      {start === 'offset' && (
        <Field label={t('offset')}>
          {(id) => (
            <input
              id={id}
              type="number"
              min={0}
              value={offset}
              onChange={(event) => setOffset(event.target.value)}
              required
            />
          )}
        </Field>
      )}
      <Pick
        label={t('types')}
        value={types}
        options={Object.keys(TYPES) as TypeChoice[]}
        words={(value) => t(`types-${value}`)}
        onPick={(picked) => setTypes(picked)}
      />
      <PacePicks pace={pace} onPace={setAndTell} />
      <p className="xs ink2 hint">{t('changing')}</p>
      <div className="row wrap buttons">
        <button type="submit" className="btn primary" disabled={busy || away || !from}>
          <Icon name={under ? 'reload' : 'play'} />
          {under ? t('startAnew') : t('start')}
        </button>
        {under && (
          <>
            <button
              type="button"
              className="btn"
              disabled={busy || away}
              onClick={() => void order({ do: 'change', pace: { paused: !run.pace.paused } })}
            >
              <Icon name={run.pace.paused ? 'play' : 'pause'} />
              {run.pace.paused ? t('resume') : t('pause')}
            </button>
            <button type="button" className="btn" disabled={busy || away} onClick={() => void order({ do: 'stop' })}>
              <Icon name="cross" />
              {t('stop')}
            </button>
          </>
        )}
      </div>
    </form>
  );
}

function PacePicks({ pace, onPace }: { pace: PaceForm; onPace(next: PaceForm): void }) {
  const t = useTranslations('readers');
  const locale = useLocale();
  return (
    <>
      <Pick
        label={t('batch')}
        value={pace.batch}
        options={BATCHES}
        words={(value) => (value === null ? t('batchAll') : whole(value, locale))}
        onPick={(batch) => onPace({ ...pace, batch })}
      />
      <Pick
        label={t('perSecond')}
        value={pace.perSecond}
        options={RATES}
        words={(value) => (value === null ? t('perSecondAll') : whole(value, locale))}
        onPick={(perSecond) => onPace({ ...pace, perSecond })}
      />
      <Pick
        label={t('fetchBytes')}
        value={pace.fetchBytes}
        options={FETCH_BYTES}
        words={(value) => bytesWords(value, locale)}
        onPick={(fetchBytes) => onPace({ ...pace, fetchBytes })}
      />
    </>
  );
}

interface Picked<T> {
  label: string;
  value: T;
  options: readonly T[];
  words(value: T): string;
  onPick(value: T): void;
}

function Pick<T extends string | number | null>({ label, value, options, words, onPick }: Picked<T>) {
  return (
    <Field label={label}>
      {(id) => (
        <select
          id={id}
          value={String(value)}
          onChange={(event) => {
            const picked = options.find((option) => String(option) === event.target.value);
            if (picked !== undefined) onPick(picked);
          }}
        >
          {options.map((option) => (
            <option key={String(option)} value={String(option)}>
              {words(option)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Field({ label, children }: { label: string; children(id: string): ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className="xs ink2">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
