// Tries rules on the log: a BackTestJob on standard input, BackTestLines on standard output.
import { BackTest } from './back-test/back-test.ts';
import { BackTestJob, type BackTestLine } from './back-test/job.ts';
import { runLogJob } from './log-job.ts';
import { portfolioFacts, portfoliosOn } from './replay/portfolio-log.ts';
import { model } from './scorer.ts';

await runLogJob<BackTestJob, BackTestLine>('fraud-back-test', BackTestJob, async (job, around) => {
  const { rules, against, from, to, portfolio } = job;
  const { kafka, logger, signal, say, teller } = around;
  const portfolios = portfolio === undefined ? await portfoliosOn(kafka, { logger, signal }) : [portfolio];
  const told = teller(portfolios.length);
  const backTest = new BackTest({ rules, model, from, to });
  const other = against && new BackTest({ rules: against, model, from, to });
  const both = other ? [backTest, other] : [backTest];
  for (const [pass, name] of portfolios.entries()) {
    for (const one of both) one.begin(name);
    for await (const facts of portfolioFacts(kafka, name, { logger, signal, progress: told(pass) }))
      for (const fact of facts) for (const one of both) one.take(fact);
  }
  say({ kind: 'report', report: { ...backTest.report(), ...(other ? { against: other.report() } : {}) } });
});
