-- Until now phones without a country were Chinese and money was CNY. A file that was begun in Chinese stays so; one that holds
-- money keeps its currency, whatever region it is given.
INSERT INTO settings SELECT 'region', 'CN' WHERE EXISTS (SELECT 1 FROM nodes WHERE name GLOB '*[一-龥]*');
INSERT INTO settings SELECT 'currency', 'CNY' WHERE NOT EXISTS (SELECT 1 FROM settings WHERE key = 'currency') AND
  (EXISTS (SELECT 1 FROM orders) OR EXISTS (SELECT 1 FROM payments) OR EXISTS (SELECT 1 FROM products WHERE price IS NOT NULL)
   OR EXISTS (SELECT 1 FROM qualifications WHERE amount IS NOT NULL));
-- Numbers that were made Chinese on a guess are named once.
INSERT INTO settings SELECT 'guessed_phones', 'unsaid' WHERE EXISTS (SELECT 1 FROM contact_points WHERE kind = 'phone' AND
  normal LIKE '+86%' AND normal NOT GLOB '+861[3-9]?????????');
