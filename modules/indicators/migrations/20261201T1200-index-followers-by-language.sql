-- Followers of one view in one language stand together, so that the board is read once for all of them.
drop index indicators.subscription_to_look_at;
create index subscription_to_look_at on indicators.subscription (framework, edition, subject, lang, id) where confirmed_at is not null and ended_at is null;
