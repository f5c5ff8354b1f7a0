-- How a contact went stands apart from what it was about; a node knows by which channel it usually happens, and how long a
-- customer usually stays there as its preset guesses. What the seller sets stays in normal_days.
ALTER TABLE touches ADD COLUMN outcome TEXT;
ALTER TABLE node_items ADD COLUMN reaction TEXT CHECK (reaction IN ('positive', 'neutral', 'negative'));
ALTER TABLE nodes ADD COLUMN channel TEXT;
ALTER TABLE nodes ADD COLUMN direction TEXT;
ALTER TABLE nodes ADD COLUMN shipped_days REAL;

-- Outcomes that presets offered among the matters. The journal follows, so that a change of before is still taken back whole.
CREATE TEMP TABLE preset_outcomes (text TEXT PRIMARY KEY, reaction TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO preset_outcomes VALUES
  ('满意', 'positive'), ('一般', 'neutral'), ('看中一套', 'positive'), ('没看中', 'negative'),
  ('Pleased', 'positive'), ('So-so', 'neutral'), ('Liked one', 'positive'), ('Liked none', 'negative');
CREATE TEMP TABLE nodes_with_outcomes AS
  SELECT node_no AS no FROM node_items WHERE kind = 'matter' AND text IN (SELECT text FROM preset_outcomes)
  UNION SELECT n.no FROM nodes n JOIN pipelines p ON p.no = n.pipeline_no
    WHERE (p.name, n.name) IN (VALUES ('auto4s', '试乘试驾'), ('auto4s', 'Test drive'), ('house', '一看'), ('house', 'First viewing'),
      ('house', '二看'), ('house', 'Second outing'));
UPDATE node_items SET kind = 'outcome', reaction = (SELECT o.reaction FROM preset_outcomes o WHERE o.text = node_items.text)
  WHERE kind = 'matter' AND text IN (SELECT text FROM preset_outcomes);
UPDATE touches SET outcome = matter, matter = NULL
  WHERE matter IN (SELECT text FROM preset_outcomes) AND node_no IN (SELECT no FROM nodes_with_outcomes);
UPDATE operations SET old = json_set(old, '$.outcome', old ->> '$.matter', '$.matter', NULL)
  WHERE tbl = 'touches' AND old ->> '$.matter' IN (SELECT text FROM preset_outcomes) AND old ->> '$.node_no' IN (SELECT no FROM nodes_with_outcomes);
UPDATE operations SET new = json_set(new, '$.outcome', new ->> '$.matter', '$.matter', NULL)
  WHERE tbl = 'touches' AND new ->> '$.matter' IN (SELECT text FROM preset_outcomes) AND new ->> '$.node_no' IN (SELECT no FROM nodes_with_outcomes);
UPDATE operations SET old = json_set(old, '$.kind', 'outcome')
  WHERE tbl = 'node_items' AND old ->> '$.kind' = 'matter' AND old ->> '$.text' IN (SELECT text FROM preset_outcomes);
UPDATE operations SET new = json_set(new, '$.kind', 'outcome')
  WHERE tbl = 'node_items' AND new ->> '$.kind' = 'matter' AND new ->> '$.text' IN (SELECT text FROM preset_outcomes);
DROP TABLE nodes_with_outcomes;
DROP TABLE preset_outcomes;

-- Nodes of the presets that still have their name.
CREATE TEMP TABLE preset_nodes (pipeline TEXT, zh TEXT, en TEXT, channel TEXT, direction TEXT, days REAL);
INSERT INTO preset_nodes VALUES
  ('generic', '线索收集', 'Lead collection', NULL, NULL, 3),
  ('generic', '初步接触', 'First contact', 'call', NULL, 7),
  ('generic', '需求确认', 'Need confirmed', NULL, NULL, 7),
  ('generic', '方案提供', 'Proposal', NULL, NULL, 7),
  ('generic', '谈判签约', 'Negotiation', NULL, NULL, 10),
  ('auto4s', '来电接听', 'Incoming call', 'call', 'in', 1),
  ('auto4s', '预约来店', 'Appointment', 'call', 'out', 3),
  ('auto4s', '进店接待', 'Showroom welcome', 'visit', NULL, 1),
  ('auto4s', '听取需求', 'Needs', 'visit', NULL, 1),
  ('auto4s', '推荐产品', 'Recommendation', 'visit', NULL, 1),
  ('auto4s', '试乘试驾', 'Test drive', 'visit', NULL, 3),
  ('auto4s', '报价沟通', 'Quotation', 'call', NULL, 5),
  ('auto4s', '回访促签', 'Call back to sign', 'call', NULL, 7),
  ('auto4s', '再次来店', 'Return visit', 'visit', NULL, 7),
  ('house', '网上看房', 'Online viewing', 'wechat', NULL, 7),
  ('house', '一看', 'First viewing', 'visit', NULL, 10),
  ('house', '二看', 'Second outing', 'visit', NULL, 10),
  ('house', '复看', 'Same home again', 'visit', NULL, 14),
  ('house', '成交', 'Closed', 'visit', NULL, NULL),
  ('solution', '面谈需求采集', 'Needs interview', 'visit', NULL, 7),
  ('solution', '培训或上门服务', 'Training or on-site service', 'visit', NULL, 14),
  ('solution', '价格沟通', 'Pricing', 'call', NULL, 7),
  ('solution', '寄送样品', 'Samples', NULL, NULL, 10),
  ('solution', '需求确认', 'Needs confirmed', NULL, NULL, 7),
  ('solution', '加深信任', 'Deepen trust', 'visit', NULL, 14),
  ('keyaccount', '背景调查', 'Background research', 'other', NULL, 7),
  ('keyaccount', '建立关系', 'Relationship built', 'visit', NULL, 14),
  ('keyaccount', '需求识别', 'Needs identified', 'visit', NULL, 14),
  ('keyaccount', '方案匹配', 'Solution matched', 'visit', NULL, 14),
  ('keyaccount', '异议处理', 'Objections handled', 'visit', NULL, 14),
  ('keyaccount', '承诺', 'Commitment', 'visit', NULL, 10),
  ('keyaccount', '签约', 'Signed', 'visit', NULL, NULL);
UPDATE nodes SET channel = s.channel, direction = s.direction, shipped_days = s.days
  FROM preset_nodes s JOIN pipelines p ON p.name = s.pipeline WHERE p.no = nodes.pipeline_no AND nodes.name IN (s.zh, s.en);
DROP TABLE preset_nodes;

DROP VIEW timeline;
CREATE VIEW timeline AS
  SELECT t.customer_no, t.at, 'touch' AS kind, t.no, n.name AS node, t.channel, substr(coalesce(' · ' || t.matter, '') || coalesce(' · ' || t.outcome, '') || coalesce(' · ' || t.note, ''), 4) AS text FROM touches t JOIN nodes n ON n.no = t.node_no
  UNION ALL SELECT customer_no, at, kind, no, NULL, channel, text FROM interactions
  UNION ALL SELECT customer_no, at, 'qualification', no, NULL, NULL, concat_judgement FROM
    (SELECT customer_no, at, no, trim(coalesce(verdict, '') || ' ' || coalesce(grade, '') || ' ' || coalesce(sign_by, '') || ' ' || coalesce(amount / 100.0, '')) AS concat_judgement FROM qualifications)
  UNION ALL SELECT customer_no, date, 'loss', no, NULL, NULL, reason || coalesce(' · ' || note, '') FROM losses
  UNION ALL SELECT customer_no, date, 'order', no, NULL, NULL, (amount / 100.0) || coalesce(' · ' || note, '') FROM orders
  UNION ALL SELECT customer_no, date, 'payment', no, NULL, NULL, (amount / 100.0) || coalesce(' · ' || note, '') FROM payments
  UNION ALL SELECT customer_no, done_at, 'followup', no, NULL, NULL, text || coalesce(' · ' || outcome, '') FROM followups WHERE done_at IS NOT NULL;
