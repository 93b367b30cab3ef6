import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { lineOf, ordinaryLines } from '../test-documents.ts';
import { billOf } from './bill.ts';
import { limitOf } from './limit.ts';
import { linksOf, metaOf, momentOf, Paging } from './page.ts';
import { kindsOf, type Posted, transactionOf } from './transaction.ts';

const ACCOUNT = '0198c5a1-7e0b-7c3d-8e4f-1a2b3c4d5e6f';
const BILL = '6f3f7b0e-7d0c-5a3e-9f5e-0d7a4a2b1c3d';
const URL = '/open-banking/credit-cards-accounts/v2/accounts/x/bills?page=2&page-size=10&payeeMCC=5411';
const at = new Date('2026-08-04T03:00:00.123Z');
const paging = Paging.parse({ page: '2', 'page-size': '10' });
const links = linksOf('https://fatura-viva.test', URL, paging, 35);
const meta = metaOf(paging, 35, at);

const CONTRACTED = {
  'plan-credit': -100_000,
  'plan-instalment': 17_834,
  'instalment-moved': -300,
  discount: -20,
  'late-fee': 100,
  'late-interest': 50,
  interest: 700,
} as const;
const more = Object.entries(CONTRACTED).map(([kind, amountCents], index) =>
  lineOf({ id: `9${index}-1`, kind: kind as keyof typeof CONTRACTED, amountCents }),
);
const posted = [...ordinaryLines(), ...more].map((line): Posted => ({ line, cycle: 3, billId: BILL }));
const transactions = posted.flatMap((one) => transactionOf(ACCOUNT, '4242', one) ?? []);

// The norm's file is not shipped: where it lies beside the project, all answers are held against it.
const file = path.resolve(import.meta.dirname, '../../../../../../shared/data/openfinance/credit-cards-2.3.1.yml');

function validator(response: string) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addFormat('integer', { type: 'number', validate: Number.isInteger });
  ajv.addSchema(parse(readFileSync(file, 'utf8')), 'norm');
  const schema = `norm#/components/responses/${response}/content/application~1json/schema`;
  const validate = ajv.compile({ $ref: schema });
  return (answer: unknown) => (validate(JSON.parse(JSON.stringify(answer))) ? [] : validate.errors);
}

test.skipIf(!existsSync(file))('every answer is valid in the norm’s own schema', () => {
  const closed = {
    billId: BILL,
    dueOn: '2026-08-10',
    totalCents: 43_101,
    minimumCents: 6_465,
    charges: [{ kind: 'iof' as const, amountCents: 749 }],
  };
  const payments = ['pix', 'boleto', 'debit'].map((method) => ({ amountCents: 43_101, method, on: '2026-08-10' }));
  const bills = [
    billOf({ ...closed, payments }),
    billOf({
      ...closed,
      totalCents: -5000,
      minimumCents: 0,
      charges: [{ kind: 'discount', amountCents: 1 }],
      payments: [],
    }),
    billOf({ ...closed, charges: [], payments }),
  ];
  expect(validator('OKResponseCreditCardAccountsBills')({ data: bills, links, meta })).toEqual([]);
  expect(validator('OKResponseCreditCardAccountsBillsTransactions')({ data: transactions, links, meta })).toEqual([]);
  const all = { data: transactions, links, meta: momentOf(at) };
  expect(validator('OKResponseCreditCardAccountsTransactions')(all)).toEqual([]);
  const limits = [limitOf('4242', 800_000, 356_899), limitOf(ACCOUNT, 0, 0), limitOf('4242', 1000, -1)];
  expect(validator('OKResponseCreditCardAccountsLimits')({ data: limits, links: { self: links.self }, meta })).toEqual(
    [],
  );
});

test.skipIf(!existsSync(file))('an answer that is not as the norm has it is found', () => {
  const wrong = [{ ...transactions[0], transactionType: 'COMPRA' }];
  const errors = validator('OKResponseCreditCardAccountsTransactions')({ data: wrong, links, meta: momentOf(at) });
  expect(errors?.map(({ instancePath }) => instancePath)).toEqual(['/data/0/transactionType']);
});

test('lines carry the words of the norm; amounts have no sign, the indicator has', () => {
  const words = transactions.map((one) => [
    one.transactionType,
    one.creditDebitType,
    one.amount.amount,
    one.paymentType,
  ]);
  expect(words).toEqual([
    ['PAGAMENTO', 'DEBITO', '212.26', 'A_PRAZO'],
    ['PAGAMENTO', 'DEBITO', '23.90', 'A_VISTA'],
    ['PAGAMENTO', 'DEBITO', '187.36', 'A_VISTA'],
    ['PAGAMENTO', 'CREDITO', '2147.00', 'A_VISTA'],
    ['PAGAMENTO', 'DEBITO', '64.75', 'A_VISTA'],
    ['ESTORNO', 'CREDITO', '64.75', undefined],
    ['OUTROS', 'DEBITO', '7.49', undefined],
    ['OPERACOES_CREDITO_CONTRATADAS_CARTAO', 'CREDITO', '1000.00', undefined],
    ['OPERACOES_CREDITO_CONTRATADAS_CARTAO', 'DEBITO', '178.34', undefined],
    ['OUTROS', 'CREDITO', '3.00', undefined],
    ['OUTROS', 'CREDITO', '0.20', undefined],
    ['OUTROS', 'DEBITO', '1.00', undefined],
    ['OUTROS', 'DEBITO', '0.50', undefined],
    ['OPERACOES_CREDITO_CONTRATADAS_CARTAO', 'DEBITO', '7.00', undefined],
  ]);
  expect(transactions[0]).toMatchObject({
    transactionId: `${ACCOUNT}-3-9-3`,
    billId: BILL,
    chargeIdentificator: 3,
    chargeNumber: 6,
    payeeMCC: 5732,
    billPostDate: '2026-07-04',
    transactionDateTime: '2026-05-12T17:18:00.000Z',
  });
  expect(transactions[6]?.transactionalAdditionalInfo).toBe('IOF');
  expect(transactions.map(({ otherCreditsType }) => otherCreditsType).filter(Boolean)).toEqual([
    'PARCELAMENTO_FATURA',
    'PARCELAMENTO_FATURA',
    'CREDITO_ROTATIVO',
  ]);
});

test('a purchase abroad keeps its own amount and currency beside the one in reais', () => {
  const abroad = { currency: 'JPY', amount: '3790', rate: '0.0359' };
  const told = transactionOf(ACCOUNT, '4242', {
    line: lineOf({ amountCents: 13_606, abroad }),
    cycle: 1,
    billId: null,
  });
  expect(told).toMatchObject({
    brazilianAmount: { amount: '136.06', currency: 'BRL' },
    amount: { amount: '3790.00', currency: 'JPY' },
  });
});

test('a payment of the whole bill is told apart from another amount', () => {
  const bill = { billId: BILL, dueOn: '2026-08-10', totalCents: 1000, minimumCents: 150, charges: [] };
  const payments = [1000, 999].map((amountCents) => ({ amountCents, method: 'boleto', on: '2026-08-11' }));
  expect(billOf({ ...bill, payments }).payments).toEqual([
    {
      valueType: 'VALOR_PAGAMENTO_FATURA_REALIZADO',
      paymentDate: '2026-08-11',
      paymentMode: 'BOLETO_BANCARIO',
      amount: '10.00',
      currency: 'BRL',
    },
    expect.objectContaining({ valueType: 'OUTRO_VALOR_PAGO_FATURA', amount: '9.99' }),
  ]);
});

test('pages name their neighbours', () => {
  const page = (address: string) => new globalThis.URL(address).searchParams.get('page');
  expect(Object.entries(links).map(([name, address]) => [name, page(address)])).toEqual([
    ['self', '2'],
    ['first', '1'],
    ['prev', '1'],
    ['next', '3'],
    ['last', '4'],
  ]);
  expect(meta).toEqual({ totalRecords: 35, totalPages: 4, requestDateTime: '2026-08-04T03:00:00Z' });
  expect(kindsOf('ESTORNO')).toEqual(['refund', 'instalment-cancelled']);
  expect(kindsOf()).not.toContain('carried-balance');
});
