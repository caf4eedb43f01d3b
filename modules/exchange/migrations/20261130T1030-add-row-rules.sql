-- Which rows of a dataset a right opens: a list of conditions that all hold (modules/exchange/domain/row-rule.ts); empty: every row. Said when the right is asked for
-- or granted, kept with the contract like its fields: another rule is another right.
alter table exchange.access_right add column row_rule jsonb not null default '[]' check (jsonb_typeof(row_rule) = 'array');
alter table exchange.access_request add column row_rule jsonb not null default '[]' check (jsonb_typeof(row_rule) = 'array');
