-- What a person asks for of one customer, one firm or one product is found without reading a whole table.
ALTER TABLE operations ADD COLUMN customer_no INTEGER;
UPDATE operations SET customer_no = CASE tbl WHEN 'customers' THEN row_no ELSE coalesce(new, old) ->> '$.customer_no' END;
CREATE INDEX operations_customer ON operations (customer_no, change_no) WHERE customer_no IS NOT NULL;
CREATE INDEX companies_name_folded ON companies (name COLLATE NOCASE);
CREATE INDEX touches_product ON touches (product_no) WHERE product_no IS NOT NULL;
CREATE INDEX interactions_product ON interactions (product_no) WHERE product_no IS NOT NULL;
