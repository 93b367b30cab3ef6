'use client';

import { useTranslations } from 'next-intl';
import { useLiveInvoice } from '../live/provider.tsx';
import { Icon } from '../look/icon.tsx';

const FORMATS = ['pdf', 'csv', 'ofx'] as const;

/** The invoice as a file: for keeping, for a spreadsheet, for a program that keeps accounts. */
export function ExportGroup({ cycle }: { cycle: number }) {
  const t = useTranslations('invoice');
  const { slug } = useLiveInvoice().person;
  return (
    <fieldset className="export">
      <legend className="xs ink2">{t('export')}</legend>
      {FORMATS.map((format) => {
        const name = format.toUpperCase();
        const query = new URLSearchParams({ pessoa: slug, ciclo: String(cycle), formato: format });
        return (
          <a
            key={format}
            className="btn"
            href={`/api/export?${query}`}
            download
            aria-label={t('download', { format: name })}
          >
            <Icon name="download" />
            {name}
          </a>
        );
      })}
    </fieldset>
  );
}
