import { useLocale, useTranslations } from 'next-intl';
import { fullDay } from '../../look/dates.ts';
import { type Analysis, PERIODS, type PeriodDays } from './shapes.ts';

interface Props {
  portfolios: Analysis['portfolios'];
  chosen: { portfolio: string; days: PeriodDays };
  /** What the figures below are of. */
  shown: { from: string; to: string };
  choosePortfolio: (portfolio: string) => void;
  chooseDays: (days: PeriodDays) => void;
}

/** Whose figures, and of how many days. */
export function Choices({ portfolios, chosen, shown: { from, to }, choosePortfolio, chooseDays }: Props) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  return (
    <form className="controls card pad" onSubmit={(event) => event.preventDefault()}>
      <div className="field">
        <label className="sm" htmlFor="portfolio">
          {t('portfolio')}
        </label>
        <select id="portfolio" value={chosen.portfolio} onChange={(event) => choosePortfolio(event.target.value)}>
          {portfolios.map(({ portfolio }) => (
            <option key={portfolio} value={portfolio}>
              {portfolio}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label className="sm" htmlFor="period">
          {t('period')}
        </label>
        <select
          id="period"
          value={chosen.days}
          onChange={(event) => chooseDays(PERIODS.find((days) => String(days) === event.target.value) ?? PERIODS[0])}
        >
          {PERIODS.map((days) => (
            <option key={days} value={days}>
              {t(`days-${days}`)}
            </option>
          ))}
        </select>
      </div>
      <p className="hint xs ink2">
        {from === to
          ? t('ofDay', { day: fullDay(locale, to) })
          : t('ofDays', { from: fullDay(locale, from), to: fullDay(locale, to) })}
      </p>
    </form>
  );
}
