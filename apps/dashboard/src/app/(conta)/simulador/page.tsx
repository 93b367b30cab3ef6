import { presets } from '@faturaviva/simulator/shops';
import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { lookOf } from '../../../look/categories.ts';
import { Icon } from '../../../look/icon.tsx';
import { type Preset, Simulator } from '../../../screens/simulator.tsx';
import { env } from '../../../server/env.ts';
import { chosenCardholder } from '../../../server/people.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('simulator'))('title') };
}

export default async function SimulatorPage() {
  const t = await getTranslations('simulator');
  const nav = await getTranslations('nav');
  const [address] = env().PUBLIC_URLS;
  const person = await chosenCardholder();
  const lanUrl = address && person ? String(new URL(`/simulador?pessoa=${person.slug}`, address)) : null;
  return (
    <>
      <div className="top">
        <h1>{t('title')}</h1>
        <span className="tag">
          <Icon name="flask" />
          {nav('demo')}
        </span>
      </div>
      <Simulator presets={buttons(await getLocale())} lanUrl={lanUrl} />
    </>
  );
}

/** What the one-tap buttons show; what they buy is decided by the server when they are tapped. */
function buttons(locale: string): Preset[] {
  return presets.flatMap((preset) => {
    if (preset.kind !== 'purchase') return [];
    const { id, shop, amountCents } = preset;
    const label = locale === 'en' ? preset.en : preset.pt;
    return [{ id, label, name: shop.name, amountCents, pencil: preset.expected === 'declined', ...lookOf(shop.mcc) }];
  });
}
