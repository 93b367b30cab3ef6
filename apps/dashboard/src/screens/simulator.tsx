'use client';

import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { useLiveInvoice } from '../live/provider.tsx';
import type { Look } from '../look/categories.ts';
import { Icon } from '../look/icon.tsx';
import { Tile } from '../look/tile.tsx';
import { OtherAmount } from './other-amount.tsx';
import { PhonePreview, PreviewBar } from './phone-preview.tsx';
import { TapResultSlot } from './tap-result.tsx';
import { TrafficCard } from './traffic-card.tsx';
import { useTaps } from './use-taps.ts';

/** One of the one-tap buttons. */
export interface Preset extends Look {
  id: string;
  label: string;
  /** What the result slot calls it. */
  name: string;
  amountCents: number;
  pencil: boolean;
}

interface Props {
  presets: Preset[];
  /** Where another device opens this page, when it is served to the local network. */
  lanUrl: string | null;
}

/** The phone as the card: taps on one side, the invoice they reach on the other. */
export function Simulator({ presets, lanUrl }: Props) {
  const t = useTranslations('simulator');
  const { person, state } = useLiveInvoice();
  const taps = useTaps(person.slug);
  const busy = taps.result.kind === 'waiting';
  const [card] = state.snapshot?.cards ?? [];
  return (
    <>
      <div className="sim">
        <div className="ctl">
          <section className="tap on-panel w" aria-labelledby="h-tap">
            <span className="waves">
              <Icon name="tap" />
            </span>
            <div>
              <h2 id="h-tap">{t('tapTitle')}</h2>
              <p>{t('tapText')}</p>
            </div>
            <span className="c num">{card && t('who', { name: person.name, last4: card.last4 })}</span>
          </section>
          <TapResultSlot result={taps.result} />
          <section className="card pad w qc" aria-labelledby="h-q">
            <h2 id="h-q" className="text-md">
              {t('oneTap')}
            </h2>
            <div className="qs">
              {presets.map((preset) => (
                <button
                  type="button"
                  className="q"
                  key={preset.id}
                  aria-disabled={busy}
                  onClick={() => !busy && taps.buy({ preset: preset.id }, preset.name, preset.amountCents)}
                >
                  <Tile hue={preset.hue} icon={preset.icon} pencil={preset.pencil} />
                  <span>
                    <b>{preset.label}</b>
                    <span className="num">{formatBrl(preset.amountCents)}</span>
                  </span>
                </button>
              ))}
              <PayButton busy={busy} onPay={taps.pay} />
            </div>
          </section>
          <OtherAmount busy={busy} onBuy={taps.buy} />
          <TrafficCard />
          {lanUrl && <LanHint url={lanUrl} />}
        </div>
        <PhonePreview />
      </div>
      <PreviewBar />
    </>
  );
}

function PayButton({ busy, onPay }: { busy: boolean; onPay: (name: string, amountCents: number) => void }) {
  const t = useTranslations('simulator');
  const { snapshot } = useLiveInvoice().state;
  const totalCents = snapshot?.open.totalCents ?? 0;
  const nothing = totalCents <= 0;
  return (
    <button
      type="button"
      id="pagar"
      className="q"
      aria-disabled={busy || nothing}
      onClick={() => !busy && !nothing && onPay(t('pay'), totalCents)}
    >
      <Tile hue="money" icon="wallet" />
      <span>
        <b>{t('pay')}</b>
        <span className="num">{nothing ? t('payNothing') : formatBrl(totalCents)}</span>
      </span>
    </button>
  );
}

function LanHint({ url }: { url: string }) {
  const t = useTranslations('simulator');
  return (
    <section className="card pad w last lan" aria-labelledby="h-lan">
      <Icon name="phone" />
      <div>
        <h2 id="h-lan" className="text-md">
          {t('lan')}
        </h2>
        <p className="sm ink2 mt-1">{t('lanText')}</p>
        <p className="mono mt-1 break-all">{url}</p>
      </div>
    </section>
  );
}
