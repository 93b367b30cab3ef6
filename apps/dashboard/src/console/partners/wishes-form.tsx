import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Wishes } from './shapes.ts';

interface FormProps {
  busy: boolean;
  running: boolean;
  start: (settings: Wishes) => void;
  stop: () => void;
}

const FIELDS = [
  ['facts', 'facts', [500, 2_000, 5_000]],
  ['arrivalPerSecond', 'arrival', [50, 200, 500]],
  ['capacityPerSecond', 'capacity', [20, 80, 200, 1_000]],
  ['queue', 'queue', [0, 20, 200]],
  ['attempts', 'attempts', [1, 3, 5, 10]],
  ['pullBatch', 'batch', [1, 50, 200]],
] as const;
type Field = (typeof FIELDS)[number][0];
const OUTAGES = [0, 5, 15] as const;
/** Into the experiment, so that both ways are under way when the partner goes. */
const OUTAGE_AFTER_MS = 3_000;

/** To begin with: it takes less than half of what arrives. */
const SLOW_PARTNER: Record<Field, number> = {
  facts: 2_000,
  arrivalPerSecond: 200,
  capacityPerSecond: 80,
  queue: 20,
  attempts: 5,
  pullBatch: 50,
};

/** What to try. */
export function WishesForm({ busy, running, start, stop }: FormProps) {
  const t = useTranslations('partners');
  const [chosen, setChosen] = useState(SLOW_PARTNER);
  const [outage, setOutage] = useState(0);
  const begin = () => start({ ...chosen, outage: { afterMs: OUTAGE_AFTER_MS, lastsMs: outage * 1_000 } });
  return (
    <form
      className="controls"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      {FIELDS.map(([field, words, values]) => (
        <div key={field} className="field">
          <label className="sm" htmlFor={`wish-${field}`}>
            {t(words)}
          </label>
          <select
            id={`wish-${field}`}
            value={chosen[field]}
            onChange={(event) => setChosen({ ...chosen, [field]: Number(event.target.value) })}
          >
            {values.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </div>
      ))}
      <div className="field">
        <label className="sm" htmlFor="wish-outage">
          {t('outage')}
        </label>
        <select id="wish-outage" value={outage} onChange={(event) => setOutage(Number(event.target.value))}>
          {OUTAGES.map((seconds) => (
            <option key={seconds} value={seconds}>
              {t(`outage-${seconds}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="buttons row wrap">
        <button type="submit" className="btn primary" disabled={busy || running}>
          {t('start')}
        </button>
        <button type="button" className="btn" disabled={busy || !running} onClick={stop}>
          {t('stop')}
        </button>
      </div>
    </form>
  );
}
