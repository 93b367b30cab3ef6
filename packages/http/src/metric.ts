/** A metric in Prometheus' text format: its help, its type, and a line for each of its labels. */
export function metric(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  samples: (readonly [labels: string, value: number])[],
): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}
