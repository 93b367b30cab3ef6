import { useTranslations } from 'next-intl';
import { Icon } from '../../../look/icon.tsx';
import { Wide } from '../../pieces/wide.tsx';
import type { Version } from '../shapes.ts';
import { instantText, useWords } from '../use-words.ts';

interface Props {
  versions: readonly Version[];
  busy: boolean;
  open: (version: Version) => void;
  activate: (version: Version) => void;
}

/** The versions that are kept, the newest first. */
export function VersionsTable({ versions, busy, open, activate }: Props) {
  const t = useTranslations('fraud');
  const { locale, setNameOf, whoOf } = useWords([]);
  return (
    <section className="card pad" aria-labelledby="h-versions">
      <h2 id="h-versions">{t('versions')}</h2>
      <Wide>
        <table className="sm num">
          <thead>
            <tr>
              <th scope="col">{t('version')}</th>
              <th scope="col">{t('state')}</th>
              <th scope="col">{t('kept')}</th>
              <th scope="col">{t('activated')}</th>
              <th scope="col">{t('doNext')}</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <tr key={version.version} data-testid={`version-${version.version}`}>
                <th scope="row">
                  {version.version} <span className="ink2">{setNameOf(version.name)}</span>
                </th>
                <td>
                  {version.active ? (
                    <span className="tag live">
                      <Icon name="check" />
                      {t('decides')}
                    </span>
                  ) : (
                    <span className="tag">{t('isKept')}</span>
                  )}
                </td>
                <td>
                  {instantText(locale, version.createdAt)} <span className="ink2">{whoOf(version.createdBy)}</span>
                </td>
                <td>{version.activatedAt === null ? t('never') : instantText(locale, version.activatedAt)}</td>
                <td>
                  <Actions version={version} busy={busy} open={open} activate={activate} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}

function Actions({ version, busy, open, activate }: Omit<Props, 'versions'> & { version: Version }) {
  const t = useTranslations('fraud');
  return (
    <span className="row">
      <button type="button" className="btn" onClick={() => open(version)}>
        {t('openVersion')}
        <span className="sr"> {t('ofVersion', { version: version.version })}</span>
      </button>
      <button type="button" className="btn" disabled={busy || version.active} onClick={() => activate(version)}>
        {t('activate')}
        <span className="sr"> {t('ofVersion', { version: version.version })}</span>
      </button>
    </span>
  );
}
