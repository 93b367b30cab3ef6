import { Icon } from '../../look/icon.tsx';

export type StateTone = 'live' | 'attention' | 'danger' | 'idle';

const ICONS: Record<StateTone, string> = { live: 'check', attention: 'clock', danger: 'warning', idle: 'pause' };

interface Props {
  tone: StateTone;
  words: string;
  /** The dot of what is alive by itself, in place of the icon. */
  beat?: boolean;
}

/** A state as colour, icon and word: in grey it still reads. */
export function StateWords({ tone, words, beat = false }: Props) {
  return (
    <span className={`state-words ${tone}`}>
      {beat ? <span className="dot beat" aria-hidden="true" /> : <Icon name={ICONS[tone]} />}
      {words}
    </span>
  );
}
