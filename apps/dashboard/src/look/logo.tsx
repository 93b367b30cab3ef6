/** `under`: what part of the product this is, in small letters below its name. */
export function Logo({ under }: { under?: string }) {
  return (
    <span className="brand">
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" className="flex-none">
        <path d="M5 3h18v21.2l-3-2.2-3 2.2-3-2.2-3 2.2-3-2.2-3 2.2z" fill="var(--ink)" />
        <path d="M9 9h10M9 13.5h5" stroke="var(--paper)" strokeWidth="2" strokeLinecap="round" />
        <circle cx="19" cy="13.5" r="2.1" fill="var(--live-fill)" />
      </svg>
      <span>
        Fatura Viva
        {under && <small>{under}</small>}
      </span>
    </span>
  );
}
