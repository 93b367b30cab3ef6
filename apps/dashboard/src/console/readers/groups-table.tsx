import { useLocale, useTranslations } from 'next-intl';
import { Wide } from '../pieces/wide.tsx';
import { rounded, whole } from './figures.ts';
import type { Group } from './shapes.ts';

const NAMED = ['invoices', 'fraud', 'analytics', 'data-lake', 'batch-bank', 'partners', 'console-experiment'] as const;

const TAGS: Record<Group['state'], string> = {
  current: 'live',
  'catching-up': 'future',
  stands: 'attention',
  rebalancing: 'future',
  'no-members': 'pencil',
};

/** Everybody who reads the log: state in words, rate, lag, and the lag of each partition. */
export function GroupsTable({ groups }: { groups: Group[] }) {
  const t = useTranslations('readers');
  const locale = useLocale();
  if (groups.length === 0) return <p className="sm ink2 chart-empty">{t('groupsEmpty')}</p>;
  return (
    <>
      <Wide>
        <table className="sm num">
          <thead>
            <tr>
              <th scope="col">{t('group')}</th>
              <th scope="col">{t('state')}</th>
              <th scope="col">{t('members')}</th>
              <th scope="col">{t('rate')}</th>
              <th scope="col">{t('lag')}</th>
              <th scope="col">{t('perPartition')}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.group} data-testid={`group-${group.group}`}>
                <th scope="row">
                  <GroupName group={group.group} />
                </th>
                <td>
                  <span className={`tag ${TAGS[group.state]}`}>{t(`group-${group.state}`)}</span>
                </td>
                <td>{whole(group.members, locale)}</td>
                <td>
                  {group.perSecond === null
                    ? t('rateUnknown')
                    : t('ratePerSecond', { rate: rounded(group.perSecond, locale) })}
                </td>
                <td>{t('facts', { count: group.lag })}</td>
                <td>
                  <Lanes group={group} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {groups.map((group) => (
        <Partitions key={group.group} group={group} />
      ))}
    </>
  );
}

function GroupName({ group }: { group: string }) {
  const t = useTranslations('readers');
  const known = NAMED.find((name) => name === group);
  if (!known) return <span className="mono">{group}</span>;
  return (
    <>
      {t(`name-${known}`)}
      <span className="xs ink2 mono block">{group}</span>
    </>
  );
}

/** Twelve small lanes: how much of each partition is still to be read, of the most that any is behind. */
function Lanes({ group: { partitions } }: { group: Group }) {
  const most = Math.max(...partitions.map(({ lag }) => lag), 1);
  return (
    <span className="lanes" aria-hidden="true">
      {partitions.map(({ partition, lag }) => (
        <i key={partition} style={{ blockSize: `${lag === 0 ? 0 : Math.max(8, (lag / most) * 100)}%` }} />
      ))}
    </span>
  );
}

function Partitions({ group }: { group: Group }) {
  const t = useTranslations('readers');
  const locale = useLocale();
  return (
    <details className="twin">
      <summary className="link sm">{t('details', { group: group.group })}</summary>
      <table className="sm num">
        <thead>
          <tr>
            <th scope="col">{t('partition')}</th>
            <th scope="col">{t('next')}</th>
            <th scope="col">{t('end')}</th>
            <th scope="col">{t('lag')}</th>
            <th scope="col">{t('owned')}</th>
          </tr>
        </thead>
        <tbody>
          {group.partitions.map(({ partition, next, logEnd, lag, owned }) => (
            <tr key={partition}>
              <th scope="row">{partition}</th>
              <td>{next === null ? t('neverTold') : whole(next, locale)}</td>
              <td>{whole(logEnd, locale)}</td>
              <td>{whole(lag, locale)}</td>
              <td>{owned ? t('yes') : t('no')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
