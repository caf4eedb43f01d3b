-- A large body streams: when its message is claimed only head and length are known (request_hash). SHA-512 of the body, known when it has passed.
alter table exchange.message_claim add column body_hash bytea;
