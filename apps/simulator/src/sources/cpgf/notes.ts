/** What had to be decided about a row to book it. Rows are counted by these words at the end of a run. */
export const WITHDRAWAL = 'cash withdrawal: booked as a purchase with MCC 6011';
export const ABROAD = 'abroad: published in BRL only, booked in BRL without currency, rate or IOF';
export const NO_MERCHANT = 'no merchant is published: booked under the name that says so';
export const CPF_OUT = 'a CPF was taken out of the merchant’s name';
export const SHORTENED = 'the merchant’s name was cut to 80 characters';
export const ODD_CHARACTERS = 'characters that cannot be shown were taken out of the merchant’s name';
