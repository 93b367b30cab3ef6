// For containers without curl: exits 0 when the address answers 2xx within 2 s.
const url = process.argv[2];
const healthy = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
  (response) => response.ok,
  () => false,
);
process.exit(healthy ? 0 : 1);
