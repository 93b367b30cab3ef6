type Hue = 'market' | 'food' | 'move' | 'home' | 'health' | 'leisure' | 'tech' | 'money';

/** How purchases of one kind look. `key` names it in messages/. */
export interface Category {
  key: string;
  hue: Hue;
  icon: string;
}

const category = (key: string, hue: Hue, icon: string): Category => ({ key, hue, icon });

const OTHER = category('other', 'money', 'shop');

/** By ISO 18245 code. */
const BY_MCC = new Map<string, Category>(
  (
    [
      ['5411 5422 5451 5499', category('market', 'market', 'basket')],
      ['5462', category('bakery', 'food', 'croissant')],
      ['5812 5811', category('restaurant', 'food', 'cutlery')],
      ['5814 5441', category('cafe', 'food', 'coffee')],
      ['5813', category('bar', 'food', 'cutlery')],
      ['4121 4111 4112 4131', category('ride', 'move', 'car')],
      ['5541 5542 7523 4784', category('fuel', 'move', 'fuel')],
      ['4511 4722 7011', category('travel', 'move', 'plane')],
      ['5912 5122', category('pharmacy', 'health', 'pill')],
      ['8043 5976', category('optician', 'health', 'glasses')],
      ['8011 8021 8062 8099', category('care', 'health', 'pill')],
      ['7997 7941', category('gym', 'health', 'gym')],
      ['7832 7922 7929', category('cinema', 'leisure', 'film')],
      ['5651 5691 5661 5699 5311', category('clothes', 'leisure', 'shirt')],
      ['5942 5192', category('books', 'leisure', 'book')],
      ['5732 5722', category('electronics', 'tech', 'tv')],
      ['5045 5734 5946', category('computers', 'tech', 'laptop')],
      ['4899 5815 5816 5817 5818 7372', category('digital', 'tech', 'globe')],
      ['4812 4814', category('telephone', 'tech', 'phone')],
      ['4900', category('utilities', 'home', 'home')],
      ['5712 5200 5211 5251', category('home', 'home', 'sofa')],
      ['0742 5995', category('pets', 'home', 'paw')],
      ['8220 8299 8211', category('education', 'leisure', 'education')],
    ] satisfies [string, Category][]
  ).flatMap(([codes, found]) => codes.split(' ').map((code): [string, Category] => [code, found])),
);

export function categoryOf(mcc: string): Category {
  const known = BY_MCC.get(mcc);
  if (known) return known;
  const code = Number(mcc);
  // Airlines, car rental and hotels have a code per company.
  return code >= 3000 && code <= 3999 ? category('travel', 'move', 'plane') : OTHER;
}
