import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Icon } from '../../../look/icon.tsx';
import { Wide } from '../../pieces/wide.tsx';
import type { RuleSet } from '../shapes.ts';

interface Props {
  document: RuleSet;
  load: (document: RuleSet) => void;
}

/** The draft as a file, and a file as the draft: the same JSON that `npm run fraud:backtest` takes. */
export function Exchange({ document, load }: Props) {
  const t = useTranslations('fraud');
  const [problem, setProblem] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const read = ruleSetOf(await file.text());
    setProblem(read === null);
    if (read) load(read);
  };
  const json = JSON.stringify(document, null, 2);
  return (
    <details className="twin">
      <summary className="link sm">{t('asJson')}</summary>
      <div className="exchange">
        <Wide>
          <pre className="mono xs">{json}</pre>
        </Wide>
        <div className="row wrap">
          <a
            className="btn"
            download="regras.json"
            href={`data:application/json;charset=utf-8,${encodeURIComponent(json)}`}
          >
            <Icon name="download" />
            {t('saveJson')}
          </a>
          <label className="btn file">
            {t('loadJson')}
            <input
              type="file"
              className="sr"
              accept="application/json,.json"
              onChange={(event) => void take(event.target.files?.[0])}
            />
          </label>
        </div>
        <output className="sm field-error">{problem ? t('noRules') : ''}</output>
      </div>
    </details>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What can be put into the editor; whether it holds is for the service to say. */
function ruleSetOf(text: string): RuleSet | null {
  try {
    const read: unknown = JSON.parse(text);
    if (!isRecord(read) || !isRecord(read['policy']) || !Array.isArray(read['rules'])) return null;
    const isRule = (rule: unknown) => isRecord(rule) && Array.isArray(rule['when']) && isRecord(rule['reason']);
    const { autoBlock } = read['policy'];
    return read['rules'].every(isRule) && Array.isArray(autoBlock) ? (read as unknown as RuleSet) : null;
  } catch {
    return null;
  }
}
