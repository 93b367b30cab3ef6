export { type Category, categories, type Label } from './categories.ts';
export { categoryOf, describeMcc } from './merchant-codes.ts';
