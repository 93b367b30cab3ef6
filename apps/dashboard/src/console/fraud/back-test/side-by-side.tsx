import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { Wide } from '../../pieces/wide.tsx';
import { whole } from '../../readers/figures.ts';
import { useWords } from '../use-words.ts';
import { percentText } from '../values.ts';
import type { Report } from './shapes.ts';

interface Props {
  tried: Report;
  against: Report | null;
  againstVersion: number | null;
}

const SUMS = ['flagged', 'caught', 'wrong', 'missed'] as const;
const SHARES = ['precision', 'recall'] as const;

/** The same questions to both sets of rules: how many, how much money, how well found. */
export function SideBySide({ tried, against, againstVersion }: Props) {
  const t = useTranslations('fraud');
  return (
    <>
      <p className="sm">
        {t('reportWords', {
          purchases: tried.purchases.count,
          cents: formatBrl(tried.purchases.cents),
          fraud: tried.fraud.count,
          lost: formatBrl(tried.fraud.cents),
        })}
      </p>
      <Wide>
        <table className="sm num sides">
          <caption className="sr">{t('sides')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('question')}</th>
              <th scope="col">{t('tried')}</th>
              {against && <th scope="col">{t('active', { version: againstVersion ?? 0 })}</th>}
              {against && <th scope="col">{t('change')}</th>}
            </tr>
          </thead>
          <tbody>
            {SUMS.map((sum) => (
              <SumRow key={sum} sum={sum} tried={tried} against={against} />
            ))}
            {SHARES.map((share) => (
              <ShareRow key={share} share={share} tried={tried} against={against} />
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

type Compared = Pick<Props, 'tried' | 'against'>;

const signed = (value: number, text: string) => (value > 0 ? `+${text}` : value < 0 ? `\u2212${text}` : text);

function SumRow({ sum, tried, against }: Compared & { sum: (typeof SUMS)[number] }) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  const more = tried[sum].count - (against?.[sum].count ?? 0);
  return (
    <tr>
      <th scope="row">
        {t(sum)} <span className="xs ink2">{t(`${sum}Says`)}</span>
      </th>
      <SumCell sum={tried[sum]} locale={locale} testId={`tried-${sum}`} />
      {against && <SumCell sum={against[sum]} locale={locale} testId={`active-${sum}`} />}
      {against && <td>{signed(more, whole(Math.abs(more), locale))}</td>}
    </tr>
  );
}

function ShareRow({ share, tried, against }: Compared & { share: (typeof SHARES)[number] }) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  const [one, other] = [tried[share], against?.[share] ?? null];
  const points = one === null || other === null ? null : Math.round((one - other) * 1_000) / 10;
  const text = points !== null && Math.abs(points).toLocaleString(locale, { maximumFractionDigits: 1 });
  return (
    <tr>
      <th scope="row">
        {t(share)} <span className="xs ink2">{t(`${share}Says`)}</span>
      </th>
      <td data-testid={`tried-${share}`}>{percentText(one, locale)}</td>
      {against && <td data-testid={`active-${share}`}>{percentText(other, locale)}</td>}
      {against && <td>{text === false ? '–' : t('points', { points: signed(points ?? 0, text) })}</td>}
    </tr>
  );
}

function SumCell({ sum, locale, testId }: { sum: Report['flagged']; locale: string; testId: string }) {
  return (
    <td>
      <b data-testid={testId}>{whole(sum.count, locale)}</b> <span className="ink2">{formatBrl(sum.cents)}</span>
    </td>
  );
}
