-- Orders and payments have the number they bear elsewhere, an order also a state and money of its own currency (NULL: the
-- file's). What is given back stands beside the order, so that each refund is taken back by itself.
ALTER TABLE orders ADD COLUMN number TEXT;
ALTER TABLE orders ADD COLUMN currency TEXT;
ALTER TABLE orders ADD COLUMN cancelled_on TEXT;
ALTER TABLE orders ADD COLUMN edited_at TEXT; -- by hand: what an import says otherwise is then told, not taken
ALTER TABLE payments ADD COLUMN number TEXT;
ALTER TABLE payments ADD COLUMN currency TEXT;
CREATE INDEX orders_number ON orders (number) WHERE number IS NOT NULL;
CREATE INDEX payments_number ON payments (number) WHERE number IS NOT NULL;
CREATE TABLE refunds (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  order_no INTEGER NOT NULL REFERENCES orders (no) ON DELETE CASCADE,
  date TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0), note TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX refunds_order ON refunds (order_no, amount);
CREATE INDEX refunds_customer ON refunds (customer_no);
DROP INDEX orders_customer;
CREATE INDEX orders_customer ON orders (customer_no, date, amount, cancelled_on, currency);

-- What counts: orders that stand, each with what is left of it after refunds. Everything that reads orders reads this.
CREATE VIEW sales AS
  SELECT o.no, o.uid, o.customer_no, o.date, o.amount - coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.order_no = o.no), 0) AS amount,
    o.amount AS gross, o.currency, o.number, o.note, o.deal, o.created_at
  FROM orders o WHERE o.cancelled_on IS NULL;
DROP VIEW customer_card;
CREATE VIEW customer_card AS
  SELECT c.no, c.name, f.name AS company, c.title, c.source, c.created_at,
    (SELECT group_concat(value, ' ') FROM contact_points p WHERE p.customer_no = c.no AND p.kind = 'phone') AS phones,
    (SELECT group_concat(tag, ' ') FROM tags g WHERE g.customer_no = c.no) AS tags,
    (SELECT n.name FROM touches t JOIN nodes n ON n.no = t.node_no WHERE t.customer_no = c.no ORDER BY t.at DESC, t.no DESC LIMIT 1) AS last_node,
    (SELECT max(t.at) FROM touches t WHERE t.customer_no = c.no) AS last_touch_at,
    (SELECT min(u.due) FROM followups u WHERE u.customer_no = c.no AND u.done_at IS NULL AND u.cancelled_at IS NULL) AS next_due,
    (SELECT count(*) FROM sales o WHERE o.customer_no = c.no) AS orders,
    (SELECT sum(o.amount) / 100.0 FROM sales o WHERE o.customer_no = c.no AND o.currency IS NULL) AS ordered
  FROM customers c LEFT JOIN companies f ON f.no = c.company_no;
