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
  type StartForm,
  startFormOf,
  startOf,
  TYPES,
  type TypeChoice,
  typeChoiceOf,
  whole,
} from './figures.ts';
import type { Run } from './shapes.ts';
import type { Order } from './use-readers.ts';

interface Controlled {
  run: Run | null;
  busy: boolean;
  away: boolean;
  order: (body: Order) => Promise<boolean>;
}

/** Where the experiment begins, and how it pulls. What is about the pace holds at once while a run is under way. */
export function Controls({ run, busy, away, order }: Controlled) {
  const t = useTranslations('readers');
  const [form, setForm] = useState<StartForm>({ start: 'beginning', day: '', offset: '0' });
  const [types, setTypes] = useState<TypeChoice>('all');
  const [pace, setPace] = useState<PaceForm>({ batch: null, perSecond: 200, fetchBytes: 4_096 });
  const [shownRun, setShownRun] = useState<string | null>(null);
  const live = run && (run.state === 'reading' || run.state === 'paused') ? run : null;
  // A run that was begun before this page was opened, or on another one: the form says what it does.
  if (live && live.startedAt !== shownRun) {
    setShownRun(live.startedAt);
    setForm(startFormOf(live.choice.from));
    setTypes(typeChoiceOf(live.choice.types));
    setPace({ batch: live.pace.batch, perSecond: live.pace.perSecond, fetchBytes: live.pace.fetchBytes });
  }
  const from = startOf(form.start, form.day, form.offset);

  const setAndTell = (next: PaceForm) => {
    setPace(next);
    const change = live && changeOf(next, live);
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
      <StartPicks form={form} onForm={setForm} />
      <Choose
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
          <Icon name={live ? 'reload' : 'play'} />
          {live ? t('startAnew') : t('start')}
        </button>
        {live && <LiveButtons paused={live.pace.paused} disabled={busy || away} order={order} />}
      </div>
    </form>
  );
}

interface LiveControlled extends Pick<Controlled, 'order'> {
  paused: boolean;
  disabled: boolean;
}

function LiveButtons({ paused, disabled, order }: LiveControlled) {
  const t = useTranslations('readers');
  return (
    <>
      <button
        type="button"
        className="btn"
        disabled={disabled}
        onClick={() => void order({ do: 'change', pace: { paused: !paused } })}
      >
        <Icon name={paused ? 'play' : 'pause'} />
        {paused ? t('resume') : t('pause')}
      </button>
      <button type="button" className="btn" disabled={disabled} onClick={() => void order({ do: 'stop' })}>
        <Icon name="cross" />
        {t('stop')}
      </button>
    </>
  );
}

function StartPicks({ form, onForm }: { form: StartForm; onForm: (next: StartForm) => void }) {
  const t = useTranslations('readers');
  const { start, day, offset } = form;
  return (
    <>
      <Choose
        label={t('from')}
        value={start}
        options={STARTS}
        words={(value) => t(`from-${value}`)}
        onPick={(picked) => onForm({ ...form, start: picked })}
      />
      {start === 'day' && (
        <Field label={t('day')}>
          {(id) => (
            <input
              id={id}
              type="date"
              value={day}
              onChange={(event) => onForm({ ...form, day: event.target.value })}
              required
            />
          )}
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
              onChange={(event) => onForm({ ...form, offset: event.target.value })}
              required
            />
          )}
        </Field>
      )}
    </>
  );
}

function PacePicks({ pace, onPace }: { pace: PaceForm; onPace: (next: PaceForm) => void }) {
  const t = useTranslations('readers');
  const locale = useLocale();
  return (
    <>
      <Choose
        label={t('batch')}
        value={pace.batch}
        options={BATCHES}
        words={(value) => (value === null ? t('batchAll') : whole(value, locale))}
        onPick={(batch) => onPace({ ...pace, batch })}
      />
      <Choose
        label={t('perSecond')}
        value={pace.perSecond}
        options={RATES}
        words={(value) => (value === null ? t('perSecondAll') : whole(value, locale))}
        onPick={(perSecond) => onPace({ ...pace, perSecond })}
      />
      <Choose
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
  words: (value: T) => string;
  onPick: (value: T) => void;
}

function Choose<T extends string | number | null>({ label, value, options, words, onPick }: Picked<T>) {
  // A run may have been asked for by other means than this form.
  const offered = options.includes(value) ? options : [...options, value];
  return (
    <Field label={label}>
      {(id) => (
        <select
          id={id}
          value={String(value)}
          onChange={(event) => {
            const picked = offered.find((option) => String(option) === event.target.value);
            if (picked !== undefined) onPick(picked);
          }}
        >
          {offered.map((option) => (
            <option key={String(option)} value={String(option)}>
              {words(option)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
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
