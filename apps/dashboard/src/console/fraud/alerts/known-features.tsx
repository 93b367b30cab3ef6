import { useTranslations } from 'next-intl';
import type { Feature } from '../shapes.ts';
import { useWords } from '../use-words.ts';

interface Props {
  /** By the name of the feature. */
  values: Readonly<Record<string, number>>;
  features: readonly Feature[];
}

const groupOf = ({ name }: Feature) =>
  name.startsWith('c_') ? 'customer' : name.startsWith('t_') ? 'merchant' : 'purchase';

/** What was known when the purchase was scored, by whom it is about. */
export function KnownFeatures({ values, features }: Props) {
  const t = useTranslations('fraud');
  const { nameOf, valueOf } = useWords(features);
  const known = features.filter(({ name }) => values[name] !== undefined);
  if (known.length === 0) return <p className="sm ink2">{t('knownOtherVersion')}</p>;
  const groups = Map.groupBy(known, groupOf);
  return (
    <div className="known">
      {(['purchase', 'customer', 'merchant'] as const).map((group) => (
        <table key={group} className="xs num">
          <caption className="sm med">{t(`known-${group}`)}</caption>
          <tbody>
            {(groups.get(group) ?? []).map(({ name }) => (
              <tr key={name}>
                <th scope="row">{nameOf(name)}</th>
                <td>{valueOf(name, values[name] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
