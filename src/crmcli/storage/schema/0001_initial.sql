-- The file of a seller. Instants are UTC text with milliseconds (2026-11-21T01:00:00.000Z); order, payment and
-- loss dates are local dates; follow-ups are wall-clock times (2026-11-25 or 2026-11-25T09:30); money is integer cents.
-- Every record has a local number, never used twice, and a uid (ULID), the only name of it that leaves the file.

CREATE TABLE settings (
  key TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE companies (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, address TEXT, note TEXT,
  pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX companies_name ON companies (name);

-- A person one sells to, or the firm itself while no person is known.
CREATE TABLE customers (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, company_no INTEGER REFERENCES companies (no),
  title TEXT, role TEXT, address TEXT, source TEXT,
  birthday TEXT, external_id TEXT,
  origin TEXT NOT NULL DEFAULT 'hand' CHECK (origin IN ('hand', 'import')),
  pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX customers_name ON customers (name);
CREATE INDEX customers_pinyin ON customers (pinyin);
CREATE INDEX customers_initials ON customers (initials);
CREATE INDEX customers_company ON customers (company_no) WHERE company_no IS NOT NULL;
CREATE INDEX customers_external_id ON customers (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX customers_by_hand ON customers (no) WHERE origin = 'hand';
-- Whose birthday a day is: solar or lunar, then `-05-20` or `L05-20` (a leap month).
CREATE INDEX customers_birthday ON customers (birthday >= 'lunar', substr(birthday, -6)) WHERE birthday IS NOT NULL;

-- The same number on two customers is a finding, not an error: no UNIQUE.
CREATE TABLE contact_points (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'wechat', 'qq')),
  value TEXT NOT NULL, normal TEXT NOT NULL
) STRICT;
CREATE INDEX contact_points_customer ON contact_points (customer_no);
CREATE INDEX contact_points_normal ON contact_points (normal, kind);

CREATE TABLE tags (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  tag TEXT NOT NULL COLLATE NOCASE, UNIQUE (customer_no, tag)
) STRICT;
CREATE INDEX tags_tag ON tags (tag, customer_no);

CREATE TABLE relations (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  kind TEXT NOT NULL, other_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  created_at TEXT NOT NULL, UNIQUE (customer_no, kind, other_no)
) STRICT;
CREATE INDEX relations_other ON relations (other_no);

-- 画像: what the trade wants to know of a customer; each value with the day it was learned.
CREATE TABLE fields (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE, alias TEXT, type TEXT NOT NULL DEFAULT 'text' CHECK (type IN ('text', 'number', 'date', 'money')),
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE field_values (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  field_no INTEGER NOT NULL REFERENCES fields (no), value TEXT NOT NULL,
  at TEXT NOT NULL, UNIQUE (customer_no, field_no)
) STRICT;
CREATE INDEX field_values_field ON field_values (field_no);

CREATE TABLE parkings (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  at TEXT NOT NULL, until TEXT NOT NULL, reason TEXT, woken_at TEXT
) STRICT;
CREATE INDEX parkings_customer ON parkings (customer_no);
CREATE INDEX parkings_open ON parkings (until, customer_no) WHERE woken_at IS NULL;

CREATE TABLE pipelines (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL
) STRICT;
CREATE TABLE nodes (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  pipeline_no INTEGER NOT NULL REFERENCES pipelines (no),
  name TEXT NOT NULL, alias TEXT, position INTEGER NOT NULL,
  role TEXT NOT NULL DEFAULT 'step' CHECK (role IN ('step', 'won', 'after')),
  stage TEXT CHECK (stage IN ('aware', 'appeal', 'ask', 'act', 'advocate')),
  normal_days REAL, retired_at TEXT
) STRICT;
CREATE INDEX nodes_pipeline ON nodes (pipeline_no, position);
-- What a node offers: details to pick from (事项); later also materials and questions.
CREATE TABLE node_items (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  node_no INTEGER NOT NULL REFERENCES nodes (no) ON DELETE CASCADE,
  kind TEXT NOT NULL DEFAULT 'matter', position INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX node_items_node ON node_items (node_no, kind, position);

CREATE TABLE touches (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  node_no INTEGER NOT NULL REFERENCES nodes (no), at TEXT NOT NULL,
  matter TEXT, note TEXT, channel TEXT, direction TEXT, deal TEXT,
  reaction TEXT CHECK (reaction IN ('positive', 'neutral', 'negative')), product_no INTEGER REFERENCES products (no),
  created_at TEXT NOT NULL
) STRICT;
-- Covering: the reports read touches by customer in order of time, and nodes by customer, from the index alone.
CREATE INDEX touches_timeline ON touches (customer_no, at, no, node_no, deal, direction);
CREATE INDEX touches_node ON touches (node_no, customer_no);
-- Deal names are few: the reports ask first who has any at all.
CREATE INDEX touches_deal ON touches (customer_no, deal) WHERE deal IS NOT NULL;

CREATE TABLE qualifications (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  at TEXT NOT NULL, verdict TEXT CHECK (verdict IN ('valuable', 'worthless', 'unsure')),
  grade TEXT CHECK (grade IN ('big', 'normal', 'small')), sign_by TEXT, amount INTEGER, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX qualifications_customer ON qualifications (customer_no, at, no, grade, amount);

CREATE TABLE losses (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  date TEXT NOT NULL, reason TEXT NOT NULL, note TEXT, deal TEXT, reopened_at TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX losses_customer ON losses (customer_no, date, created_at, reopened_at);
CREATE INDEX losses_deal ON losses (customer_no, deal) WHERE deal IS NOT NULL;

CREATE TABLE interactions (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  at TEXT NOT NULL, kind TEXT NOT NULL, channel TEXT, direction TEXT, text TEXT NOT NULL,
  reaction TEXT CHECK (reaction IN ('positive', 'neutral', 'negative')), product_no INTEGER REFERENCES products (no),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX interactions_customer ON interactions (customer_no, at, channel, direction);

-- 纠结 and 竞品: what holds a customer back, who else courts them, as said at one instant.
CREATE TABLE concerns (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('worry', 'rival')), text TEXT NOT NULL, note TEXT,
  at TEXT NOT NULL, settled_at TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX concerns_customer ON concerns (customer_no, kind, at);
-- Lead quality: evidence behind a verdict; `holds` 1 yes, 0 no.
CREATE TABLE signs (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  sign TEXT NOT NULL, holds INTEGER NOT NULL CHECK (holds IN (0, 1)), at TEXT NOT NULL, UNIQUE (customer_no, sign)
) STRICT;
-- 雷达: background facts, each with where it comes from and of which day.
CREATE TABLE facts (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  text TEXT NOT NULL, source TEXT, date TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX facts_customer ON facts (customer_no, date);
-- A visit planned or recorded; its next step is a follow-up, its result a note of the channel visit.
CREATE TABLE visits (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  purpose TEXT NOT NULL, planned_for TEXT, followup_no INTEGER REFERENCES followups (no) ON DELETE SET NULL,
  recorded_at TEXT, note_no INTEGER REFERENCES interactions (no) ON DELETE SET NULL, closing TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX visits_customer ON visits (customer_no, planned_for);
CREATE INDEX visits_followup ON visits (followup_no) WHERE followup_no IS NOT NULL;
CREATE INDEX visits_note ON visits (note_no) WHERE note_no IS NOT NULL;
-- The seller's own book of objections and of the facts and cases that answered them.
CREATE TABLE objections (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER REFERENCES customers (no) ON DELETE SET NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, answer TEXT, at TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX objections_customer ON objections (customer_no) WHERE customer_no IS NOT NULL;

-- What the seller does next (followup), and what the customer promised (promise).
CREATE TABLE followups (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  kind TEXT NOT NULL DEFAULT 'followup' CHECK (kind IN ('followup', 'promise')),
  due TEXT NOT NULL, text TEXT NOT NULL DEFAULT '', type TEXT NOT NULL,
  rrule TEXT, rrule_from TEXT, -- how it comes again (RFC 5545, or AFTER=P30D from its completion), and the first of the series
  snoozed_until TEXT, snoozes INTEGER NOT NULL DEFAULT 0, moves INTEGER NOT NULL DEFAULT 0,
  done_at TEXT, cancelled_at TEXT, outcome TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX followups_customer ON followups (customer_no, done_at);
CREATE INDEX followups_open ON followups (due, customer_no) WHERE done_at IS NULL AND cancelled_at IS NULL;

-- Rhythms: how many days after the last contact the next is wanted (0: never), and by when at the latest.
CREATE TABLE cadences (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL UNIQUE REFERENCES customers (no) ON DELETE CASCADE,
  ideal_days INTEGER NOT NULL, latest_days INTEGER NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX cadences_days ON cadences (ideal_days, latest_days, customer_no);
-- The same for all whom a filter selects and who have none of their own; the first rule that fits counts.
CREATE TABLE cadence_rules (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  filter TEXT NOT NULL UNIQUE, ideal_days INTEGER NOT NULL, latest_days INTEGER NOT NULL, created_at TEXT NOT NULL
) STRICT;
-- Yearly days beside the birthday, written as birthdays are.
CREATE TABLE occasions (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  name TEXT NOT NULL, date TEXT NOT NULL, notice_days INTEGER NOT NULL, created_at TEXT NOT NULL, UNIQUE (customer_no, name)
) STRICT;
CREATE INDEX occasions_date ON occasions (date >= 'lunar', substr(date, -6));
-- What was said to a reminder that is counted and not stored: done on a day, or hidden until one.
-- subject_no is the customer, the occasion, or the order line that comes due again.
CREATE TABLE reminders (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL, subject_no INTEGER NOT NULL, done_on TEXT, outcome TEXT,
  snoozed_until TEXT, snoozes INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, UNIQUE (kind, subject_no)
) STRICT;

-- 养鱼: messages kept for later; who was recalled, by a call or with which message. Who came back is counted when asked.
CREATE TABLE templates (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE, text TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE TABLE recalls (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  at TEXT NOT NULL, way TEXT NOT NULL CHECK (way IN ('call', 'message')), text TEXT NOT NULL
) STRICT;
CREATE INDEX recalls_customer ON recalls (customer_no, at);

CREATE TABLE products (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE, price INTEGER, cycle_days INTEGER, retired_at TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE TABLE orders (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  date TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0), note TEXT, deal TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX orders_customer ON orders (customer_no, date, amount);
CREATE INDEX orders_deal ON orders (customer_no, deal) WHERE deal IS NOT NULL;
CREATE TABLE order_lines (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  order_no INTEGER NOT NULL REFERENCES orders (no) ON DELETE CASCADE,
  product_no INTEGER NOT NULL REFERENCES products (no), quantity REAL NOT NULL DEFAULT 1, price INTEGER
) STRICT;
CREATE INDEX order_lines_order ON order_lines (order_no);
CREATE INDEX order_lines_product ON order_lines (product_no, order_no);
-- A payment without an order number belongs to the customer: it settles the oldest open order, counted when asked.
CREATE TABLE payments (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  customer_no INTEGER NOT NULL REFERENCES customers (no) ON DELETE CASCADE,
  order_no INTEGER REFERENCES orders (no), date TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0), note TEXT, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX payments_customer ON payments (customer_no, date, amount);
CREATE INDEX payments_order ON payments (order_no, amount) WHERE order_no IS NOT NULL;
CREATE INDEX payments_date ON payments (date, amount);
CREATE TABLE payment_plans (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  order_no INTEGER NOT NULL REFERENCES orders (no) ON DELETE CASCADE,
  due TEXT NOT NULL, snoozed_until TEXT, snoozes INTEGER NOT NULL DEFAULT 0, moves INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX payment_plans_order ON payment_plans (order_no);
CREATE INDEX payment_plans_due ON payment_plans (due);

-- The journal: one row a change, one row an operation with the whole row before and after as JSON.
CREATE TABLE changes (
  no INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL, label TEXT NOT NULL, undoes INTEGER REFERENCES changes (no)
) STRICT;
CREATE INDEX changes_undoes ON changes (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE operations (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  change_no INTEGER NOT NULL REFERENCES changes (no),
  tbl TEXT NOT NULL, row_no INTEGER NOT NULL, old TEXT, new TEXT
) STRICT;
CREATE INDEX operations_change ON operations (change_no, tbl);

-- What ran by itself or was sent: the proof that it did, and the reason why a mail goes out once a day. Never undone.
CREATE TABLE routine_log (
  no INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, day TEXT NOT NULL,
  job TEXT NOT NULL CHECK (job IN ('install', 'due', 'digest', 'notify', 'mail')), recipient TEXT, again INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('done', 'sending', 'sent', 'failed', 'unclear')), lines INTEGER, note TEXT
) STRICT;
CREATE UNIQUE INDEX routine_log_once ON routine_log (day, recipient, again) WHERE job = 'mail' AND state <> 'failed';
CREATE INDEX routine_log_job ON routine_log (job, at);

-- Search text, one token a Chinese character; filled by the program, never by triggers.
-- Nothing is ranked by length (columnsize). The rowid of search_events carries the instant, so that the newest hits come first without a sort (kernel/search.py).
CREATE VIRTUAL TABLE search_customers USING fts5 (text, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE search_events USING fts5 (text, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');

-- For people with sqlite3, Datasette or a spreadsheet.
CREATE VIEW timeline AS
  SELECT t.customer_no, t.at, 'touch' AS kind, t.no, n.name AS node, t.channel, coalesce(t.matter, '') || CASE WHEN t.matter IS NOT NULL AND t.note IS NOT NULL THEN ' · ' ELSE '' END || coalesce(t.note, '') AS text FROM touches t JOIN nodes n ON n.no = t.node_no
  UNION ALL SELECT customer_no, at, kind, no, NULL, channel, text FROM interactions
  UNION ALL SELECT customer_no, at, 'qualification', no, NULL, NULL, concat_judgement FROM
    (SELECT customer_no, at, no, trim(coalesce(verdict, '') || ' ' || coalesce(grade, '') || ' ' || coalesce(sign_by, '') || ' ' || coalesce(amount / 100.0, '')) AS concat_judgement FROM qualifications)
  UNION ALL SELECT customer_no, date, 'loss', no, NULL, NULL, reason || coalesce(' · ' || note, '') FROM losses
  UNION ALL SELECT customer_no, date, 'order', no, NULL, NULL, (amount / 100.0) || coalesce(' · ' || note, '') FROM orders
  UNION ALL SELECT customer_no, date, 'payment', no, NULL, NULL, (amount / 100.0) || coalesce(' · ' || note, '') FROM payments
  UNION ALL SELECT customer_no, done_at, 'followup', no, NULL, NULL, text || coalesce(' · ' || outcome, '') FROM followups WHERE done_at IS NOT NULL;

CREATE VIEW customer_card AS
  SELECT c.no, c.name, f.name AS company, c.title, c.source, c.created_at,
    (SELECT group_concat(value, ' ') FROM contact_points p WHERE p.customer_no = c.no AND p.kind = 'phone') AS phones,
    (SELECT group_concat(tag, ' ') FROM tags g WHERE g.customer_no = c.no) AS tags,
    (SELECT n.name FROM touches t JOIN nodes n ON n.no = t.node_no WHERE t.customer_no = c.no ORDER BY t.at DESC, t.no DESC LIMIT 1) AS last_node,
    (SELECT max(t.at) FROM touches t WHERE t.customer_no = c.no) AS last_touch_at,
    (SELECT min(u.due) FROM followups u WHERE u.customer_no = c.no AND u.done_at IS NULL AND u.cancelled_at IS NULL) AS next_due,
    (SELECT count(*) FROM orders o WHERE o.customer_no = c.no) AS orders,
    (SELECT sum(o.amount) / 100.0 FROM orders o WHERE o.customer_no = c.no) AS ordered
  FROM customers c LEFT JOIN companies f ON f.no = c.company_no;
