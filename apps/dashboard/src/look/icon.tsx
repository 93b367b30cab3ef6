/** One of `public/icons.svg`. It says nothing by itself: a word stands beside it or in its control's name. */
export function Icon({ name, spin = false }: { name: string; spin?: boolean }) {
  return (
    <svg
      className="ic"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      {...(spin ? { 'data-spin': '' } : {})}
    >
      <use href={`/icons.svg#${name}`} />
    </svg>
  );
}
